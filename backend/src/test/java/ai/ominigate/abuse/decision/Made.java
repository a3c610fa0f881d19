package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.platform.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Decisions for tests: by somebody, for four hours. */
public final class Made {
    static final Duration LASTS = Duration.ofHours(4);
    static final UUID SOMEBODY = UUID.fromString("019a1b2c-0000-7000-8000-000000000003");

    private Made() {}

    static Decision decision(
            DecisionAction action, Entity entity, @Nullable BlockScope scope, Instant from, long revision) {
        return new Decision(
                UUID.randomUUID(),
                1,
                revision,
                action,
                entity,
                scope,
                action == DecisionAction.REQUIRE_STEP ? step(entity) : null,
                action == DecisionAction.THROTTLE ? new Throttle(1.0, null) : null,
                null,
                null,
                "a test",
                null,
                null,
                SOMEBODY,
                from,
                null,
                null,
                LASTS,
                from,
                from.plus(LASTS),
                null,
                DecisionState.IN_FORCE,
                null,
                null,
                null,
                null);
    }

    private static RequiredStep step(Entity entity) {
        return entity instanceof Entity.Net ? RequiredStep.ANSWER_QUESTION : RequiredStep.SIGN_IN_ANEW;
    }

    /** Decides it on this database, from now on; a node acts on it a moment later. */
    public static Decision inForce(
            DataSource dataSource, DecisionAction action, Entity entity, @Nullable BlockScope scope)
            throws SQLException {
        Decision decision = decision(action, entity, scope, Instant.now().truncatedTo(ChronoUnit.MICROS), 0);
        Transaction.run(dataSource, transaction -> {
            DecisionTable.insert(transaction, decision);
            return true;
        });
        return decision;
    }

    static Decision block(Entity entity, BlockScope scope, Instant from) {
        return decision(DecisionAction.BLOCK_NETWORK, entity, scope, from, 0);
    }
}
