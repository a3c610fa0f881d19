package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.Calls;
import java.util.Map;
import java.util.function.Consumer;

/** Spending as the owner never did: S6. */
final class SpendRules {
    private SpendRules() {}

    /**
     * An account that spends far more in a quarter of an hour than it usually does, and than it did around this hour on
     * other days, as nightly jobs do. Of an account that is not known for some quarters yet, nothing can be said.
     */
    static final class SpendSpike implements Rule {
        private static final double NANOS_PER_DOLLAR = 1e9;
        private static final double LEAST_DEVIATION = 0.5 * NANOS_PER_DOLLAR;
        private static final double NANOS_PER_CENT = NANOS_PER_DOLLAR / 100;

        private final RuleVersion version;
        private final Habits habits;

        SpendSpike(RuleVersion version, Habits habits) {
            this.version = version;
            this.habits = habits;
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof Calls calls) || calls.costNanos() == 0) {
                return;
            }
            AccountHabits usual = habits.ofAccount(calls.account());
            if (usual == null || usual.slots(calls.at()) < version.further("slots")) {
                return;
            }
            double nanos = usual.spentInSlotOf(calls.at()) + calls.costNanos();
            double deviations = usual.deviations(nanos, LEAST_DEVIATION);
            if (nanos > version.further("dollars") * NANOS_PER_DOLLAR
                    && deviations > version.threshold()
                    && nanos > 2 * usual.usualAtThisHour(calls.at())) {
                found.accept(Finding.of(
                        version,
                        new Entity.Account(calls.account()),
                        deviations,
                        calls.at() - calls.at() % AccountHabits.SLOT,
                        calls.at(),
                        Map.of("cents", Math.round(nanos / NANOS_PER_CENT))));
            }
        }
    }
}
