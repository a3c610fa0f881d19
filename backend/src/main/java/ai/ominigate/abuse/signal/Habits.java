package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.signal.Observation.Calls;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What keys and accounts usually do, learned from their calls: what is unusual is compared with it. Outlives versions of
 * rules, and starts of the program as far as it was written down ({@link HabitStore}). One thread.
 */
final class Habits {
    private final NetworkData networks;
    private final Remembered<UUID, KeyHabits> keys = new Remembered<>();
    private final Remembered<UUID, AccountHabits> accounts = new Remembered<>();
    private Set<UUID> unlearned = Set.of();

    Habits(NetworkData networks) {
        this.networks = networks;
    }

    /** Learns; rules have seen the observation before, so that they compare it with what was usual until then. */
    void observe(Observation observation) {
        if (observation instanceof Calls calls && !unlearned.contains(calls.account())) {
            NetworkData.Origin origin = networks.origin(calls.network());
            keys.of(calls.key(), key -> new KeyHabits()).learn(calls, origin);
            accounts.of(calls.account(), account -> new AccountHabits()).learn(calls.at(), calls.costNanos());
        }
    }

    /**
     * Forgets what was learned of these and learns nothing more, until they are not named any more: their owners do not want
     * it, or want their data only kept.
     *
     * @param ids of accounts and of their keys
     */
    void unlearn(Set<UUID> ids) {
        unlearned = Set.copyOf(ids);
        ids.forEach(id -> {
            keys.forget(id);
            accounts.forget(id);
        });
    }

    @Nullable
    KeyHabits ofKey(UUID key) {
        return keys.find(key);
    }

    @Nullable
    AccountHabits ofAccount(UUID account) {
        return accounts.find(account);
    }

    Remembered<UUID, KeyHabits> keys() {
        return keys;
    }

    Remembered<UUID, AccountHabits> accounts() {
        return accounts;
    }

    /** A mean and its spread in which the past fades. */
    static final class Usual {
        public double mean;
        public double variance;
        public int times;

        /** @param weight of the newest, from 0 to 1 */
        void learn(double value, double weight) {
            double distance = value - mean;
            double share = times == 0 ? 1 : Math.max(weight, 1.0 / (times + 1));
            mean += share * distance;
            variance = (1 - share) * (variance + share * distance * distance);
            times++;
        }

        double deviation() {
            return Math.sqrt(variance);
        }
    }

    static final long HOUR = Duration.ofHours(1).toMillis();
    static final long DAY = Duration.ofDays(1).toMillis();
}
