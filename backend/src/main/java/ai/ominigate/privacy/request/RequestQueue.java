package ai.ominigate.privacy.request;

import ai.ominigate.model.Page;
import ai.ominigate.model.privacy.AssigneeFilter;
import ai.ominigate.model.privacy.DueDays;
import ai.ominigate.model.privacy.PrivacyOverview;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestFilter;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Requests in order, part by part. Blocks. */
@Singleton
final class RequestQueue {
    private static final int SOON_DAYS = 3;
    private static final int FLOW_DAYS = 30;
    private static final int EXPORTED = 20_000;
    private static final Sort<RequestOrder> USUAL = new Sort<>(RequestOrder.ANSWER_BY, false);

    private final RequestView view;
    private final RequestClock days;
    private final DataSource dataSource;
    private final InstantSource clock;

    RequestQueue(RequestView view, RequestClock days, DataSource dataSource, InstantSource clock) {
        this.view = view;
        this.days = days;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** What came in and what ended on each of the last days. */
    PrivacyOverview overview() throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = dataSource.getConnection()) {
            return new PrivacyOverview(now, oldestUnassigned(connection), flow(connection, now));
        }
    }

    private static @Nullable Instant oldestUnassigned(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT min(received_at) FROM privacy.request WHERE open AND assignee IS NULL");
                ResultSet row = query.executeQuery()) {
            row.next();
            OffsetDateTime oldest = row.getObject(1, OffsetDateTime.class);
            return oldest == null ? null : oldest.toInstant();
        }
    }

    private static List<PrivacyOverview.Day> flow(Connection connection, Instant now) throws SQLException {
        LocalDate last = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate first = last.minusDays(FLOW_DAYS - 1L);
        Map<LocalDate, Long> received = byDay(connection, "received_at", first);
        Map<LocalDate, Long> ended = byDay(connection, "ended_at", first);
        return first.datesUntil(last.plusDays(1))
                .map(day -> new PrivacyOverview.Day(day, received.getOrDefault(day, 0L), ended.getOrDefault(day, 0L)))
                .toList();
    }

    /** @param column the moment by which requests are counted */
    private static Map<LocalDate, Long> byDay(Connection connection, String column, LocalDate first)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT (%1$s AT TIME ZONE 'UTC')::date AS day, count(*) AS requests
                FROM privacy.request WHERE %1$s >= ? GROUP BY 1
                """.formatted(column))) {
            query.setObject(1, first.atStartOfDay().atOffset(ZoneOffset.UTC));
            Map<LocalDate, Long> days = new HashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    days.put(row.getObject("day", LocalDate.class), row.getLong("requests"));
                }
            }
            return days;
        }
    }

    /**
     * A part of the queue.
     *
     * @param ended those that are over instead of the open ones
     * @param account only those about this account; null for all
     * @param reference only the one that people name so, over or not; null for all
     */
    Page<RequestSummary> page(
            PageRequest page,
            @Nullable Sort<RequestOrder> sort,
            RequestFilter filter,
            boolean ended,
            @Nullable UUID account,
            @Nullable String reference,
            Actor.Member me)
            throws SQLException {
        Sort<RequestOrder> order = sort == null ? USUAL : sort;
        Instant now = clock.instant();
        try (Connection connection = dataSource.getConnection()) {
            ListQuery query = sorted(connection, order, filter, ended, account, reference, me, now);
            if (query == null) {
                return new Page<>(List.of(), null);
            }
            Page<RequestFile> found = query.read(connection, page, order.descending(), RequestTable::file);
            return new Page<>(view.summaries(connection, found.items(), now), found.next());
        }
    }

    /** The whole queue, as far as it is not more than a file should have, in the order and by the filters of {@link #page}. */
    List<RequestSummary> all(
            @Nullable Sort<RequestOrder> sort,
            RequestFilter filter,
            boolean ended,
            @Nullable UUID account,
            @Nullable String reference,
            Actor.Member me)
            throws SQLException {
        Sort<RequestOrder> order = sort == null ? USUAL : sort;
        Instant now = clock.instant();
        try (Connection connection = dataSource.getConnection()) {
            ListQuery query = sorted(connection, order, filter, ended, account, reference, me, now);
            return query == null
                    ? List.of()
                    : view.summaries(
                            connection, query.first(connection, EXPORTED, order.descending(), RequestTable::file), now);
        }
    }

    /** Null if there is no request that people name so. */
    private @Nullable ListQuery sorted(
            Connection connection,
            Sort<RequestOrder> order,
            RequestFilter filter,
            boolean ended,
            @Nullable UUID account,
            @Nullable String reference,
            Actor.Member me,
            Instant now)
            throws SQLException {
        ListQuery query = query(RequestTable.COLUMNS, filter, reference == null ? ended : null, me, now)
                .where("r.account = ?", account);
        if (reference != null) {
            UUID named = RequestTable.named(connection, reference);
            if (named == null) {
                return null;
            }
            query.where("r.id = ?", named);
        }
        if (order.by() != RequestOrder.NUMBER) {
            query.sortedBy(order.by().column(), order.by().type());
        }
        return query.sortedBy("r.number", "bigint");
    }

    long count(Connection connection, RequestFilter filter, Actor.Member me, Instant now) throws SQLException {
        return Objects.requireNonNull(query("count(*)", filter, false, me, now).one(connection, row -> row.getLong(1)));
    }

    private ListQuery query(
            String columns, RequestFilter filter, @Nullable Boolean ended, Actor.Member me, Instant now) {
        LocalDate today = days.today(Regime.UNKNOWN, now);
        ListQuery query = ListQuery.of(columns, RequestTable.TABLES);
        if (ended != null) {
            // Whoever asks for those that stand somewhere wants them also where only those stand that are over.
            boolean over = filter.state() == null ? ended : !filter.state().isOpen();
            query.where(over ? "NOT r.open" : "r.open");
        }
        query.where("r.state = ?", filter.state())
                .where("r.type = ?", filter.type())
                .where("r.regime = ?", filter.regime())
                .where("r.channel = ?", filter.channel())
                .where("r.assignee = ?", filter.assignee() == AssigneeFilter.MINE ? me.member() : null);
        if (filter.assignee() == AssigneeFilter.ANYBODY) {
            query.where("r.assignee IS NOT NULL");
        }
        if (filter.assignee() == AssigneeFilter.NOBODY) {
            query.where("r.assignee IS NULL");
        }
        query.where("r.answer_by < ?", filter.due() == DueDays.OVERDUE ? today : null)
                .where("r.answer_by <= ?", filter.due() == DueDays.SOON ? today.plusDays(SOON_DAYS) : null);
        for (Flag flag : flags(filter)) {
            if (flag.wanted() != null) {
                query.where(flag.wanted() ? flag.condition() : "NOT (" + flag.condition() + ")");
            }
        }
        return query;
    }

    private record Flag(@Nullable Boolean wanted, String condition) {}

    private static List<Flag> flags(RequestFilter filter) {
        return List.of(
                new Flag(filter.untyped(), "r.type IS NULL"),
                new Flag(
                        filter.failing(),
                        "EXISTS (SELECT FROM privacy.leg l WHERE l.request = r.id AND l.state = 'FAILED')"),
                new Flag(filter.awaiting(), "r.proposed IS NOT NULL"));
    }
}
