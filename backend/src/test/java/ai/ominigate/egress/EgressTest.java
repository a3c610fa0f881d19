package ai.ominigate.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.model.system.EgressHost;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.model.system.RefusedHost;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    private final Map<String, String> registered = new TreeMap<>(Map.of("api.acme.example", "Acme"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-12-01T10:00:00Z");
    private Egress egress;

    @BeforeEach
    void start() throws SQLException {
        OwnHosts own = new OwnHosts(
                List.of("Mail.Internal"),
                "jdbc:postgresql://db.internal:5432/ominigate",
                "valkey://:pw@valkey.internal:6379");
        egress = new Egress(() -> Map.copyOf(registered), own, meters, () -> now);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.acme.example",
                "API.acme.example",
                "mail.internal",
                "db.internal",
                "valkey.internal",
                "localhost",
                "127.0.0.1",
                "[::1]"
            })
    void whatIsRegisteredIsConnectedTo(String host) {
        assertThatNoException().isThrownBy(() -> egress.require(host, EgressUse.MODEL_CALLS));
        assertThat(egress.refusedSince(now.minus(Duration.ofDays(1)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme.example",
                "evil.api.acme.example",
                "93.184.216.34",
                "localhost.evil.example",
                "[2001:db8::1]"
            })
    void whatIsNotIsRefused(String host) {
        assertThatThrownBy(() -> egress.require(host, EgressUse.MAIL))
                .isInstanceOf(Egress.UnregisteredHost.class)
                .hasMessage(host + " is not registered as a host of a subprocessor, nor in ominigate.own-hosts");
    }

    @Test
    void whatIsRefusedIsCountedAndShown() {
        egress.permits("elsewhere.example", EgressUse.MAIL);
        now = now.plusSeconds(60);
        egress.permits("elsewhere.example", EgressUse.MAIL);

        assertThat(egress.report().refused())
                .containsExactly(new RefusedHost("elsewhere.example", EgressUse.MAIL, 2, now));
        assertThat(meters.counter("ominigate.egress.refused", "use", "mail").count())
                .isEqualTo(2);
        assertThat(egress.refusedSince(now)).containsExactly(Map.entry("elsewhere.example", now));
        assertThat(egress.refusedSince(now.plusNanos(1))).isEmpty();
    }

    @Test
    void itShowsWhoseHostsThereAreAndWhenTheyWereContacted() {
        egress.permits("api.acme.example", EgressUse.MODEL_CALLS);

        assertThat(egress.report().hosts())
                .contains(
                        new EgressHost("api.acme.example", "Acme", now),
                        new EgressHost("mail.internal", "own infrastructure", null));
    }

    @Test
    void aHostIsGoneWithItsCompany() throws SQLException {
        assertThat(egress.permits("api.acme.example", EgressUse.MODEL_CALLS)).isTrue();
        registered.clear();
        egress.refresh();

        assertThat(egress.permits("api.acme.example", EgressUse.MODEL_CALLS)).isFalse();
        assertThat(egress.report().hosts()).extracting(EgressHost::owner).contains("no longer registered");
    }

    @Test
    void namesThatComeFromOutsideFillNoMemory() {
        for (int i = 0; i < 1_000; i++) {
            egress.permits("host-" + i + ".example", EgressUse.STAFF_SIGN_IN);
        }
        assertThat(egress.report().refused()).hasSize(200);
    }
}
