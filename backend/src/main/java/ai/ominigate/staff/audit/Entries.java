package ai.ominigate.staff.audit;

import ai.ominigate.model.Page;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds entries. */
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

    /** Those that are kept. */
    Page<AuditTables.Stored> checkpoints(PageRequest page, Sort<CheckpointOrder> sort) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ListQuery.of("size, note, key, frontier, signed_at", "audit.checkpoint")
                    .sortedBy("size", "bigint")
                    .read(connection, page, sort.descending(), AuditTables::stored);
        }
    }

    /**
     * An entry as it was found.
     *
     * @param payload its details as JSON; null where there were none, or are none any more
     */
    record Found(Entry entry, Hash hash, @Nullable String payload) {}

    Page<Found> find(PageRequest page, Sort<EntryOrder> sort, EntrySearch search, Scope scope) throws SQLException {
        ListQuery query = ListQuery.of(
                        AuditTables.COLUMNS + ", p.payload", "audit.entry e LEFT JOIN audit.payload p ON p.seq = e.seq")
                .where("e.actor = ?", search.actor())
                .where("e.outcome = ?", search.outcome())
                .where("e.subject = ?", search.subject())
                .where("e.at >= ?", search.from())
                .where("e.at < ?", search.to())
                .sortedBy("e.seq", "bigint");
        String action = search.action();
        if (action != null && action.indexOf('.') < 0) {
            query.where("e.action LIKE ?", action + ".%");
        } else {
            query.where("e.action = ?", action);
        }
        String purpose = search.purpose();
        if (purpose != null && purpose.indexOf(' ') < 0) {
            query.where("e.purpose = ? OR e.purpose LIKE ?", purpose, purpose.replace("_", "\\_") + " %");
        } else {
            query.where("e.purpose = ?", purpose);
        }
        switch (scope) {
            case Scope.All() -> {}
            case Scope.None() -> query.where("false");
            case Scope.Some(var actor, var team) ->
                query.where(
                        "e.actor = ? OR string_to_array(e.role, ',') && ?",
                        actor,
                        team.stream().map(Enum::name).toList());
        }
        try (Connection connection = dataSource.getConnection()) {
            return query.read(
                    connection,
                    page,
                    sort.descending(),
                    row -> new Found(AuditTables.entry(row), AuditTables.hash(row), row.getString("payload")));
        }
    }
}
