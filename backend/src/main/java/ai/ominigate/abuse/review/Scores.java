package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Adds up what speaks against an entity and what speaks for it. Blocks. */
@Singleton
final class Scores {

    Score of(Connection connection, Entity entity, Collection<Flag> flags, Instant now) throws SQLException {
        return Score.of(flags, Set.of(), false, now);
    }
}
