package ai.ominigate.abuse.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.platform.Network;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * What counts for an address, held against what is meant, word for word, over random networks that lie in each other, next
 * to each other and apart, decided in random order.
 */
class SnapshotPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    /** What was decided about a network. */
    record Said(DecisionAction action, Network network) {}

    @Property(tries = 1_000)
    void allowGoesBeforeProtectedBeforeBlockInEveryNesting(
            @ForAll("decisions") List<Said> said,
            @ForAll("networks") List<Network> ours,
            @ForAll("networks") List<Network> asked) {
        List<Ruling> rulings = new ArrayList<>();
        for (Said each : said) {
            rulings.add(ruling(each, rulings.size()));
        }
        Snapshot snapshot = new Snapshot(rulings, ours, NOW.toEpochMilli());

        for (byte[] address : addresses(said, asked)) {
            Ruling found = snapshot.block(Face.API, address, null);
            assertThat(found == null ? null : found.decision())
                    .as("%s in %s, ours %s", Network.of(address), said, ours)
                    .isEqualTo(meant(rulings, ours, address));
        }
    }

    /** The sentence that the tree of stretches stands for. */
    private static @Nullable UUID meant(List<Ruling> rulings, List<Network> ours, byte[] address) {
        boolean allowed = rulings.stream()
                .anyMatch(ruling -> ruling.action() == DecisionAction.ALLOW
                        && network(ruling).contains(address));
        if (allowed || ours.stream().anyMatch(network -> network.contains(address))) {
            return null;
        }
        Optional<Ruling> narrowestAndLatest = rulings.stream()
                .filter(ruling -> ruling.action() == DecisionAction.BLOCK_NETWORK
                        && network(ruling).contains(address))
                .max(Comparator.comparingInt((Ruling ruling) -> network(ruling).bits())
                        .thenComparingLong(Ruling::revision));
        return narrowestAndLatest.map(Ruling::decision).orElse(null);
    }

    private static Network network(Ruling ruling) {
        return ((Entity.Net) ruling.entity()).network();
    }

    /** The first and the last address of each network, and those just outside. */
    private static List<byte[]> addresses(List<Said> said, List<Network> asked) {
        List<byte[]> addresses = new ArrayList<>();
        List<Network> all = new ArrayList<>(asked);
        said.forEach(each -> all.add(each.network()));
        for (Network network : all) {
            byte[] first = network.address();
            byte[] last = first.clone();
            for (int bit = network.bits(); bit < last.length * 8; bit++) {
                last[bit / 8] |= (byte) (0x80 >> (bit % 8));
            }
            addresses.add(first);
            addresses.add(last);
            addresses.add(moved(first, -1));
            addresses.add(moved(last, 1));
        }
        return addresses;
    }

    private static byte[] moved(byte[] address, int by) {
        byte[] moved = address.clone();
        for (int i = moved.length - 1; i >= 0; i--) {
            moved[i] += (byte) by;
            if (moved[i] != (by > 0 ? 0 : -1)) {
                break;
            }
        }
        return moved;
    }

    static Ruling ruling(Said said, int revision) {
        Entity entity = new Entity.Net(said.network());
        BlockScope scope = said.action() == DecisionAction.BLOCK_NETWORK ? BlockScope.API : null;
        return new Ruling(Made.decision(said.action(), entity, scope, NOW, revision), new Hits());
    }

    @Provide
    Arbitrary<List<Said>> decisions() {
        return Combinators.combine(
                        Arbitraries.of(
                                DecisionAction.BLOCK_NETWORK, DecisionAction.BLOCK_NETWORK, DecisionAction.ALLOW),
                        network())
                .as(Said::new)
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Network>> networks() {
        return network().list().ofMaxSize(3);
    }

    /** Of few bits that differ, so that most of them lie in one another. */
    private static Arbitrary<Network> network() {
        Arbitrary<Network> four = Combinators.combine(
                        bytes(4), Arbitraries.integers().between(0, 32))
                .as(Network::of);
        Arbitrary<Network> six = Combinators.combine(
                        bytes(16), Arbitraries.integers().between(0, 128))
                .as(Network::of);
        return Arbitraries.oneOf(four, six);
    }

    private static Arbitrary<byte[]> bytes(int length) {
        return Arbitraries.of((byte) 0, (byte) 0x80, (byte) 0xC0, (byte) 0xFF)
                .array(byte[].class)
                .ofSize(length);
    }
}
