package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.Calls;
import ai.ominigate.abuse.signal.Observation.CatalogueRead;
import ai.ominigate.abuse.signal.Observation.SessionSeen;
import ai.ominigate.abuse.signal.Observation.SignInTried;
import ai.ominigate.abuse.signal.Observation.SignedUp;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls in a number or manner that no honest program has: S14, S15 and S17. */
final class TrafficRules {
    private TrafficRules() {}

    /** A key that goes on calling for the whole window though most of its calls are over its limit. */
    static final class RateLimitStorm implements Rule {
        private static final double PER_CENT = 100;
        private static final int SECONDS_PER_MILLI = 1_000;

        private final RuleVersion version;
        private final Remembered<UUID, Calling> keys = new Remembered<>();

        RateLimitStorm(RuleVersion version) {
            this.version = version;
        }

        private static final class Calling {
            final SlidingCount calls;
            final SlidingCount limited;

            Calling(RuleVersion version) {
                calls = new SlidingCount(version.windowMillis());
                limited = new SlidingCount(version.windowMillis());
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof Calls calls)) {
                return;
            }
            Calling calling = keys.of(calls.key(), key -> new Calling(version));
            calling.calls.add(calls.at(), calls.count());
            calling.limited.add(calls.at(), calls.limited());
            if (calls.limited() == 0) {
                return;
            }
            long all = calling.calls.sum(calls.at());
            double least = version.further("calls-per-second") * version.windowMillis() / SECONDS_PER_MILLI;
            double ofHundred = PER_CENT * calling.limited.sum(calls.at()) / Math.max(1, all);
            if (all > least && ofHundred > version.threshold() && neverBacksOff(calling.calls.slots(calls.at()))) {
                found.accept(Finding.of(
                        version,
                        new Entity.Key(calls.key()),
                        ofHundred,
                        calling.calls.since(calls.at()),
                        calls.at(),
                        Map.of(Finding.EVENTS, all)));
            }
        }

        /** Whether it called all the time and, in the last whole slot, not much less than before. */
        private static boolean neverBacksOff(long[] slots) {
            double mean = Arrays.stream(slots).average().orElse(0);
            return Arrays.stream(slots, 0, slots.length - 1).allMatch(slot -> slot > 0)
                    && slots[slots.length - 2] > mean / 2;
        }
    }

    /** A network that reads models and prices over and over without a key. */
    static final class CatalogueScraping implements Rule {
        private final RuleVersion version;
        private final Remembered<Entity.Net, SlidingCount> networks = new Remembered<>();

        CatalogueScraping(RuleVersion version) {
            this.version = version;
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof CatalogueRead read) || read.network() == null) {
                return;
            }
            SlidingCount reads = networks.of(read.network(), network -> new SlidingCount(version.windowMillis()));
            reads.add(read.at(), read.count());
            long count = reads.sum(read.at());
            if (count >= version.threshold()) {
                found.accept(Finding.of(
                        version,
                        read.network(),
                        count,
                        reads.since(read.at()),
                        read.at(),
                        Map.of(Finding.EVENTS, count)));
            }
        }
    }

    /**
     * A network that hides who is behind it: a Tor exit, whatever it does; a VPN, for half the points; a hoster, where
     * people sign up, as programs that call live there. Nothing to say without data about networks.
     */
    static final class NetworkClass implements Rule {
        private final RuleVersion version;
        private final NetworkData networks;

        NetworkClass(RuleVersion version, NetworkData networks) {
            this.version = version;
            this.networks = networks;
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            Entity.Net network = network(observation);
            if (network == null) {
                return;
            }
            if (networks.isTorExit(network)) {
                found.accept(finding(observation, network, version.points(), "tor"));
            } else if (observation instanceof SignedUp && networks.isHosting(network)) {
                found.accept(finding(observation, network, version.points(), "hosting"));
            } else if (networks.isVpn(network)) {
                found.accept(finding(observation, network, Math.max(1, version.points() / 2), "vpn"));
            }
        }

        private static Entity.@Nullable Net network(Observation observation) {
            return switch (observation) {
                case Calls calls -> calls.network();
                case SignInTried tried -> tried.network();
                case SignedUp signedUp -> signedUp.network();
                case SessionSeen seen -> seen.network();
                default -> null;
            };
        }

        private Finding finding(Observation observation, Entity.Net network, int points, String mark) {
            return new Finding(
                    version,
                    network,
                    1,
                    version.threshold(),
                    points,
                    observation.at(),
                    observation.at(),
                    Map.of(mark, 1L));
        }
    }
}
