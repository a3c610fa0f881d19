package ai.ominigate.payment;

import ai.ominigate.payment.TopUp.Kind;
import ai.ominigate.payment.TopUp.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Top-ups in the database. */
final class TopUpTable {
    static final String COLUMNS = """
            id, account_id, kind, credit_cents, fee_cents, tax_cents, state, failure, request_key, asked_at, session, intent,
            charge, settled_at
            """;

    private TopUpTable() {}

    static void insert(Connection transaction, TopUp order, Instant lookAt) throws SQLException {
        Statements.update(
                transaction,
                """
                INSERT INTO payment.top_up (
                    id, account_id, kind, credit_cents, fee_cents, currency, state, request_key, asked_at, look_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                order.id(),
                order.account(),
                order.kind().name(),
                order.creditCents(),
                order.feeCents(),
                TopUp.CURRENCY,
                order.state().name(),
                order.requestKey(),
                order.askedAt(),
                lookAt);
    }

    static @Nullable TopUp find(Connection connection, UUID id) throws SQLException {
        return first(connection, "WHERE id = ?", id);
    }

    static TopUp lock(Connection transaction, UUID id) throws SQLException {
        return Objects.requireNonNull(first(transaction, "WHERE id = ? FOR NO KEY UPDATE", id));
    }

    static @Nullable TopUp withIntent(Connection connection, String intent) throws SQLException {
        return first(connection, "WHERE intent = ?", intent);
    }

    static @Nullable TopUp withCharge(Connection connection, String charge) throws SQLException {
        return first(connection, "WHERE charge = ?", charge);
    }

    static @Nullable TopUp withSession(Connection connection, String session) throws SQLException {
        return first(connection, "WHERE session = ?", session);
    }

    private static @Nullable TopUp first(Connection connection, String condition, Object value) throws SQLException {
        return Statements.first(
                connection, "SELECT " + COLUMNS + " FROM payment.top_up " + condition, TopUpTable::read, value);
    }

    /** Those of an account that were paid, the newest first. */
    static List<TopUp> paid(Connection connection, UUID account) throws SQLException {
        return Statements.list(
                connection,
                "SELECT " + COLUMNS + " FROM payment.top_up WHERE account_id = ? AND state = 'PAID' ORDER BY id DESC",
                TopUpTable::read,
                account);
    }

    static void opened(
            Connection transaction, UUID id, @Nullable String session, @Nullable String intent, Instant lookAt)
            throws SQLException {
        Statements.update(transaction, """
                UPDATE payment.top_up
                SET state = CASE WHEN state = 'ASKED' THEN 'OPEN' ELSE state END,
                    session = coalesce(session, ?), intent = coalesce(intent, ?),
                    look_at = CASE WHEN state IN ('ASKED', 'OPEN') THEN ?::timestamptz ELSE look_at END
                WHERE id = ?
                """, session, intent, lookAt, id);
    }

    static void paid(Connection transaction, UUID id, StripeApi.Payment payment, long taxCents, Instant now)
            throws SQLException {
        Statements.update(transaction, """
                UPDATE payment.top_up
                SET state = 'PAID', failure = NULL, intent = ?, charge = ?, tax_cents = ?, settled_at = ?, look_at = NULL
                WHERE id = ?
                """, payment.id(), payment.charge(), taxCents, now, id);
    }

    static void returned(Connection transaction, UUID id, StripeApi.Payment payment, long taxCents, Instant now)
            throws SQLException {
        Statements.update(transaction, """
                UPDATE payment.top_up
                SET state = 'RETURNED', failure = NULL, intent = ?, charge = ?, tax_cents = ?, settled_at = ?, look_at = NULL
                WHERE id = ?
                """, payment.id(), payment.charge(), taxCents, now, id);
    }

    static void over(Connection transaction, UUID id, State state, @Nullable String failure, Instant now)
            throws SQLException {
        Statements.update(transaction, """
                UPDATE payment.top_up SET state = ?, failure = ?, settled_at = ?, look_at = NULL
                WHERE id = ? AND state IN ('ASKED', 'OPEN', 'FAILED', 'EXPIRED')
                """, state.name(), failure, now, id);
    }

    /** Those that are to be looked at now; whoever gets them looks, and the next may after a while. */
    static List<TopUp> due(Connection transaction, Instant now, Duration soon, Duration later, int limit)
            throws SQLException {
        return Statements.list(
                transaction,
                """
                UPDATE payment.top_up
                SET looks = looks + 1,
                    look_at = ?::timestamptz + CASE WHEN asked_at > ? THEN ? ELSE ? END * INTERVAL '1 second'
                WHERE id IN (
                    SELECT id FROM payment.top_up WHERE look_at <= ? ORDER BY look_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING
                """ + COLUMNS,
                TopUpTable::read,
                now,
                now.minus(TopUps.CHECKOUT_LASTS.plusMinutes(10)),
                soon.toSeconds(),
                later.toSeconds(),
                now,
                limit);
    }

    static TopUp read(ResultSet row) throws SQLException {
        return new TopUp(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                Kind.valueOf(row.getString("kind")),
                row.getLong("credit_cents"),
                row.getLong("fee_cents"),
                row.getLong("tax_cents"),
                State.valueOf(row.getString("state")),
                row.getString("failure"),
                row.getString("request_key"),
                Objects.requireNonNull(Statements.instant(row, "asked_at")),
                row.getString("session"),
                row.getString("intent"),
                row.getString("charge"),
                Statements.instant(row, "settled_at"));
    }
}
