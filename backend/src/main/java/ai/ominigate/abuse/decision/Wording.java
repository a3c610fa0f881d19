package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.personal.Masked;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decisions in words. */
final class Wording {
    private Wording() {}

    /** Without telling an address of few people. */
    static String masked(Entity entity) {
        return entity instanceof Entity.Net net ? Entity.NETWORK + Masked.network(net.network()) : entity.toString();
    }

    /** What a decision that a second person is asked about would do, without personal data in clear. */
    static String effect(Decision decision, Impact.Touched touched) {
        String what = switch (decision.action()) {
            case BLOCK_NETWORK -> "Refuses " + shut(decision.scope()) + " to " + masked(decision.entity());
            case SUSPEND_ACCOUNT -> "Suspends " + decision.entity();
            case BAN_ACCOUNT -> "Bans " + decision.entity();
            case DISMISS, ALLOW, WARN, THROTTLE, REQUIRE_STEP, SUSPEND_KEY, REFUND_AND_CLOSE ->
                decision.action() + " " + masked(decision.entity());
        };
        Duration lasts = decision.lasts();
        String then = decision.action() == DecisionAction.BAN_ACCOUNT ? ", when it is looked at again" : "";
        return what + (lasts == null ? "" : " for " + lasts) + then + ". In the last 7 days this were "
                + touched.calls()
                + " calls of " + touched.accounts().size() + " accounts, "
                + touched.paying().size()
                + " of them paying.";
    }

    private static String shut(@Nullable BlockScope scope) {
        return switch (scope) {
            case SIGN_UP -> "signing up";
            case SIGN_IN -> "signing in";
            case API -> "the API";
            case ALL -> "everything";
            case null -> "nothing";
        };
    }
}
