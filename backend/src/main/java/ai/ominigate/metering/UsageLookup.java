package ai.ominigate.metering;

import ai.ominigate.platform.UuidV7;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks stored calls up. All methods read the database, so they belong on a thread that may block. */
public final class UsageLookup {

    /** How long a call that has just ended may take to be stored before it counts as unknown. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration SIX_HOURS = Duration.ofHours(6);

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

    private final DataSource database;
    private final Shipper shipper;

    UsageLookup(DataSource database, Shipper shipper) {
        this.database = database;
        this.shipper = shipper;
    }

    /**
     * The call of this account with this id. One that has just ended is waited for, at most two seconds.
     *
     * @param id the id inside the answer, or the event id; of several calls with the same answer id the latest counts
     * @return null if the account has no such call
     */
    @Nullable
    public UsageRecord find(UUID account, String id) throws SQLException, InterruptedException {
        UsageRecord stored = findStored(account, id);
        if (stored != null) {
            return stored;
        }
        shipper.awaitShipped(PATIENCE);
        return findStored(account, id);
    }

    private @Nullable UsageRecord findStored(UUID account, String id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            UsageRecord byAnswer = byAnswer(connection, account, AnswerDigest.of(id));
            if (byAnswer != null || !UUID_FORM.matcher(id).matches()) {
                return byAnswer;
            }
            return byEvent(connection, account, UUID.fromString(id));
        }
    }

    private static @Nullable UsageRecord byAnswer(Connection connection, UUID account, AnswerDigest digest)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT event_id
                  FROM metering.answer
                 WHERE digest = ?
                   AND account_id = ?
                 ORDER BY occurred_at DESC
                 LIMIT 1
                """)) {
            select.setBytes(1, digest.toBytes());
            select.setObject(2, account);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? byEvent(connection, account, row.getObject(1, UUID.class)) : null;
            }
        }
    }

    private static @Nullable UsageRecord byEvent(Connection connection, UUID account, UUID event) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(UsageRows.SELECT + """
                 WHERE occurred_at = ?
                   AND event_id = ?
                   AND account_id = ?
                """)) {
            select.setObject(1, UuidV7.instant(event).atOffset(ZoneOffset.UTC));
            select.setObject(2, event);
            select.setObject(3, account);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? UsageRows.read(row) : null;
            }
        }
    }

    /**
     * Names a call from outside: a key calls seldom twice in the same millisecond.
     *
     * @param at when it came; to the millisecond, as an event's id has it
     */
    public record Came(UUID key, Instant at) {
        public Came {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /**
     * What a call was about, in numbers.
     *
     * @param tokens read and written
     */
    public record Metered(String model, long tokens, long latencyMicros) {}

    /** What is stored of these calls, by when which key made them. Without those that no model was asked by. */
    public Map<Came, Metered> metered(Collection<Came> calls) throws SQLException {
        if (calls.isEmpty()) {
            return Map.of();
        }
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT key_id, occurred_at, model, latency_micros,
                               input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens
                               + audio_input_tokens + output_tokens + reasoning_tokens + audio_output_tokens AS tokens
                          FROM metering.usage_event
                         WHERE occurred_at = ANY (?)
                           AND key_id = ANY (?)
                        """)) {
            Object[] times = calls.stream()
                    .map(call -> call.at().atOffset(ZoneOffset.UTC).toString())
                    .toArray();
            select.setArray(1, connection.createArrayOf("timestamptz", times));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", calls.stream().map(Came::key).distinct().toArray()));
            Map<Came, Metered> metered = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    metered.putIfAbsent(
                            new Came(
                                    row.getObject("key_id", UUID.class),
                                    row.getObject("occurred_at", OffsetDateTime.class)
                                            .toInstant()),
                            new Metered(row.getString("model"), row.getLong("tokens"), row.getLong("latency_micros")));
                }
            }
            return metered;
        }
    }

    /** Those of these accounts that have spent money, in hours from this one on, as far as it is stored. */
    public Set<UUID> spenders(Collection<UUID> accounts, Instant from) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT asked.id
                          FROM unnest(?::uuid[]) AS asked (id)
                         WHERE EXISTS (
                               SELECT
                                 FROM metering.usage_hourly
                                WHERE account_id = asked.id
                                  AND hour >= ?
                                  AND cost_nanos > 0)
                        """)) {
            select.setArray(1, connection.createArrayOf("uuid", accounts.toArray()));
            select.setObject(2, from.atOffset(ZoneOffset.UTC));
            Set<UUID> spenders = new HashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    spenders.add(row.getObject(1, UUID.class));
                }
            }
            return spenders;
        }
    }

    /** What all calls of this account together have cost, in nano-dollars, as far as they are stored. */
    public long totalCostNanos(UUID account) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT coalesce(sum(cost_nanos), 0)
                          FROM metering.usage_six_hourly
                         WHERE account_id = ?
                        """)) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * What one key of an account did with one model.
     *
     * @param calls how many calls ended
     * @param failedCalls those of them that failed ({@link EndReason#isFailure})
     * @param costNanos nano-dollars
     * @param lastHour the hour in which the last of them began
     */
    public record Use(UUID key, String model, long calls, long failedCalls, long costNanos, Instant lastHour) {}

    /**
     * What an account did, by key and model, as far as it is stored.
     *
     * @param from the hours from this one on
     */
    public List<Use> uses(UUID account, Instant from) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(USES)) {
            Instant whole = nextSixHours(from);
            select.setObject(1, account);
            select.setObject(2, whole.atOffset(ZoneOffset.UTC));
            select.setObject(3, account);
            select.setObject(4, account);
            select.setObject(5, from.atOffset(ZoneOffset.UTC));
            select.setObject(6, whole.atOffset(ZoneOffset.UTC));
            List<Use> uses = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    uses.add(new Use(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getObject(6, OffsetDateTime.class).toInstant()));
                }
            }
            return uses;
        }
    }

    /** Six hours at once, whose last hour with a call is looked up, and the hours before the first of them. */
    private static final String USES = """
            SELECT u.key_id, u.model, sum(u.calls)::bigint, sum(u.failed_calls)::bigint, sum(u.cost_nanos)::bigint,
                   max(u.hour)
              FROM (SELECT kept.key_id, kept.model, kept.calls, kept.failed_calls, kept.cost_nanos, latest.hour
                      FROM (SELECT key_id, model, sum(calls) AS calls, sum(failed_calls) AS failed_calls,
                                   sum(cost_nanos) AS cost_nanos, max(until) AS until
                              FROM metering.usage_six_hourly
                             WHERE account_id = ? AND until > ?
                             GROUP BY key_id, model) AS kept
                     CROSS JOIN LATERAL (
                           SELECT max(hourly.hour) AS hour
                             FROM metering.usage_hourly hourly
                            WHERE hourly.account_id = ?
                              AND hourly.hour >= kept.until - INTERVAL '6 hours' AND hourly.hour < kept.until
                              AND hourly.key_id = kept.key_id AND hourly.model = kept.model) AS latest
                     UNION ALL
                    SELECT key_id, model, calls, failed_calls, cost_nanos, hour
                      FROM metering.usage_hourly
                     WHERE account_id = ? AND hour >= ? AND hour < ?) AS u
             GROUP BY u.key_id, u.model
            """;

    /** When the first six hours that are summed begin that are not before this moment. */
    private static Instant nextSixHours(Instant moment) {
        long six = SIX_HOURS.toMillis();
        return Instant.ofEpochMilli(-Math.floorDiv(-moment.toEpochMilli(), six) * six);
    }

    /**
     * What all accounts together did in an hour.
     *
     * @param calls how many calls ended
     * @param failedCalls those of them that failed ({@link EndReason#isFailure})
     * @param costNanos nano-dollars
     */
    public record HourOfAll(Instant hour, long calls, long failedCalls, long costNanos) {}

    /** The hours from this one on in which anybody did anything, in order, as far as it is stored. */
    public List<HourOfAll> hours(Instant from) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT hour, sum(calls)::bigint, sum(failed_calls)::bigint, sum(cost_nanos)::bigint
                          FROM metering.usage_hourly
                         WHERE hour >= ?
                         GROUP BY hour
                         ORDER BY hour
                        """)) {
            select.setObject(1, from.atOffset(ZoneOffset.UTC));
            List<HourOfAll> hours = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    hours.add(new HourOfAll(
                            row.getObject(1, OffsetDateTime.class).toInstant(),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4)));
                }
            }
            return hours;
        }
    }
}
