package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.PaymentDisputed;
import ai.ominigate.abuse.signal.Observation.PaymentOutcome;
import ai.ominigate.abuse.signal.Observation.PaymentTried;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Cards that are tried out, payments that are taken back: S10 and S11. */
final class PaymentRules {
    private PaymentRules() {}

    /**
     * An account, or several from one network, whose payments fail more often than they succeed. One that the processor
     * finds risky counts as failed.
     */
    static final class CardTesting implements Rule {
        private static final int TOLD_APART = 16;

        private final RuleVersion version;
        private final Remembered<Entity, Payments> known = new Remembered<>();

        CardTesting(RuleVersion version) {
            this.version = version;
        }

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
            if (!(observation instanceof PaymentTried tried)) {
                return;
            }
            count(tried, new Entity.Account(tried.account()), 1, found);
            if (tried.network() != null) {
                count(tried, tried.network(), 2, found);
            }
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

    /** A payment that was taken back. */
    static final class DisputedPayment implements Rule {
        private final RuleVersion version;
        private final Remembered<UUID, SlidingCount> accounts = new Remembered<>();

        DisputedPayment(RuleVersion version) {
            this.version = version;
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (observation instanceof PaymentDisputed dispute) {
                Counted.each(
                        version,
                        accounts,
                        dispute.account(),
                        new Entity.Account(dispute.account()),
                        dispute.at(),
                        found);
            }
        }
    }
}
