package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code privacy.request} and what says how requests have to do with one another. Blocks. */
final class RequestTable {
    static final String COLUMNS = """
            r.id, r.version, r.number, r.thread, t.sender, t.language, r.type, r.state, r.channel, r.account, r.member, r.assignee,
            r.scope, r.identity, r.identified_at, r.regime, r.received_at, r.received_on, r.acknowledge_by, r.target,
            r.due, r.answer_by, r.extend_by, r.stopped_at, r.stopped_days, r.extended_at, r.extended_for, r.prepared_by,
            r.prepared_at, r.answer, r.proposal, r.proposed, r.approved_by, r.approved_at, r.scheduled_for, r.ended_at,
            r.refused_for, r.merged_into""";

    static final String TABLES = "privacy.request r JOIN privacy.thread t ON t.id = r.thread";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM " + TABLES + " ";

    private static final Pattern REFERENCE = Pattern.compile("(?i)PR-?(\\d{1,15})");

    /** Of others by the same sender: whoever writes very often is found among the latest. */
    private static final int MOST_LINKS = 20;

    private RequestTable() {}

    /** What is written of a request, column by column; null clears one. */
    static final class Changes {
        private final Map<String, @Nullable Object> columns = new LinkedHashMap<>();

        Changes set(String column, @Nullable Object value) {
            columns.put(
                    column,
                    switch (value) {
                        case Instant time -> time.atOffset(ZoneOffset.UTC);
                        case Enum<?> word -> word.name();
                        case null, default -> value;
                    });
            return this;
        }

        Changes state(RequestState state, Instant now) {
            return set("state", state).set("ended_at", state.isOpen() ? null : now);
        }

        /** Its days, as they are counted anew. */
        Changes days(RequestClock.Days days) {
            return set("received_on", days.receivedOn())
                    .set("acknowledge_by", days.acknowledgeBy())
                    .set("target", days.target())
                    .set("due", days.due())
                    .set("answer_by", days.answerBy())
                    .set("extend_by", days.extendBy());
        }
    }

