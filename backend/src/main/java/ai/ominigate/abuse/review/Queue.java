package ai.ominigate.abuse.review;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.rest.Cursor;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Cases in order, part by part. Each order of the open ones has an index of them alone, so a part costs the same however
 * many are closed. Blocks.
 */
@Singleton
final class Queue {
    private static final Duration SOON = Duration.ofDays(1);

    private final CaseView view;
    private final DataSource dataSource;
    private final InstantSource clock;

    Queue(CaseView view, DataSource dataSource, InstantSource clock) {
        this.view = view;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    Page<CaseSummary> page(PageRequest page, CaseQuery query, Sort<CaseSort> sort, Actor.Member me)
            throws SQLException {
        if (query.closed() && sort.by() != CaseSort.OPENED_AT && sort != CaseQuery.USUAL) {
            throw Refused.invalid("Closed cases come by when they were opened; they can be sorted by openedAt alone.");
        }
        CaseSort by = query.closed() ? CaseSort.OPENED_AT : sort.by();
        Instant now = clock.instant();
        try (Connection connection = dataSource.getConnection()) {
            List<CaseFile> found =
                    find(connection, query, new Sort<>(by, sort.descending()), page.after(), page.rows(), me, now);
            Map<UUID, CaseSummary> summaries = new HashMap<>();
            view.summaries(connection, found, now).forEach(each -> summaries.put(UUID.fromString(each.id()), each));
            return page.of(found, file -> Objects.requireNonNull(summaries.get(file.id())), file -> place(file, by));
        }
    }

    private static List<?> place(CaseFile file, CaseSort by) {
        return switch (by) {
            case PRIORITY -> List.of((3 - file.priority()) * 10_000 + file.score(), file.id());
            case SCORE -> List.of(file.score(), file.id());
            case LAST_SEEN -> List.of(file.lastSeen(), file.id());
            case DUE_AT -> List.of(file.dueAt(), file.id());
            case EVIDENCE_UNTIL -> List.of(file.evidenceUntil(), file.id());
            case OPENED_AT -> List.of(file.id());
        };
    }

    private static List<CaseFile> find(
            Connection connection,
            CaseQuery query,
            Sort<CaseSort> sort,
            @Nullable Cursor after,
            int limit,
            Actor.Member me,
            Instant now)
            throws SQLException {
        List<Object> values = new ArrayList<>();
        StringJoiner conditions = conditions(connection, query, me, now, values);
        String column = sort.by().column();
        String direction = sort.descending() ? "DESC" : "ASC";
        String beyond = sort.descending() ? "<" : ">";
        boolean byId = sort.by() == CaseSort.OPENED_AT;
        if (after != null) {
            conditions.add(byId ? "id " + beyond + " ?" : "(" + column + ", id) " + beyond + " (?, ?)");
            values.addAll(place(after, sort.by()));
        }
        String sql = "SELECT " + CaseTable.COLUMNS + "FROM abuse.case_file WHERE " + conditions + " ORDER BY "
                + (byId ? "id " + direction : column + " " + direction + ", id " + direction) + " LIMIT " + limit;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return CaseTable.list(statement);
        }
    }

    private static List<Object> place(Cursor after, CaseSort by) {
        return switch (by) {
            case PRIORITY, SCORE -> List.of(Math.toIntExact(after.number(0)), after.uuid(1));
            case LAST_SEEN, DUE_AT, EVIDENCE_UNTIL -> List.of(after.instant(0).atOffset(ZoneOffset.UTC), after.uuid(1));
            case OPENED_AT -> List.of(after.uuid(0));
        };
    }

    /** How many cases a query finds. */
    long count(Connection connection, CaseQuery query, Actor.Member me, Instant now) throws SQLException {
        List<Object> values = new ArrayList<>();
        String sql = "SELECT count(*) FROM abuse.case_file WHERE " + conditions(connection, query, me, now, values);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static StringJoiner conditions(
            Connection connection, CaseQuery query, Actor.Member me, Instant now, List<Object> values)
            throws SQLException {
        StringJoiner conditions = new StringJoiner(" AND ");
        conditions.add(query.closed() ? "NOT open" : "open");
        if (query.status() != null) {
            conditions.add("state = ?");
            values.add(query.status().name());
        }
        if (query.priority() != null) {
            conditions.add("priority = ?");
            values.add(query.priority());
        }
        if (query.family() != null) {
            conditions.add("families @> ?");
            values.add(CaseTable.names(connection, List.of(query.family())));
        }
        if (query.kind() != null) {
            conditions.add("entity_kind = ?");
            values.add(query.kind().name());
        }
        if (query.entity() != null) {
            conditions.add("entity = ?");
            values.add(query.entity());
        }
        if (query.escalated()) {
            conditions.add("escalated_at IS NOT NULL");
        }
        OffsetDateTime time = now.atOffset(ZoneOffset.UTC);
        switch (query.claim()) {
            case MINE -> {
                conditions.add("claimed_by = ? AND claimed_until > ?");
                values.addAll(List.of(me.member(), time));
            }
            case ANYBODY -> {
                conditions.add("claimed_until > ?");
                values.add(time);
            }
            case NOBODY -> {
                conditions.add("(claimed_until IS NULL OR claimed_until <= ?)");
                values.add(time);
            }
            case null -> {}
        }
        switch (query.due()) {
            case OVERDUE -> {
                conditions.add("due_at < ?");
                values.add(time);
            }
            case SOON -> {
                conditions.add("due_at < ?");
                values.add(time.plus(SOON));
            }
            case null -> {}
        }
        return conditions;
    }

    private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
