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
import net.jqwik.api.Tuple;
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
            Ruling found = snapshot.block(Face.API, address, null, null, null);
            assertThat(found == null ? null : found.decision())
                    .as("%s in %s, ours %s", Network.of(address), said, ours)
                    .isEqualTo(meant(rulings, ours, address));
        }
    }

    private static final UUID KEY = UUID.fromString("019a1b2c-0000-7000-8000-000000000002");
    private static final UUID ACCOUNT = UUID.fromString("019a1b2c-0000-7000-8000-000000000001");

    /** Half of all addresses are of one operator, and a half of each half of one country. */
    private static final NetworkOrigins FILES = new NetworkOrigins() {
        @Override
        public long asn(byte[] address) {
            return address[0] < 0 ? 64_500 : 64_501;
        }

        @Override
        public String country(byte[] address) {
            return address[1] < 0 ? "NL" : "BE";
        }

        @Override
        public boolean known() {
            return true;
        }
    };

    private static final List<DecisionAction> OF_NETWORKS =
            List.of(DecisionAction.BLOCK_NETWORK, DecisionAction.THROTTLE, DecisionAction.REQUIRE_STEP);

    /**
     * Whoever is allowed by their network, its operator, its country, their key or their account meets nothing that is decided
     * about where they come from, be it a block, a throttle or a step; whoever is not meets what is decided about the
     * narrowest network that they are in.
     */
    @Property(tries = 1_000)
    void whatIsAllowedGoesBeforeWhateverIsDecidedAboutWhereSomebodyComesFrom(
            @ForAll("restrictions") List<Said> said,
            @ForAll("allowances") List<Entity> allowed,
            @ForAll("networks") List<Network> asked) {
        List<Ruling> rulings = new ArrayList<>();
        for (Said each : said) {
            rulings.add(ruling(each, rulings.size()));
        }
        List<Ruling> all = new ArrayList<>(rulings);
        allowed.forEach(entity ->
                all.add(new Ruling(Made.decision(DecisionAction.ALLOW, entity, null, NOW, all.size()), new Hits())));
        Snapshot snapshot = new Snapshot(all, List.of(), NOW.toEpochMilli());

        for (byte[] address : addresses(said, asked)) {
            boolean free = allowed.stream().anyMatch(entity -> lets(entity, address));
            for (DecisionAction action : OF_NETWORKS) {
                assertThat(met(snapshot, action, address))
                        .as("%s of %s in %s, allowed %s", action, Network.of(address), said, allowed)
                        .isEqualTo(free ? null : narrowest(rulings, action, address));
            }
            assertThat(snapshot.isAllowed(address, KEY, ACCOUNT, FILES)).isEqualTo(free);
        }
    }

    private static boolean lets(Entity entity, byte[] address) {
        return switch (entity) {
            case Entity.Net net -> net.network().contains(address);
            case Entity.Asn asn -> FILES.asn(address) == asn.number();
            case Entity.Country country -> country.iso2().equals(FILES.country(address));
            case Entity.Key key -> key.id().equals(KEY);
            case Entity.Account account -> account.id().equals(ACCOUNT);
        };
    }

    /** A step is asked of whoever signs in, who has no key. */
    private static @Nullable UUID met(Snapshot snapshot, DecisionAction action, byte[] address) {
        Ruling met = switch (action) {
            case BLOCK_NETWORK -> snapshot.block(Face.API, address, KEY, ACCOUNT, FILES);
            case THROTTLE -> snapshot.throttle(address, KEY, ACCOUNT, FILES);
            case REQUIRE_STEP ->
                snapshot.isAllowed(address, KEY, null, FILES) ? null : snapshot.step(address, ACCOUNT, FILES);
            default -> throw new IllegalArgumentException(action + " is not decided about networks");
        };
        return met == null ? null : met.decision();
    }

    private static @Nullable UUID narrowest(List<Ruling> rulings, DecisionAction action, byte[] address) {
        return rulings.stream()
                .filter(ruling -> ruling.action() == action && network(ruling).contains(address))
                .max(Comparator.comparingInt((Ruling ruling) -> network(ruling).bits())
                        .thenComparingLong(Ruling::revision))
                .map(Ruling::decision)
                .orElse(null);
    }

    @Provide
    Arbitrary<List<Said>> restrictions() {
        return Combinators.combine(Arbitraries.of(OF_NETWORKS), network())
                .as(Said::new)
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Entity>> allowances() {
        Arbitrary<Entity> others = Arbitraries.of(
                new Entity.Asn(64_500),
                new Entity.Country("NL"),
                new Entity.Key(KEY),
                new Entity.Key(UUID.fromString("019a1b2c-0000-7000-8000-000000000009")),
                new Entity.Account(ACCOUNT));
        Arbitrary<Entity> networks = network().map(Entity.Net::new);
        return Arbitraries.frequencyOf(Tuple.of(3, networks), Tuple.of(1, others))
                .list()
                .ofMaxSize(3);
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
