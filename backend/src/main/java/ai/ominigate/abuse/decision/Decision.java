package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.RequiredStep;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was decided.
 *
 * @param version another number after every change
 * @param revision the number of its last change among those of all decisions
 * @param scope of a block; null for whatever else
 * @param step of a required step; null for whatever else
 * @param throttle of a throttle; null for whatever else
 * @param category what an owner is told that their use looks like; null if nobody said
 * @param dismissal why nothing is wrong, of what is dismissed; null for whatever else
 * @param caseId the case that it decided; null if none
 * @param decidedBy a member of the staff; null if a rule decided
 * @param approval the proposal that a second person agreed to, or has to; null if one was enough
 * @param lasts for how long from {@code beginsAt} on
 * @param beginsAt null while it waits for a second person
 * @param endsAt null while it waits for a second person
 * @param reviewAt by when people are to look at a ban again; null for whatever else
 * @param ending how it ended; null while it has not
 * @param graceUntil until when no rule decides the same again; null unless somebody ended it
 */
public record Decision(
        UUID id,
        long version,
        long revision,
        DecisionAction action,
        Entity entity,
        @Nullable BlockScope scope,
        @Nullable RequiredStep step,
        @Nullable Throttle throttle,
        @Nullable AbuseCategory category,
        @Nullable Dismissal dismissal,
        String reason,
        @Nullable String note,
        @Nullable UUID caseId,
        @Nullable UUID decidedBy,
        Instant decidedAt,
        @Nullable UUID approval,
        @Nullable UUID approvedBy,
        @Nullable Duration lasts,
        @Nullable Instant beginsAt,
        @Nullable Instant endsAt,
        @Nullable Instant reviewAt,
        DecisionState state,
        @Nullable DecisionEnd ending,
        @Nullable UUID endedBy,
        @Nullable Instant endedAt,
        @Nullable Instant graceUntil) {

    /** Whether a rule decided it, so that a person has yet to. */
    public boolean automatic() {
        return decidedBy == null;
    }

    /**
     * Where it is by now, also if nobody has written down yet that its time is over. A suspended key is the exception: it is
     * revoked in the transaction that ends its suspension, and must not work in the moments before.
     */
    public DecisionState state(Instant now) {
        boolean over = state == DecisionState.IN_FORCE && endsAt != null && !now.isBefore(endsAt);
        return over && action != DecisionAction.SUSPEND_KEY ? DecisionState.ENDED : state;
    }

    /** Whether it counts now. */
    public boolean inForce(Instant now) {
        return state(now) == DecisionState.IN_FORCE;
    }

    /** Without what it is about and what was written about it, so that no log line can hold them. */
    @Override
    public String toString() {
        return "Decision[" + id + ", " + action + ", " + state + "]";
    }
}