    /** Returns its number. */
    static long insert(
            Connection transaction,
            UUID id,
            UUID thread,
            @Nullable RequestType type,
            Regime regime,
            RequestChannel channel,
            Instant receivedAt,
            RequestClock.Days days)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.request (
                    id, thread, type, regime, channel, state, received_at, received_on, acknowledge_by, target, due,
                    answer_by, extend_by)
                VALUES (?, ?, ?, ?, ?, 'RECEIVED', ?, ?, ?, ?, ?, ?, ?)
                RETURNING number
                """)) {
            insert.setObject(1, id);
            insert.setObject(2, thread);
            insert.setString(3, type == null ? null : type.name());
            insert.setString(4, regime.name());
            insert.setString(5, channel.name());
            insert.setObject(6, receivedAt.atOffset(ZoneOffset.UTC));
            insert.setObject(7, days.receivedOn());
            insert.setObject(8, days.acknowledgeBy());
            insert.setObject(9, days.target());
            insert.setObject(10, days.due());
            insert.setObject(11, days.answerBy());
            insert.setObject(12, days.extendBy());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Writes this, which makes it another version. */
    static void update(Connection transaction, UUID id, Changes changes) throws SQLException {
        String sql = "UPDATE privacy.request SET version = version + 1"
                + changes.columns.keySet().stream()
                        .map(column -> ", " + column + " = ?")
                        .collect(Collectors.joining())
                + " WHERE id = ?";
        try (PreparedStatement update = transaction.prepareStatement(sql)) {
            int place = 1;
            for (Object value : changes.columns.values()) {
                update.setObject(place++, value);
            }
            update.setObject(place, id);
            update.executeUpdate();
        }
    }

    static @Nullable RequestFile find(Connection connection, UUID id) throws SQLException {
        return one(connection, "WHERE r.id = ?", id);
    }

    /** The one for this account that has begun to be done and is not; null if there is none. */
    static @Nullable RequestFile beingDone(Connection connection, UUID account, RequestType type) throws SQLException {
        return beingDone(connection, "r.account = ?", account, type);
    }

    /** The same, of somebody who asks about themselves alone. */
    static @Nullable RequestFile beingDoneForMember(Connection connection, UUID member, RequestType type)
            throws SQLException {
        return beingDone(connection, "r.member = ?", member, type);
    }

    private static @Nullable RequestFile beingDone(Connection connection, String whose, UUID who, RequestType type)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT + "WHERE " + whose
                + " AND r.type = ? AND r.state IN ('EXECUTING', 'PARTIALLY_FAILED') ORDER BY r.id")) {
            query.setObject(1, who);
            query.setString(2, type.name());
            List<RequestFile> found = list(query);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    /** The request, which nobody else changes until the transaction ends; null if there is none. */
    static @Nullable RequestFile lock(Connection transaction, UUID id) throws SQLException {
        return one(transaction, "WHERE r.id = ? FOR NO KEY UPDATE OF r", id);
    }

    /** Locks both, always in the same order, so that two who lock the same two do not wait for each other. */
    static void lockBoth(Connection transaction, UUID one, UUID other) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement(
                "SELECT id FROM privacy.request WHERE id IN (?, ?) ORDER BY id FOR NO KEY UPDATE")) {
            query.setObject(1, one);
            query.setObject(2, other);
            query.executeQuery().close();
        }
    }

    /** Those of this thread, locked, the first first. */
    static List<RequestFile> lockOfThread(Connection transaction, UUID thread) throws SQLException {
        try (PreparedStatement query =
                transaction.prepareStatement(SELECT + "WHERE r.thread = ? ORDER BY r.id FOR NO KEY UPDATE OF r")) {
            query.setObject(1, thread);
            return list(query);
        }
    }

    /** What whoever wrote takes for open: also what we found nothing for, until they are told that it ended. */
    private static final String TAKEN_FOR_OPEN = "(open OR state = 'NO_MATCH' AND identity_asked_at IS NOT NULL)";

    /** Whether anything of the thread is to be done, as far as whoever wrote it knows. */
    static boolean isTakenForOpen(Connection connection, UUID thread) throws SQLException {
        return isThere(connection, "thread = ? AND " + TAKEN_FOR_OPEN, thread);
    }

    /** Whether a request of the thread for this is open, as far as whoever wrote it knows. */
    static boolean isTakenForAsked(Connection connection, UUID thread, RequestType type) throws SQLException {
        return isThere(connection, "thread = ? AND type = ? AND " + TAKEN_FOR_OPEN, thread, type.name());
    }

    /** Whether nothing was found for it and whoever wrote is not told yet that it ended. */
    static boolean isTakenForOpenAsNothingWasFound(Connection connection, UUID request) throws SQLException {
        return isThere(connection, "id = ? AND state = 'NO_MATCH' AND identity_asked_at IS NOT NULL", request);
    }

    private static boolean isThere(Connection connection, String condition, Object... values) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT 1 FROM privacy.request WHERE " + condition)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Whether a request of the thread for this is open. */
    static boolean isAsked(Connection connection, UUID thread, RequestType type) throws SQLException {
        return isThere(connection, "thread = ? AND type = ? AND open", thread, type.name());
    }

    /**
     * Links a request with the others of its thread, and with open ones for the same by who claims to be the same. Neither
     * side changes by it.
     */
    static void linkNew(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                WITH mine AS (
                    SELECT r.id, r.type, r.thread, t.sender
                    FROM privacy.request r JOIN privacy.thread t ON t.id = r.thread
                    WHERE r.id = ?),
                alike AS (
                    SELECT o.id AS other, 'SAME_MAIL' AS kind
                    FROM mine JOIN privacy.request o ON o.thread = mine.thread AND o.id <> mine.id
                    UNION ALL
                    (SELECT o.id, 'MAY_BE_THE_SAME'
                     FROM mine
                     JOIN privacy.thread t ON lower(t.sender) = lower(mine.sender) AND t.id <> mine.thread
                     JOIN privacy.request o ON o.thread = t.id AND o.open AND o.type IS NOT DISTINCT FROM mine.type
                     ORDER BY o.number DESC
                     LIMIT ?)),
                both_ways AS (
                    SELECT mine.id AS request, other, kind FROM mine, alike
                    UNION ALL
                    SELECT other, mine.id, kind FROM mine, alike)
                INSERT INTO privacy.request_link (request, other, kind)
                SELECT request, other, kind FROM both_ways
                ON CONFLICT (request, other) DO NOTHING
                """)) {
            insert.setObject(1, id);
            insert.setInt(2, MOST_LINKS);
            insert.executeUpdate();
        }
    }

    /** One that could be called off until now; null if there is none. */
    static @Nullable UUID scheduledUntil(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT id FROM privacy.request WHERE state = 'SCHEDULED' AND scheduled_for <= ? LIMIT 1")) {
            query.setObject(1, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /** The request that people name so; null if there is none. */
    static @Nullable UUID named(Connection connection, String reference) throws SQLException {
        Matcher number = REFERENCE.matcher(reference.strip());
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM privacy.request WHERE number = ?")) {
            query.setLong(1, number.matches() ? Long.parseLong(number.group(1)) : 0);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /** Those that wait since then for who asks, and were reminded less often than this. */
    static List<UUID> identityPending(Connection connection, Instant since, int reminders) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT id FROM privacy.request
                WHERE state = 'IDENTITY_PENDING' AND identity_asked_at <= ? AND identity_reminders < ?
                ORDER BY identity_asked_at
                LIMIT 100
                """)) {
            query.setObject(1, since.atOffset(ZoneOffset.UTC));
            query.setInt(2, reminders);
            List<UUID> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(row.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    /**
     * Those that have waited long enough for who asks: since then, or since later if they must be answered by that day. Also
     * those that we found nothing for, so that whoever wrote hears of either end at the same time.
     */
    static List<UUID> identityOverdue(Connection connection, Instant since, Instant sinceLater, LocalDate answerBy)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT id FROM privacy.request
                WHERE state IN ('IDENTITY_PENDING', 'NO_MATCH')
                    AND (identity_asked_at <= ? OR identity_asked_at <= ? AND answer_by <= ?)
                ORDER BY identity_asked_at
                LIMIT 100
                """)) {
            query.setObject(1, since.atOffset(ZoneOffset.UTC));
            query.setObject(2, sinceLater.atOffset(ZoneOffset.UTC));
            query.setObject(3, answerBy);
            List<UUID> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(row.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    /** Links two, as somebody of the staff says so. Whether they were not linked before. */
    static boolean link(Connection transaction, UUID one, UUID other) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.request_link (request, other, kind)
                VALUES (?, ?, 'FOLLOWS'), (?, ?, 'FOLLOWS')
                ON CONFLICT (request, other) DO NOTHING
                """)) {
            insert.setObject(1, one);
            insert.setObject(2, other);
            insert.setObject(3, other);
            insert.setObject(4, one);
            return insert.executeUpdate() > 0;
        }
    }

    /** Links a request with the other open ones of its account, for the same. Neither side changes by it. */
    static void linkOfAccount(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                WITH alike AS (
                    SELECT mine.id AS request, o.id AS other
                    FROM privacy.request mine
                    JOIN privacy.request o
                        ON o.account = mine.account AND o.type = mine.type AND o.id <> mine.id AND o.open
                    WHERE mine.id = ?
                    ORDER BY o.number DESC
                    LIMIT ?)
                INSERT INTO privacy.request_link (request, other, kind)
                SELECT request, other, 'MAY_BE_THE_SAME' FROM alike
                UNION ALL
                SELECT other, request, 'MAY_BE_THE_SAME' FROM alike
                ON CONFLICT (request, other) DO NOTHING
                """)) {
            insert.setObject(1, id);
            insert.setInt(2, MOST_LINKS);
            insert.executeUpdate();
        }
    }

    static long countOf(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT count(*) FROM privacy.request WHERE account = ?")) {
            query.setObject(1, account);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static void insertThread(Connection transaction, UUID id, @Nullable String sender, Locale language)
            throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO privacy.thread (id, sender, language) VALUES (?, ?, ?)")) {
            insert.setObject(1, id);
            insert.setString(2, sender);
            insert.setString(3, language.toLanguageTag());
            insert.executeUpdate();
        }
    }

    /** Those of this account's owner who has shown who they are, or of this member, the latest first. */
    static List<RequestFile> ofAsker(Connection connection, UUID account, @Nullable UUID member) throws SQLException {
        String which = member == null
                ? "WHERE r.account = ? AND r.member IS NULL AND r.identity <> 'L0' ORDER BY r.number DESC LIMIT 100"
                : "WHERE r.member = ? ORDER BY r.number DESC LIMIT 100";
        try (PreparedStatement query = connection.prepareStatement(SELECT + which)) {
            query.setObject(1, member == null ? account : member);
            return list(query);
        }
    }

    private static @Nullable RequestFile one(Connection connection, String condition, UUID id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT + condition)) {
            query.setObject(1, id);
            List<RequestFile> found = list(query);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    private static List<RequestFile> list(PreparedStatement query) throws SQLException {
        List<RequestFile> files = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                files.add(file(row));
            }
        }
        return files;
    }

    static RequestFile file(ResultSet row) throws SQLException {
        String type = row.getString("type");
        String proposed = row.getString("proposed");
        Instant endedAt = instant(row, "ended_at");
        return new RequestFile(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getLong("number"),
                row.getObject("thread", UUID.class),
                row.getString("sender"),
                Locale.forLanguageTag(row.getString("language")),
                type == null ? null : RequestType.valueOf(type),
                RequestState.valueOf(row.getString("state")),
                RequestChannel.valueOf(row.getString("channel")),
                row.getObject("account", UUID.class),
                row.getObject("member", UUID.class),
                row.getObject("assignee", UUID.class),
                row.getString("scope"),
                IdentityLevel.valueOf(row.getString("identity")),
                instant(row, "identified_at"),
                new RequestFile.Clock(
                        Regime.valueOf(row.getString("regime")),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        row.getObject("received_on", LocalDate.class),
                        row.getObject("acknowledge_by", LocalDate.class),
                        row.getObject("target", LocalDate.class),
                        row.getObject("due", LocalDate.class),
                        row.getObject("answer_by", LocalDate.class),
                        row.getObject("extend_by", LocalDate.class),
                        instant(row, "stopped_at"),
                        row.getInt("stopped_days"),
                        instant(row, "extended_at"),
                        row.getString("extended_for")),
                new RequestFile.Plan(
                        row.getObject("prepared_by", UUID.class),
                        instant(row, "prepared_at"),
                        row.getString("answer"),
                        row.getObject("proposal", UUID.class),
                        proposed == null ? null : ProposedStep.valueOf(proposed),
                        row.getObject("approved_by", UUID.class),
                        instant(row, "approved_at"),
                        instant(row, "scheduled_for")),
                endedAt == null
                        ? null
                        : new RequestFile.End(
                                endedAt, row.getString("refused_for"), row.getObject("merged_into", UUID.class)));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
