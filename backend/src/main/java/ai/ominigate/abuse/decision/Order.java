package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.AllowEntity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.Decide;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.platform.Network;
import ai.ominigate.rest.Refused;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wish to decide that has been understood and is possible in itself.
 *
 * @param step what has to be done; null for what is no required step
 * @param category what an owner is told; null if nothing was said
 * @param dismissal why nothing is wrong; null where something is
 * @param duration for how long; null for what is usual
 * @param typed what was typed once more; null if nothing
 */
record Order(
        DecisionAction action,
        Entity entity,
        Terms terms,
        @Nullable BlockScope scope,
        @Nullable RequiredStep step,
        @Nullable Throttle throttle,
        @Nullable AbuseCategory category,
        @Nullable Dismissal dismissal,
        @Nullable Duration duration,
        String reason,
        @Nullable String note,
        @Nullable UUID caseId,
        @Nullable Long caseVersion,
        @Nullable String typed) {

    /** @throws Refused with what is wrong with it */
    static Order of(Decide wish, Entity entity) {
        if (wish.action() == DecisionAction.ALLOW) {
            throw Refused.invalid("What is known to be good is put on the list at POST /admin/v1/abuse/allow-list.");
        }
        if (wish.action() == DecisionAction.REFUND_AND_CLOSE) {
            throw Refused.invalid("Finance prepares this at POST /admin/v1/abuse/refunds, and a lead agrees.");
        }
        if ((wish.scope() != null) != (wish.action() == DecisionAction.BLOCK_NETWORK)) {
            throw Refused.invalid(
                    "A block says in 'scope' what is refused: SIGN_UP, SIGN_IN, API or ALL; nothing else has"
                            + " a scope.");
        }
        boolean throttles = wish.action() == DecisionAction.THROTTLE;
        if (!throttles && (wish.requestsPerSecond() != null || wish.dollarsPerHour() != null)) {
            throw Refused.invalid("The fields 'requestsPerSecond' and 'dollarsPerHour' are for the action THROTTLE.");
        }
        return of(
                wish.action(),
                entity,
                wish.scope(),
                step(wish, entity),
                throttles ? throttle(wish) : null,
                wish.category(),
                dismissal(wish),
                wish.duration(),
                wish.reason(),
                wish.note(),
                wish.caseId(),
                wish.caseVersion(),
                wish.typed());
    }

    /** @throws Refused with what is wrong with it */
    static Order of(AllowEntity wish, Entity entity) {
        return of(
                DecisionAction.ALLOW,
                entity,
                null,
                null,
                null,
                null,
                null,
                wish.duration(),
                wish.reason(),
                wish.note(),
                wish.caseId(),
                wish.caseVersion(),
                null);
    }

    private static Order of(
            DecisionAction action,
            Entity entity,
            @Nullable BlockScope scope,
            @Nullable RequiredStep step,
            @Nullable Throttle throttle,
            @Nullable AbuseCategory category,
            @Nullable Dismissal dismissal,
            @Nullable Duration duration,
            String reason,
            @Nullable String note,
            @Nullable String caseId,
            @Nullable Long caseVersion,
            @Nullable String typed) {
        Terms terms = Terms.of(action, entity);
        if (terms == null) {
            throw Refused.invalid("The action " + action + " does not go with '" + kind(entity)
                    + "': networks are blocked, keys and accounts are suspended, and both are throttled.");
        }
        return new Order(
                action,
                entity,
                terms,
                scope,
                step,
                throttle,
                category,
                dismissal,
                checked(duration, terms),
                reason.strip(),
                note,
                caseId == null ? null : caseId(caseId),
                caseVersion,
                typed);
    }

    private static @Nullable Dismissal dismissal(Decide wish) {
        boolean dismisses = wish.action() == DecisionAction.DISMISS;
        CaseDisposition disposition = wish.disposition();
        CaseReason reason = wish.reasonCode();
        if (!dismisses && disposition == null && reason == null) {
            return null;
        }
        if (!dismisses || disposition == null || reason == null) {
            throw Refused.invalid(
                    "A dismissal says in 'disposition' whether it was a FALSE_POSITIVE or is BENIGN, and in"
                            + " 'reasonCode' what it was; nothing else has these fields.");
        }
        try {
            return new Dismissal(disposition, reason);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The field 'disposition' of a dismissal is FALSE_POSITIVE or BENIGN.");
        }
    }

    /** Of a network it is asked whether a person is there, whoever they are; an account has people who can do more. */
    private static @Nullable RequiredStep step(Decide wish, Entity entity) {
        RequiredStep step = wish.step();
        if (wish.action() != DecisionAction.REQUIRE_STEP) {
            if (step != null) {
                throw Refused.invalid("The field 'step' is for the action REQUIRE_STEP.");
            }
            return null;
        }
        boolean ofNetwork = entity instanceof Entity.Net;
        if (step != null && ofNetwork != (step == RequiredStep.ANSWER_QUESTION)) {
            throw Refused.invalid(
                    "A network is asked to ANSWER_QUESTION, in the field 'step' or without it; an account to SIGN_IN_ANEW"
                            + " or to CONFIRM_CARD.");
        }
        if (step != null) {
            return step;
        }
        return ofNetwork ? RequiredStep.ANSWER_QUESTION : RequiredStep.SIGN_IN_ANEW;
    }

    private static Throttle throttle(Decide wish) {
        try {
            return new Throttle(
                    wish.requestsPerSecond(),
                    wish.dollarsPerHour() == null ? null : wish.dollarsPerHour().nanos());
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** One of both is given. An address of IPv6 is judged at its /64. */
    static Entity entity(@Nullable String network, @Nullable String text) {
        try {
            Entity entity =
                    network != null ? new Entity.Net(Network.parse(network)) : Entity.parse(String.valueOf(text));
            return entity instanceof Entity.Net net && net.network().isSingle()
                    ? Entity.Net.of(net.network().address())
                    : entity;
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(e.getMessage() + ".");
        }
    }

    /** @throws Refused if it is none */
    static UUID caseId(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The field 'case' is the id of a case.");
        }
    }

    private static @Nullable Duration checked(@Nullable Duration duration, Terms terms) {
        if (duration == null) {
            return null;
        }
        Duration longest = terms.longest();
        if (longest == null) {
            throw Refused.invalid(
                    "This has no duration to choose: a key is suspended until it is replaced, a ban is looked at"
                            + " again after 180 days, and a warning or a dismissal is for the moment.");
        }
        if (!duration.isPositive() || duration.compareTo(longest) > 0) {
            throw Refused.invalid("The field 'duration' is more than nothing and at most " + longest + " for this.");
        }
        return duration;
    }

    /** What must be typed once more: the network, the number or the letters. */
    String toType() {
        String text = entity.toString();
        return text.substring(text.indexOf(':') + 1);
    }

    private static String kind(Entity entity) {
        String text = entity.toString();
        return text.substring(0, text.indexOf(':'));
    }
}
