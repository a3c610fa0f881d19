package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.Calls;
import ai.ominigate.abuse.signal.Observation.UnknownKeyTried;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Guessing, sharing and stealing keys: S3, S4, S5 and S8. */
final class KeyRules {
    private static final int TOLD_APART = 64;

    private KeyRules() {}

    /** A network that tries one unknown key after the other. The same wrong key again is a wrong setting. */
    static final class InvalidKeyProbing implements Rule {
        private final RuleVersion version;
        private final Remembered<Entity.Net, Tries> networks = new Remembered<>();

        InvalidKeyProbing(RuleVersion version) {
            this.version = version;
        }

        private static final class Tries {
            final SlidingSet keys;
            final SlidingCount all;

            Tries(RuleVersion version) {
                keys = new SlidingSet(version.windowMillis(), bound(version.threshold()));
                all = new SlidingCount(version.windowMillis());
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof UnknownKeyTried tried) || tried.network() == null) {
                return;
            }
            Tries tries = networks.of(tried.network(), network -> new Tries(version));
            tries.keys.add(tried.at(), tried.prefixHash());
            tries.all.add(tried.at(), 1);
            int keys = tries.keys.size(tried.at());
            if (keys >= version.threshold()) {
                found.accept(Finding.of(
                        version,
                        tried.network(),
                        keys,
                        tries.all.since(tried.at()),
                        tried.at(),
                        Map.of(Finding.EVENTS, tries.all.sum(tried.at()))));
            }
        }
    }

    /**
     * A key in too many places: more autonomous systems in a day than is usual for it by so many standard deviations, or
     * so many countries in an hour of which two are new to it. Nothing to say without data about networks, nor of a key
     * that is limited to networks.
     */
    static final class KeySharing implements Rule {
        private static final int NEW_COUNTRIES = 2;

        private final RuleVersion version;
        private final NetworkData networks;
        private final Habits habits;
        private final Remembered<UUID, Places> keys = new Remembered<>();

        KeySharing(RuleVersion version, NetworkData networks, Habits habits) {
            this.version = version;
            this.networks = networks;
            this.habits = habits;
        }

        private static final class Places {
            final SlidingSet systems;
            final SlidingSet countries = new SlidingSet(Habits.HOUR, TOLD_APART);
            final SlidingSet newCountries = new SlidingSet(Habits.HOUR, TOLD_APART);
            final SlidingCount calls;

            Places(RuleVersion version) {
                systems = new SlidingSet(version.windowMillis(), bound(version.further("systems")));
                calls = new SlidingCount(version.windowMillis());
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof Calls calls) || calls.declared()) {
                return;
            }
            NetworkData.Origin origin = networks.origin(calls.network());
            if (origin == null) {
                return;
            }
            KeyHabits usual = habits.ofKey(calls.key());
            Places places = keys.of(calls.key(), key -> new Places(version));
            places.calls.add(calls.at(), calls.count());
            add(places, calls.at(), origin, usual);
            int systems = places.systems.size(calls.at());
            int countries = places.countries.size(calls.at());
            if (countries >= version.further("countries") && places.newCountries.size(calls.at()) >= NEW_COUNTRIES) {
                found.accept(finding(calls, places, countries, version.further("countries"), systems, countries));
            } else if (systems > mostSystems(usual)) {
                found.accept(finding(calls, places, systems, mostSystems(usual), systems, countries));
            }
        }

        private static void add(Places places, long at, NetworkData.Origin origin, @Nullable KeyHabits usual) {
            if (origin.system() != null) {
                places.systems.add(at, origin.system());
            }
            String country = origin.country();
            if (country != null) {
                places.countries.add(at, Hashes.of(country));
                if (usual == null || !usual.isAtHomeIn(country, at)) {
                    places.newCountries.add(at, Hashes.of(country));
                }
            }
        }

        private double mostSystems(@Nullable KeyHabits usual) {
            double least = version.further("systems");
            return usual == null
                    ? least
                    : Math.max(least, usual.systems.mean + version.threshold() * usual.systems.deviation());
        }

        private Finding finding(
                Calls calls, Places places, double observed, double threshold, long systems, long countries) {
            return new Finding(
                    version,
                    new Entity.Key(calls.key()),
                    observed,
                    threshold,
                    version.points(),
                    places.calls.since(calls.at()),
                    calls.at(),
                    Map.of(Finding.EVENTS, places.calls.sum(calls.at()), "systems", systems, "countries", countries));
        }
    }

    /**
     * A key that first tries a model it never used, with a few tokens, and within two days spends many times its usual
     * tokens of an hour on it: how stolen keys are tested and sold. Not for models that have not been sold for as long, as
     * everybody tries those: that is told by the catalogue, which thieves with many keys have no hand in.
     */
    static final class StolenKeyAtWork implements Rule {
        private static final int HOURS_KNOWN = 3;

        private final RuleVersion version;
        private final Habits habits;
        private final Launches launches;
        private final Remembered<Trial, Burst> trials = new Remembered<>();

        StolenKeyAtWork(RuleVersion version, Habits habits, Launches launches) {
            this.version = version;
            this.habits = habits;
            this.launches = launches;
        }

        private record Trial(UUID key, String model) {}

        private static final class Burst {
            final long firstAt;
            final boolean probed;
            final double usual;
            final SlidingCount tokens = new SlidingCount(Habits.HOUR);
            final SlidingCount calls;

            Burst(long firstAt, boolean probed, double usual, long windowMillis) {
                this.firstAt = firstAt;
                this.probed = probed;
                this.usual = usual;
                this.calls = new SlidingCount(windowMillis);
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof Calls calls) || calls.model() == null || calls.tokens() == 0) {
                return;
            }
            KeyHabits usual = habits.ofKey(calls.key());
            if (usual == null || usual.closedHours() < HOURS_KNOWN) {
                return;
            }
            Trial trial = new Trial(calls.key(), calls.model());
            if (!usual.knows(calls.model())) {
                trials.put(trial, begin(calls, usual));
            }
            Burst burst = trials.find(trial);
            if (burst != null) {
                follow(calls, burst, found);
            }
        }

        private Burst begin(Calls calls, KeyHabits usual) {
            boolean probed = calls.tokens() <= version.further("probe") * calls.count();
            return new Burst(calls.at(), probed, usual.medianTokensOfHour(), version.windowMillis());
        }

        private void follow(Calls calls, Burst burst, Consumer<Finding> found) {
            if (calls.at() - burst.firstAt > version.windowMillis()) {
                trials.forget(new Trial(calls.key(), String.valueOf(calls.model())));
                return;
            }
            burst.tokens.add(calls.at(), calls.tokens());
            burst.calls.add(calls.at(), calls.count());
            long tokens = burst.tokens.sum(calls.at());
            double times = burst.usual == 0 ? 0 : tokens / burst.usual;
            if (burst.probed
                    && times >= version.threshold()
                    && tokens >= version.further("tokens")
                    && !isLaunch(calls)) {
                found.accept(Finding.of(
                        version,
                        new Entity.Key(calls.key()),
                        times,
                        burst.firstAt,
                        calls.at(),
                        Map.of(Finding.EVENTS, burst.calls.sum(calls.at()), "tokens", tokens)));
            }
        }

        private boolean isLaunch(Calls calls) {
            return calls.at() - launches.soldSince(String.valueOf(calls.model())) < version.windowMillis();
        }
    }

    /** A key that comes from ever other networks; not one that its owner has limited to some. */
    static final class AddressRotation implements Rule {
        private final RuleVersion version;
        private final Remembered<UUID, Networks> keys = new Remembered<>();

        AddressRotation(RuleVersion version) {
            this.version = version;
        }

        private static final class Networks {
            final SlidingSet networks;
            final SlidingCount calls;

            Networks(RuleVersion version) {
                networks = new SlidingSet(version.windowMillis(), bound(version.threshold()));
                calls = new SlidingCount(version.windowMillis());
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof Calls calls) || calls.network() == null || calls.declared()) {
                return;
            }
            Networks seen = keys.of(calls.key(), key -> new Networks(version));
            seen.networks.add(calls.at(), Hashes.of(calls.network()));
            seen.calls.add(calls.at(), calls.count());
            int networks = seen.networks.size(calls.at());
            if (networks >= version.threshold()) {
                found.accept(Finding.of(
                        version,
                        new Entity.Key(calls.key()),
                        networks,
                        seen.calls.since(calls.at()),
                        calls.at(),
                        Map.of(Finding.EVENTS, seen.calls.sum(calls.at()))));
            }
        }
    }

    private static int bound(double threshold) {
        return (int) Math.max(TOLD_APART, 2 * threshold);
    }
}
