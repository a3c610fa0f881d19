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

/** What asking costs on the path of a call. */
class SnapshotTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final int BLOCKS = 10_000;
    private static final int LOOK_UPS = 200_000;
    private static final UUID KEY = UUID.fromString("019a1b2c-0000-7000-8000-000000000002");
    private static final UUID ACCOUNT = UUID.fromString("019a1b2c-0000-7000-8000-000000000001");

    private final Random random = new Random(7);

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
            met += snapshot.allows(KEY, ACCOUNT) || snapshot.block(Face.API, address, null) == null ? 0 : 1;
            met += snapshot.refusal(KEY, ACCOUNT) == null ? 0 : 1;
            met += snapshot.throttle(address, KEY, ACCOUNT) == null ? 0 : 1;
        }
        return met;
    }

    private byte[] address(int length) {
        byte[] address = new byte[length];
        random.nextBytes(address);
        return address;
    }
}
