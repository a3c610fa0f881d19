package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.SignInTried;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Guessing passwords: S1 and S2. */
final class SignInRules {
    private static final int TOLD_APART = 64;

    private SignInRules() {}

    /** A network that fails at many accounts. Failures weigh by how rarely it succeeds: an office shares an address. */
    static final class CredentialStuffing implements Rule {
        private final RuleVersion version;
        private final Remembered<Entity.Net, TriesFromNetwork> networks = new Remembered<>();

        CredentialStuffing(RuleVersion version) {
            this.version = version;
        }

        private static final class TriesFromNetwork {
            final SlidingCount failed;
            final SlidingCount succeeded;
            final SlidingSet accounts;

            TriesFromNetwork(RuleVersion version) {
                failed = new SlidingCount(version.windowMillis());
                succeeded = new SlidingCount(version.windowMillis());
                accounts = new SlidingSet(version.windowMillis(), bound(version.further("accounts")));
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof SignInTried tried) || tried.network() == null) {
                return;
            }
            TriesFromNetwork tries = networks.of(tried.network(), network -> new TriesFromNetwork(version));
            if (tried.succeeded()) {
                tries.succeeded.add(tried.at(), 1);
                return;
            }
            tries.failed.add(tried.at(), 1);
            tries.accounts.add(tried.at(), tried.subjectHash());
            long failed = tries.failed.sum(tried.at());
            long accounts = tries.accounts.size(tried.at());
            double weighed = (double) failed * failed / (failed + tries.succeeded.sum(tried.at()));
            if (weighed >= version.threshold() && accounts >= version.further("accounts")) {
                found.accept(Finding.of(
                        version,
                        tried.network(),
                        weighed,
                        tries.failed.since(tried.at()),
                        tried.at(),
                        Map.of(Finding.EVENTS, failed, Finding.ACCOUNTS, accounts)));
            }
        }
    }

    /**
     * An account that many networks fail at. Tries after too many others may not tell whose account it is; those before did.
     * A member of the staff has no account that could be looked at: there it is each of the networks, from the try on that
     * is one too many.
     */
    static final class PasswordGuessing implements Rule {
        private final RuleVersion version;
        private final Remembered<Long, TriesAtAccount> subjects = new Remembered<>();

        PasswordGuessing(RuleVersion version) {
            this.version = version;
        }

        private static final class TriesAtAccount {
            final SlidingCount failed;
            final SlidingSet networks;

            @Nullable
            UUID account;

            boolean colleague;

            TriesAtAccount(RuleVersion version) {
                failed = new SlidingCount(version.windowMillis());
                networks = new SlidingSet(version.windowMillis(), bound(version.further("networks")));
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof SignInTried tried) || tried.succeeded() || tried.network() == null) {
                return;
            }
            TriesAtAccount tries = subjects.of(tried.subjectHash(), subject -> new TriesAtAccount(version));
            tries.account = tried.account() == null ? tries.account : tried.account();
            tries.colleague |= tried.colleague();
            tries.failed.add(tried.at(), 1);
            tries.networks.add(tried.at(), Hashes.of(tried.network()));
            long failed = tries.failed.sum(tried.at());
            long networks = tries.networks.size(tried.at());
            Entity guessed = tries.account == null ? null : new Entity.Account(tries.account);
            Entity entity = tries.colleague ? tried.network() : guessed;
            if (entity != null && failed >= version.threshold() && networks >= version.further("networks")) {
                found.accept(Finding.of(
                        version,
                        entity,
                        failed,
                        tries.failed.since(tried.at()),
                        tried.at(),
                        Map.of(Finding.EVENTS, failed, "networks", networks)));
            }
        }
    }

    private static int bound(double threshold) {
        return (int) Math.max(TOLD_APART, 2 * threshold);
    }
}
