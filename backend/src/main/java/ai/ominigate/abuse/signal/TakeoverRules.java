package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.Observation.EmailChanged;
import ai.ominigate.abuse.signal.Observation.KeyCreated;
import ai.ominigate.abuse.signal.Observation.SessionSeen;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody else in an owner's place: S16 and S18. */
final class TakeoverRules {
    private TakeoverRules() {}

    /**
     * Two sessions of a person so far apart that nobody travels between them: by the distance that is left when both places
     * are as near as their accuracy allows. Says it of their account, which may be a team's; of a member of the staff, who has
     * none, of the network of the later session. Nothing to say without data about networks.
     */
    static final class ImpossibleTravel implements Rule {
        private static final double LEAST_KILOMETRES = 100;
        private static final double LEAST_HOURS = 1.0 / 60;

        private final RuleVersion version;
        private final NetworkData networks;
        private final Remembered<UUID, Stay> last = new Remembered<>();

        ImpossibleTravel(RuleVersion version, NetworkData networks) {
            this.version = version;
            this.networks = networks;
        }

        private record Stay(NetworkData.Place place, long at) {}

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            if (!(observation instanceof SessionSeen seen) || seen.member() == null) {
                return;
            }
            NetworkData.Place place = networks.place(seen.network());
            if (place == null) {
                return;
            }
            Stay before = last.find(seen.member());
            if (before != null && seen.at() - before.at() > version.windowMillis()) {
                before = null;
            }
            last.put(seen.member(), new Stay(place, seen.at()));
            double kilometres = before == null ? 0 : before.place().leastKilometresTo(place);
            if (before == null || kilometres < LEAST_KILOMETRES) {
                return;
            }
            double hours = Math.max(LEAST_HOURS, (double) Math.abs(seen.at() - before.at()) / Habits.HOUR);
            Entity entity = seen.account() == null ? seen.network() : new Entity.Account(seen.account());
            if (entity != null && kilometres / hours > version.threshold()) {
                found.accept(Finding.of(
                        version,
                        entity,
                        kilometres / hours,
                        Math.min(before.at(), seen.at()),
                        seen.at(),
                        Map.of("kilometres", Math.round(kilometres))));
            }
        }
    }

    /**
     * A device that a person was never seen with, another e-mail address of theirs and a key that they made, in whatever order,
     * within minutes. Members of one account who do one of it each are a team.
     */
    static final class Takeover implements Rule {
        private static final int STEPS = 3;

        private final RuleVersion version;
        private final Remembered<UUID, SlidingSet> members = new Remembered<>();

        private enum Step {
            NEW_DEVICE,
            OTHER_EMAIL,
            NEW_KEY
        }

        Takeover(RuleVersion version) {
            this.version = version;
        }

        @Override
        public void observe(Observation observation, Consumer<Finding> found) {
            switch (observation) {
                case SessionSeen seen
                when seen.newDevice() -> step(seen.account(), seen.member(), Step.NEW_DEVICE, seen.at(), found);
                case EmailChanged changed ->
                    step(changed.account(), changed.member(), Step.OTHER_EMAIL, changed.at(), found);
                case KeyCreated created -> step(created.account(), created.member(), Step.NEW_KEY, created.at(), found);
                default -> {}
            }
        }

        private void step(@Nullable UUID account, @Nullable UUID member, Step step, long at, Consumer<Finding> found) {
            if (account == null || member == null) {
                return;
            }
            SlidingSet steps = members.of(member, unknown -> new SlidingSet(version.windowMillis(), STEPS));
            steps.add(at, step.ordinal());
            if (steps.size(at) >= version.threshold()) {
                found.accept(Finding.of(
                        version,
                        new Entity.Account(account),
                        steps.size(at),
                        at - version.windowMillis(),
                        at,
                        Map.of()));
            }
        }
    }
}
