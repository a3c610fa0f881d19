package ai.ominigate.staff.audit;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds entries, the newest first. */
@Singleton
final class Entries {
    private final DataSource dataSource;
    private final AuditTables tables;

    Entries(DataSource dataSource, AuditTables tables) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.tables = tables;
    }

    /** The latest; null before the first. */
    AuditTables.@Nullable Stored lastCheckpoint() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return tables.lastCheckpoint(connection);
        }
    }

    /**
     * An entry as it was found.
     *
     * @param payload its details as JSON; null where there were none, or are none any more
     */
    record Found(Entry entry, Hash hash, @Nullable String payload) {}

    /**
     * @param before only those with lower numbers; null for the newest
     * @param limit at most so many
     */
    List<Found> find(EntrySearch search, Scope scope, @Nullable Long before, int limit) throws SQLException {
        Query query = new Query();
        query.add("e.seq < ?", before);
        query.add("e.actor = ?", search.actor());
        String action = search.action();
        if (action != null && action.indexOf('.') < 0) {
            query.add("e.action LIKE ?", action + ".%");
        } else {
            query.add("e.action = ?", action);
        }
        query.add(
                "e.outcome = ?",
                search.outcome() == null ? null : search.outcome().name());
        query.add("e.subject = ?", search.subject());
        String purpose = search.purpose();
        if (purpose != null && purpose.indexOf(' ') < 0) {
            query.add("(e.purpose = ? OR e.purpose LIKE ?)", purpose, purpose.replace("_", "\\_") + " %");
        } else {
            query.add("e.purpose = ?", purpose);
        }
        query.add("e.at >= ?", search.from());
        query.add("e.at < ?", search.to());
        switch (scope) {
            case Scope.All() -> {}
            case Scope.None() -> query.add("false");
            case Scope.Some(var actor, var team) ->
                query.add(
                        "(e.actor = ? OR string_to_array(e.role, ',') && string_to_array(?, ','))",
                        actor,
                        String.join(",", team.stream().map(Enum::name).toList()));
        }
        try (Connection connection = dataSource.getConnection()) {
            return query.run(connection, limit);
        }
    }

    /** Conditions that must all hold. */
    private static final class Query {
        private final List<String> conditions = new ArrayList<>(List.of("true"));
        private final List<Object> values = new ArrayList<>();

        void add(String condition, @Nullable Object... wanted) {
            for (Object value : wanted) {
                if (value == null) {
                    return;
                }
            }
            conditions.add(condition);
            for (Object value : wanted) {
                values.add(value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
            }
        }

        List<Found> run(Connection connection, int limit) throws SQLException {
            String sql = """
                    SELECT %s, p.payload
                    FROM audit.entry e
                    LEFT JOIN audit.payload p ON p.seq = e.seq
                    WHERE %s
                    ORDER BY e.seq DESC
                    LIMIT ?
                    """.formatted(AuditTables.COLUMNS, String.join(" AND ", conditions));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int at = 1;
                for (Object value : values) {
                    statement.setObject(at++, value);
                }
                statement.setInt(at, limit);
                List<Found> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(new Found(AuditTables.entry(row), AuditTables.hash(row), row.getString("payload")));
                    }
                }
                return found;
            }
        }
    }
}
