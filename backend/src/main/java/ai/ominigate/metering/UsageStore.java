package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.platform.BinaryCopy;
import ai.ominigate.platform.UuidV7;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The usage tables, written in the transaction of whoever calls. */
final class UsageStore {
    private static final String UNIQUE_VIOLATION = "23505";

    private UsageStore() {}

    /** How far a journal is stored, and which start of its node said so. */
    record Cursor(int epoch, JournalPosition position) {}

    /** How far this node's journal is stored; null if nothing of it is. */
    static @Nullable Cursor cursor(Connection connection, UUID node) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT epoch, segment, byte_offset, seq
                  FROM metering.ingest_cursor
                 WHERE node_id = ?
                """)) {
            select.setObject(1, node);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                return new Cursor(row.getInt(1), new JournalPosition(row.getLong(2), row.getInt(3), row.getLong(4)));
            }
        }
    }

    /** Moves the cursor, and keeps every other transaction from moving it until this one ends. */
    static void moveCursor(Connection transaction, UUID node, Cursor cursor) throws SQLException {
        try (PreparedStatement upsert = transaction.prepareStatement("""
                INSERT INTO metering.ingest_cursor (node_id, epoch, segment, byte_offset, seq, moved_at)
                VALUES (?, ?, ?, ?, ?, now())
                ON CONFLICT (node_id) DO UPDATE
                   SET epoch = excluded.epoch,
                       segment = excluded.segment,
                       byte_offset = excluded.byte_offset,
                       seq = excluded.seq,
                       moved_at = excluded.moved_at
                """)) {
            upsert.setObject(1, node);
            upsert.setInt(2, cursor.epoch());
            upsert.setLong(3, cursor.position().segment());
            upsert.setInt(4, cursor.position().offset());
            upsert.setLong(5, cursor.position().seq());
            upsert.executeUpdate();
        }
    }

    /**
     * Stores the calls that are not stored yet, and adds those, and only those, to every rollup.
     *
     * <p>All of a batch are new but for the one after a crash or a lost answer, so they are copied in as if they were;
     * only if one of them turns out to be there already are they looked up. Checking each costs the server twice as
     * much.
     *
     * @return the calls that were new, in the same order
     */
    static List<Ended> insert(Connection transaction, UUID node, List<Ended> calls) throws SQLException {
        Savepoint before = transaction.setSavepoint();
        List<Ended> fresh = calls;
        try {
            copy(transaction, calls);
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            transaction.rollback(before);
            fresh = notStored(transaction, calls);
            copy(transaction, fresh);
        }
        transaction.releaseSavepoint(before);
        UsageSums.of(fresh).add(transaction, node);
        return fresh;
    }

    private static List<Ended> notStored(Connection transaction, List<Ended> calls) throws SQLException {
        Set<UUID> ids = calls.stream().map(call -> call.event().id()).collect(Collectors.toSet());
        Set<UUID> known = stored(transaction, ids);
        return calls.stream().filter(call -> known.add(call.event().id())).toList();
    }

    private static void copy(Connection transaction, List<Ended> calls) throws SQLException {
        try (BinaryCopy rows = BinaryCopy.into(transaction, 22, """
                metering.usage_event (
                    event_id, occurred_at, account_id, key_id, model, provider,
                    input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                    output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, calls,
                    latency_micros, first_byte_micros, http_status, end_reason, price_version, cost_nanos, estimated)
                """)) {
            for (Ended call : calls) {
                putEvent(rows.row(), call.event());
            }
            rows.finish();
        }
        try (BinaryCopy rows = BinaryCopy.into(transaction, 4, """
                metering.answer (digest, occurred_at, event_id, account_id)
                """)) {
            for (Ended call : calls) {
                AnswerDigest digest = call.answer();
                if (digest != null) {
                    UUID id = call.event().id();
                    rows.row()
                            .bytes(digest.high(), digest.low())
                            .timestamp(UuidV7.epochMillis(id))
                            .uuid(id)
                            .uuid(call.event().account());
                }
            }
            rows.finish();
        }
    }

    private static void putEvent(BinaryCopy row, CallEvent.Final end) {
        TokenCounts tokens = end.tokens();
        row.uuid(end.id())
                .timestamp(UuidV7.epochMillis(end.id()))
                .uuid(end.account())
                .uuid(end.key())
                .text(end.model())
                .text(end.provider())
                .int4((int) tokens.input())
                .int4((int) tokens.cacheRead())
                .int4((int) tokens.cacheWrite5m())
                .int4((int) tokens.cacheWrite1h())
                .int4((int) tokens.output())
                .int4((int) tokens.reasoning())
                .int4((int) tokens.audioInput())
                .int4((int) tokens.audioOutput())
                .int4(1)
                .int8(end.latencyMicros())
                .int8(end.firstByteMicros())
                .int2(end.httpStatus())
                .int2(end.end().code())
                .int8(end.priceVersion())
                .int8(end.costNanos())
                .bool(end.estimated());
    }

    /** Which of these calls are stored. */
    static Set<UUID> stored(Connection connection, Set<UUID> events) throws SQLException {
        Set<UUID> stored = new HashSet<>();
        if (events.isEmpty()) {
            return stored;
        }
        List<UUID> ids = List.copyOf(events);
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT event_id
                  FROM metering.usage_event
                  JOIN unnest(?::timestamptz[], ?::uuid[]) AS asked (occurred_at, event_id)
                 USING (occurred_at, event_id)
                """)) {
            Object[] times = ids.stream().map(UsageStore::timeOf).toArray();
            select.setArray(1, connection.createArrayOf("timestamptz", times));
            select.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    stored.add(row.getObject(1, UUID.class));
                }
            }
        }
        return stored;
    }

    private static OffsetDateTime timeOf(UUID event) {
        return UuidV7.instant(event).atOffset(ZoneOffset.UTC);
    }

    /** A call that has ended, as it is stored. */
    record Ended(CallEvent.Final event, @Nullable AnswerDigest answer) {}
}
