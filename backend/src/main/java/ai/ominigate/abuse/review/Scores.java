package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Score.Credit;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adds up what speaks against an entity and what speaks for it. Which organisations we know, nobody keeps yet. Blocks. */
@Singleton
final class Scores {
    private static final Duration LONG = Duration.ofDays(90);

    private final Decisions decisions;
    private final Accounts accounts;
    private final Balances balances;

    Scores(Decisions decisions, Accounts accounts, Balances balances) {
        this.decisions = decisions;
        this.accounts = accounts;
        this.balances = balances;
    }

    Score of(Connection connection, Entity entity, Collection<Flag> flags, Instant now) throws SQLException {
        return Score.of(flags, credits(connection, entity, now), decisions.isAllowListed(connection, entity), now);
    }

    private Set<Credit> credits(Connection connection, Entity entity, Instant now) throws SQLException {
        UUID account = account(connection, entity);
        Instant longAgo = now.minus(LONG);
        boolean paidLong = account != null
                && balances.hasPaidBefore(connection, account, longAgo)
                && !FlagTable.confirmedSince(connection, Set.of(entity, new Entity.Account(account)), longAgo);
        return paidLong ? Set.of(Credit.PAID_LONG_WITHOUT_FLAGS) : Set.of();
    }

    private @Nullable UUID account(Connection connection, Entity entity) throws SQLException {
        return switch (entity) {
            case Entity.Account account -> account.id();
            case Entity.Key key -> accounts.ownerOf(connection, key.id());
            case Entity.Net ignored -> null;
            case Entity.Asn ignored -> null;
            case Entity.Country ignored -> null;
        };
    }
}
