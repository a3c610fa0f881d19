package ai.ominigate.abuse.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.platform.Network;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Decisions as the path of a call asks for them, and what asking costs. */
class SnapshotTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final int BLOCKS = 10_000;
    private static final int LOOK_UPS = 200_000;
    private static final UUID KEY = UUID.fromString("019a1b2c-0000-7000-8000-000000000002");
    private static final UUID ACCOUNT = UUID.fromString("019a1b2c-0000-7000-8000-000000000001");

    private final Random random = new Random(7);

    private static final NetworkOrigins FILES = new NetworkOrigins() {
        @Override
        public long asn(byte[] address) {
            return address[0] == 10 ? 64500 : 64501;
        }

        @Override
        public String country(byte[] address) {
            return address[1] == 1 ? "NL" : "BE";
        }

        @Override
        public boolean known() {
            return true;
        }
    };

    @Test
    void anAutonomousSystemAndACountryAreBlockedByTheFiles() {
        Snapshot snapshot = snapshot(
                said(DecisionAction.BLOCK_NETWORK, "asn:64500"), said(DecisionAction.BLOCK_NETWORK, "country:NL"));
        assertThat(isBlocked(snapshot, "10.2.0.1")).isTrue();
        assertThat(isBlocked(snapshot, "11.1.0.1")).isTrue();
        assertThat(isBlocked(snapshot, "11.2.0.1")).isFalse();
        assertThat(snapshot.block(Face.SIGN_UP, at("10.2.0.1"), null, null, FILES))
                .as("another scope")
                .isNull();
        assertThat(snapshot.block(Face.API, at("10.2.0.1"), null, null, null))
                .as("without files")
                .isNull();
    }

    @Test
    void whatIsAllowedGoesBeforeABlockedSystemOrCountry() {
        Snapshot snapshot = snapshot(
                said(DecisionAction.BLOCK_NETWORK, "asn:64500"), said(DecisionAction.ALLOW, "network:10.2.3.0/24"));
        assertThat(isBlocked(snapshot, "10.2.3.4")).isFalse();
        assertThat(isBlocked(snapshot, "10.2.4.4")).isTrue();
    }

    @Test
    void anAllowedSystemGoesBeforeABlockOfOneOfItsNetworks() {
        Snapshot snapshot = snapshot(
                said(DecisionAction.BLOCK_NETWORK, "network:10.2.3.0/24"), said(DecisionAction.ALLOW, "asn:64500"));
        assertThat(isBlocked(snapshot, "10.2.3.4")).isFalse();
    }

    private static Ruling said(DecisionAction action, String entity) {
        BlockScope scope = action == DecisionAction.BLOCK_NETWORK ? BlockScope.API : null;
        return new Ruling(Made.decision(action, Entity.parse(entity), scope, NOW, 1), new Hits());
    }

    private static Snapshot snapshot(Ruling... rulings) {
        return new Snapshot(List.of(rulings), List.of(), NOW.toEpochMilli());
    }

    private static boolean isBlocked(Snapshot snapshot, String address) {
        return snapshot.block(Face.API, at(address), null, null, FILES) != null;
    }

    private static byte[] at(String address) {
        return Network.parse(address).address();
    }

    @Test
    void askingMakesNoObjectHoweverMuchIsDecided() {
        List<Ruling> rulings = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            Network network = Network.of(address(i % 2 == 0 ? 4 : 16), i % 2 == 0 ? 32 : 64);
            rulings.add(new Ruling(
                    Made.decision(DecisionAction.BLOCK_NETWORK, new Entity.Net(network), BlockScope.API, NOW, i),
                    new Hits()));
        }
        long start = System.nanoTime();
        Snapshot snapshot = new Snapshot(rulings, List.of(), NOW.toEpochMilli());
        long built = System.nanoTime() - start;
        byte[][] addresses = new byte[1_024][];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = i % 4 == 0
                    ? ((Entity.Net) rulings.get(i).entity()).network().address()
                    : address(i % 2 == 0 ? 4 : 16);
        }

        ask(snapshot, addresses);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        start = System.nanoTime();
        int met = ask(snapshot, addresses);
        long took = System.nanoTime() - start;
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        System.out.printf(
                "%d blocks: made ready in %d ms, asked %d times in %d ns each%n",
                BLOCKS, built / 1_000_000, LOOK_UPS, took / LOOK_UPS);
        assertThat(met).isEqualTo(LOOK_UPS / 4);
        assertThat(allocated).as("bytes for %d look-ups", LOOK_UPS).isLessThan(LOOK_UPS / 100);
    }

    /** As a call asks: for its network, its key and account, and whether it is slowed down. */
    private static int ask(Snapshot snapshot, byte[][] addresses) {
        int met = 0;
        for (int i = 0; i < LOOK_UPS; i++) {
            byte[] address = addresses[i % addresses.length];
            met += snapshot.block(Face.API, address, KEY, ACCOUNT, null) == null ? 0 : 1;
            met += snapshot.refusal(KEY, ACCOUNT) == null ? 0 : 1;
            met += snapshot.throttle(address, KEY, ACCOUNT, null) == null ? 0 : 1;
        }
        return met;
    }

    private byte[] address(int length) {
        byte[] address = new byte[length];
        random.nextBytes(address);
        return address;
    }
}
