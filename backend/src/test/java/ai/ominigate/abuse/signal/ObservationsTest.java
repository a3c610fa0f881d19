package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.abuse.signal.Observation.Calls;
import ai.ominigate.platform.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ObservationsTest {
    private static final byte[] ADDRESS = Network.parse("203.0.113.7").address();
    private static final UUID ACCOUNT = new UUID(1, 1);
    private static final UUID KEY = new UUID(1, 2);

    @Test
    void alikeCallsAreCountedAsOne() {
        Observations observations = new Observations(1_024);
        call(observations, "a", 10, false);
        call(observations, "a", 20, true);
        call(observations, "b", 5, false);

        assertThat(drain(observations))
                .containsExactly(
                        new Calls(2, Scene.network("203.0.113.7"), KEY, ACCOUNT, "a", false, 2, 1, 30, 60, Map.of()),
                        new Calls(2, Scene.network("203.0.113.7"), KEY, ACCOUNT, "b", false, 1, 0, 5, 10, Map.of()));
    }

    @Test
    void callsOfDifferentSecondsStayApartHoweverLateTheyAreCounted() {
        Observations observations = new Observations(1_024);
        for (long at : new long[] {1_000, 1_999, 3_600_000}) {
            observations.callEnded(at, ADDRESS, KEY, ACCOUNT, "a", false, false, 1, 1, null);
        }
        assertThat(drain(observations)).extracting(Observation::at).containsExactly(1_999L, 3_600_000L);
    }

    @Test
    void whatDoesNotFitIsCountedAndDroppedAndNobodyWaits() {
        Observations observations = new Observations(16);
        for (int i = 0; i < 100; i++) {
            call(observations, "m" + i, 1, false);
        }
        assertThat(drain(observations)).hasSize(16);
        assertThat(observations.dropped()).isEqualTo(84);
    }

    @Test
    void manyThreadsTellAtOnceAndNothingIsLost() {
        Observations observations = new Observations(1 << 16);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 16; thread++) {
                threads.submit(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        call(observations, "a", 1, false);
                    }
                });
            }
        }
        assertThat(drain(observations))
                .singleElement()
                .satisfies(calls -> assertThat(((Calls) calls).count()).isEqualTo(16_000));
        assertThat(observations.dropped()).isZero();
    }

    @Test
    void ofAnUnknownKeyThirtyTwoBitsOfItsBeginningAreKept() throws IOException {
        Observations observations = new Observations(16);
        String secret = "og-Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6";
        observations.unknownKeyTried(1, ADDRESS, secret);
        List<Observation> told = drain(observations);

        String kept = new String(ObservationJson.batch(told), StandardCharsets.ISO_8859_1)
                + ObservationJson.observations(ObservationJson.batch(told));
        for (int i = 0; i + 6 < secret.length(); i++) {
            assertThat(kept).doesNotContain(secret.substring(i, i + 6));
        }
        assertThat(Observations.prefixHash(secret))
                .isEqualTo(Observations.prefixHash(secret.substring(0, 12) + "something else"))
                .isNotEqualTo(Observations.prefixHash("og-Zm9vYmFyZ"));
    }

    @Test
    void aNetworkThatIsNotOfTheInternetIsNone() {
        for (String address : List.of("127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fe80::1", "fd00::1")) {
            assertThat(Observation.network(Network.parse(address).address()))
                    .as(address)
                    .isNull();
        }
        assertThat(Observation.network(Network.parse("::ffff:203.0.113.7").address()))
                .isEqualTo(Scene.network("203.0.113.7"));
    }

    @Test
    void everyKindOfObservationIsReadAsItWasWritten() throws IOException {
        List<Observation> all = List.of(
                new Calls(
                        7,
                        Scene.network("2001:db8::1"),
                        KEY,
                        ACCOUNT,
                        "m",
                        true,
                        3,
                        1,
                        30,
                        40,
                        Map.of(RefusalKind.BIO, 1L)),
                new Calls(7, null, KEY, ACCOUNT, null, false, 1, 0, 0, 0, Map.of()),
                new Observation.UnknownKeyTried(7, Scene.network("203.0.113.7"), -4),
                new Observation.CatalogueRead(7, Scene.network("203.0.113.7"), 5),
                new Observation.SignInTried(7, Scene.network("203.0.113.7"), ACCOUNT, 99, true, false),
                new Observation.SignedUp(7, null, ACCOUNT, 4, true),
                new Observation.FreeCreditSpent(7, ACCOUNT, 5),
                new Observation.SessionSeen(7, Scene.network("203.0.113.7"), ACCOUNT, KEY, KEY, true),
                new Observation.EmailChanged(7, ACCOUNT, KEY),
                new Observation.KeyCreated(7, ACCOUNT, null, KEY),
                new Observation.PaymentTried(7, null, ACCOUNT, 5, Observation.PaymentOutcome.BLOCKED));
        assertThat(ObservationJson.observations(ObservationJson.batch(all))).isEqualTo(all);
        assertThat(all.stream().map(Object::getClass).distinct())
                .hasSize(Observation.class.getPermittedSubclasses().length);
    }

    private static void call(Observations observations, String model, long tokens, boolean limited) {
        observations.callEnded(2, ADDRESS, KEY, ACCOUNT, model, false, limited, tokens, 2 * tokens, null);
    }

    private static List<Observation> drain(Observations observations) {
        List<Observation> drained = new ArrayList<>();
        observations.drain(Integer.MAX_VALUE, drained::add);
        return drained;
    }
}
