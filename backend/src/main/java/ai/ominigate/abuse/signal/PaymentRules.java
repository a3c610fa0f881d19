package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.PaymentOutcome;
import ai.ominigate.abuse.signal.Observation.PaymentTried;
import ai.ominigate.abuse.signal.Observation.SessionSeen;
import ai.ominigate.abuse.signal.Observation.SignedUp;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Cards that are tried out: S10. */
final class PaymentRules {
    private PaymentRules() {}

    /**
     * An account, or several from one network, whose payments fail more often than they succeed. One that the processor
     * finds risky counts as failed. The processor does not tell us from where somebody paid: that is where they have signed
     * up or come in from last, within a day.
     */
    static final class CardTesting implements Rule {
        private static final int TOLD_APART = 16;

        private final RuleVersion version;
        private final Remembered<Entity, Payments> known = new Remembered<>();
        private final Remembered<UUID, Visit> visits = new Remembered<>();

        CardTesting(RuleVersion version) {
            this.version = version;
        }

        /** Where somebody has come from. */
        private record Visit(Entity.Net network, long at) {}

        private static final class Payments {
            final SlidingCount failed;
            final SlidingCount succeeded;
            final SlidingSet accounts;

            Payments(RuleVersion version) {
                failed = new SlidingCount(version.windowMillis());
                succeeded = new SlidingCount(version.windowMillis());
                accounts = new SlidingSet(version.windowMillis(), TOLD_APART);
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            switch (observation) {
                case SignedUp signedUp -> came(signedUp.account(), signedUp.network(), signedUp.at());
                case SessionSeen seen -> came(seen.account(), seen.network(), seen.at());
                case PaymentTried tried -> tried(tried, found);
                default -> {}
            }
        }

        private void came(@Nullable UUID account, Entity.@Nullable Net network, long at) {
            if (account != null && network != null) {
                visits.put(account, new Visit(network, at));
            }
        }

        private void tried(PaymentTried tried, Consumer<Finding> found) {
            count(tried, new Entity.Account(tried.account()), 1, found);
            Entity.Net network = tried.network() == null ? lastNetwork(tried) : tried.network();
            if (network != null) {
                count(tried, network, 2, found);
            }
        }

        private Entity.@Nullable Net lastNetwork(PaymentTried tried) {
            Visit visit = visits.find(tried.account());
            return visit != null && tried.at() - visit.at() <= Habits.DAY ? visit.network() : null;
        }

        private void count(PaymentTried tried, Entity entity, int leastAccounts, Consumer<Finding> found) {
            Payments payments = known.of(entity, unknown -> new Payments(version));
            boolean fine = tried.outcome() == PaymentOutcome.SUCCEEDED;
            (fine ? payments.succeeded : payments.failed).add(tried.at(), 1);
            if (fine) {
                return;
            }
            payments.accounts.add(tried.at(), Hashes.of(tried.account()));
            long failed = payments.failed.sum(tried.at());
            long accounts = payments.accounts.size(tried.at());
            if (failed >= version.threshold()
                    && failed > payments.succeeded.sum(tried.at())
                    && accounts >= leastAccounts) {
                found.accept(Finding.of(
                        version,
                        entity,
                        failed,
                        payments.failed.since(tried.at()),
                        tried.at(),
                        Map.of(Finding.EVENTS, failed, Finding.ACCOUNTS, accounts)));
            }
        }
    }
}
