package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.RequiredStep;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision in force, as the path of a call meets it. Made once for each decision, so that meeting it makes no object.
 */
public final class Ruling {
    private final UUID decision;
    private final DecisionAction action;
    private final Entity entity;
    private final @Nullable BlockScope scope;
    private final @Nullable RequiredStep step;
    private final @Nullable Throttle throttle;
    private final long revision;
    private final long beginsAtMillis;
    private final long endsAtMillis;
    private final Hits hits;

    Ruling(Decision decision, Hits hits) {
        this.decision = decision.id();
        this.action = decision.action();
        this.entity = decision.entity();
        this.scope = decision.scope();
        this.step = decision.step();
        this.throttle = decision.throttle();
        this.revision = decision.revision();
        this.beginsAtMillis = (decision.beginsAt() == null ? decision.decidedAt() : decision.beginsAt()).toEpochMilli();
        // That of a key ends when the database says so, as the key is revoked then.
        this.endsAtMillis = decision.endsAt() == null || decision.action() == DecisionAction.SUSPEND_KEY
                ? Long.MAX_VALUE
                : decision.endsAt().toEpochMilli();
        this.hits = hits;
    }

    /** Which one. Not for the caller: they could watch what makes a difference. */
    public UUID decision() {
        return decision;
    }

    /** What it does. */
    public DecisionAction action() {
        return action;
    }

    /** What stays possible, where it throttles. */
    public @Nullable Throttle throttle() {
        return throttle;
    }

    /** It has refused a request, or slowed one down. */
    public void hit(long nowMillis) {
        hits.add(nowMillis);
    }

    Entity entity() {
        return entity;
    }

    @Nullable
    BlockScope scope() {
        return scope;
    }

    /** What it requires, where it does. */
    @Nullable
    RequiredStep step() {
        return step;
    }

    long revision() {
        return revision;
    }

    long beginsAtMillis() {
        return beginsAtMillis;
    }

    long endsAtMillis() {
        return endsAtMillis;
    }

    /** Without what it is about. */
    @Override
    public String toString() {
        return "Ruling[" + decision + ", " + action + "]";
    }
}
