package ai.ominigate.customer.identity;

import ai.ominigate.credential.Secret;
import ai.ominigate.customer.identity.CustomerSession.Opened;
import ai.ominigate.platform.UuidV7;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where customers are signed in. Every use asks the database, so what ends there ends at once. Blocks. */
@Singleton
public final class Sessions {
    private static final String PREFIX = "cs-";
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private static final String LIVE = "SELECT s.id AS session, s.device, s.created_at AS signed_in_at, s.last_used_at,"
            + " s.expires_at, a.status <> 'ACTIVE' AS suspended, " + Members.COLUMNS
            + """
             FROM customer.session s JOIN customer.member m ON m.id = s.member
            JOIN accounts.account a ON a.id = m.account
            WHERE s.ended_at IS NULL AND s.expires_at > ? AND s.last_used_at > ? AND a.status <> 'CLOSED'
            """;

    private final DataSource dataSource;
    private final Bar bar;
    private final InstantSource clock;

    Sessions(DataSource dataSource, Bar bar, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.bar = bar;
        this.clock = clock;
    }

    /** Signs somebody in, as part of the transaction that decided it. The token is always a new one. */
    public Opened open(Connection transaction, Member member, String device) throws SQLException {
        Instant now = now();
        boolean suspended = bar.isAccountShut(member.account());
        CustomerSession session = new CustomerSession(
                UuidV7.at(now), member, device, now, now, now.plus(CustomerSession.LONGEST), suspended);
        String token = Secret.random(PREFIX);
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO customer.session (id, member, sha256, device, created_at, last_used_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, session.id());
            insert.setObject(2, member.id());
            insert.setBytes(3, Secret.sha256(token));
            insert.setString(4, device);
            insert.setObject(5, atUtc(now));
            insert.setObject(6, atUtc(now));
            insert.setObject(7, atUtc(session.expiresAt()));
            insert.executeUpdate();
        }
        return new Opened(token, session);
    }

    /** The session of a token, which counts as used now; null if there is none or it has ended in any way. */
    public @Nullable CustomerSession use(String token) throws SQLException {
        if (!token.startsWith(PREFIX)) {
            return null;
        }
        try (Connection connection = dataSource.getConnection()) {
            List<CustomerSession> found = live(connection, "AND s.sha256 = ?", Secret.sha256(token));
            if (found.isEmpty() || isEnded(connection, found.getFirst())) {
                return null;
            }
            noteUse(connection, found.getFirst());
            return found.getFirst();
        }
    }

    /** Whoever has to sign in anew shows by it that a session is theirs: the earlier ones end for good. */
    private boolean isEnded(Connection connection, CustomerSession session) throws SQLException {
        Instant since = bar.signedInAnewSince(session.member().account());
        if (since == null || !session.signedInAt().isBefore(since)) {
            return false;
        }
        end(connection, session.member().id(), session.id());
        return true;
    }

    /** Once a minute is enough, and spares a write for every request. */
    private void noteUse(Connection connection, CustomerSession session) throws SQLException {
        Instant now = now();
        if (now.isBefore(session.lastUsedAt().plus(NOTED_EVERY))) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE customer.session SET last_used_at = greatest(last_used_at, ?) WHERE id = ?")) {
            update.setObject(1, atUtc(now));
            update.setObject(2, session.id());
            update.executeUpdate();
        }
    }

    /** Where this member is signed in, the latest first. */
    public List<CustomerSession> of(UUID member) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return live(connection, "AND s.member = ? ORDER BY s.last_used_at DESC, s.id DESC", member);
        }
    }

    private List<CustomerSession> live(Connection connection, String condition, Object value) throws SQLException {
        Instant now = now();
        try (PreparedStatement query = connection.prepareStatement(LIVE + condition)) {
            query.setObject(1, atUtc(now));
            query.setObject(2, atUtc(now.minus(CustomerSession.IDLE)));
            query.setObject(3, value);
            List<CustomerSession> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(session(row));
                }
            }
            return found;
        }
    }

    /** Ends a session of this member for good; false if they have none with this id that has not ended. */
    public boolean end(UUID member, UUID session) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return end(connection, member, session);
        }
    }

    private boolean end(Connection connection, UUID member, UUID session) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE customer.session SET ended_at = ? WHERE id = ? AND member = ? AND ended_at IS NULL")) {
            update.setObject(1, atUtc(now()));
            update.setObject(2, session);
            update.setObject(3, member);
            return update.executeUpdate() == 1;
        }
    }

    /**
     * Ends all sessions of this member but one.
     *
     * @param except the one; null for none
     * @return how many
     */
    public int endAll(UUID member, @Nullable UUID except) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return endAll(connection, member, except);
        }
    }

    /** Ends the sessions of everybody in an account. */
    public void endAllOf(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE customer.session SET ended_at = ?
                WHERE ended_at IS NULL AND member IN (SELECT id FROM customer.member WHERE account = ?)
                """)) {
            update.setObject(1, atUtc(now()));
            update.setObject(2, account);
            update.executeUpdate();
        }
    }

    /** The same as part of a transaction. */
    int endAll(Connection transaction, UUID member, @Nullable UUID except) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE customer.session SET ended_at = ?
                WHERE member = ? AND ended_at IS NULL AND id IS DISTINCT FROM ?
                """)) {
            update.setObject(1, atUtc(now()));
            update.setObject(2, member);
            update.setObject(3, except);
            return update.executeUpdate();
        }
    }

    private CustomerSession session(ResultSet row) throws SQLException {
        Member member = Members.member(row);
        return new CustomerSession(
                row.getObject("session", UUID.class),
                member,
                row.getString("device"),
                instant(row, "signed_in_at"),
                instant(row, "last_used_at"),
                instant(row, "expires_at"),
                row.getBoolean("suspended") || bar.isAccountShut(member.account()));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
