package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.FreeCreditSpent;
import ai.ominigate.abuse.signal.Observation.SessionSeen;
import ai.ominigate.abuse.signal.Observation.SignedUp;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accounts made for what new ones get: S9. */
final class EnrolmentRules {
    private EnrolmentRules() {}

    /**
     * Several sign-ups of one mailbox; or from one network, where each is suspicious by itself too, because its e-mail
     * address lasts for minutes, or because what it was given was used up at once and nobody came back. A classroom shares
     * a network and is not suspicious.
     */
    static final class FreeCreditFarming implements Rule {
        private static final int TOLD_APART = 64;

        private final RuleVersion version;
        private final Remembered<UUID, Newcomer> newcomers = new Remembered<>();
        private final Remembered<Entity.Net, SlidingSet> suspiciousByNetwork = new Remembered<>();
        private final Remembered<Long, SlidingSet> accountsByMailbox = new Remembered<>();

        FreeCreditFarming(RuleVersion version) {
            this.version = version;
        }

        private static final class Newcomer {
            final long at;
            final Entity.@Nullable Net network;

            @Nullable
            UUID firstSession;

            boolean cameBack;

            Newcomer(SignedUp signedUp) {
                at = signedUp.at();
                network = signedUp.network();
            }
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            switch (observation) {
                case SignedUp signedUp -> signedUp(signedUp, found);
                case SessionSeen seen -> seen(seen);
                case FreeCreditSpent spent -> spent(spent, found);
                default -> {}
            }
        }

        private void signedUp(SignedUp signedUp, Consumer<Finding> found) {
            Newcomer newcomer = new Newcomer(signedUp);
            newcomers.put(signedUp.account(), newcomer);
            SlidingSet sameMailbox = accountsByMailbox.of(signedUp.mailboxHash(), mailbox -> set());
            sameMailbox.add(signedUp.at(), Hashes.of(signedUp.account()));
            int accounts = sameMailbox.size(signedUp.at());
            if (accounts >= version.threshold()) {
                found.accept(finding(new Entity.Account(signedUp.account()), accounts, signedUp.at()));
            } else if (signedUp.disposable()) {
                suspicious(signedUp.account(), newcomer, signedUp.at(), found);
            }
        }

        private void seen(SessionSeen seen) {
            Newcomer newcomer = seen.account() == null ? null : newcomers.find(seen.account());
            if (newcomer != null) {
                newcomer.firstSession = newcomer.firstSession == null ? seen.session() : newcomer.firstSession;
                newcomer.cameBack |= !seen.session().equals(newcomer.firstSession);
            }
        }

        private void spent(FreeCreditSpent spent, Consumer<Finding> found) {
            Newcomer newcomer = newcomers.find(spent.account());
            long atOnce =
                    Duration.ofMinutes((long) version.further("credit-minutes")).toMillis();
            if (newcomer != null
                    && spent.at() - newcomer.at <= version.windowMillis()
                    && !newcomer.cameBack
                    && spent.at() - spent.givenAt() <= atOnce) {
                suspicious(spent.account(), newcomer, spent.at(), found);
            }
        }

        private void suspicious(UUID account, Newcomer newcomer, long at, Consumer<Finding> found) {
            if (newcomer.network == null) {
                return;
            }
            SlidingSet accounts = suspiciousByNetwork.of(newcomer.network, network -> set());
            accounts.add(at, Hashes.of(account));
            int count = accounts.size(at);
            if (count >= version.threshold()) {
                found.accept(finding(newcomer.network, count, at));
            }
        }

        private SlidingSet set() {
            return new SlidingSet(version.windowMillis(), (int) Math.max(TOLD_APART, 2 * version.threshold()));
        }

        private Finding finding(Entity entity, long accounts, long at) {
            return Finding.of(
                    version, entity, accounts, at, at, Map.of(Finding.EVENTS, accounts, Finding.ACCOUNTS, accounts));
        }
    }
}
