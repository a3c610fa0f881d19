package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.SignedIn;
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
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The tokens that the staff is signed in with. Every use asks the database, so what ends there ends at once. Blocks. */
@Singleton
final class Sessions {
    static final String PREFIX = "st-";

    /** How long it is remembered that there was a session. */
    private static final Duration KEPT_AFTER_END = Duration.ofDays(30);

    private static final String COLUMNS = """
            s.id AS session, s.created_at AS signed_in_at, s.last_used_at, s.expires_at, s.stepped_up_at,
            m.id, m.email, m.name, m.roles, m.created_at, m.version
            """;

    private final DataSource dataSource;
    private final InstantSource clock;

    Sessions(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Signs this member in, as part of the transaction that decided it. */
    SignedIn open(Connection transaction, StaffMember member) throws SQLException {
        forgetOld(transaction, member.id());
        Instant now = now();
        Instant expiresAt = now.plus(Session.ABSOLUTE);
        String token = Secret.random(PREFIX);
        String sql = """
                INSERT INTO staff.session (id, member, sha256, created_at, last_used_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, UuidV7.at(now));
            statement.setObject(2, member.id());
            statement.setBytes(3, Secret.sha256(token));
            statement.setObject(4, atUtc(now));
            statement.setObject(5, atUtc(now));
            statement.setObject(6, atUtc(expiresAt));
            statement.executeUpdate();
        }
        return new SignedIn(token, expiresAt, member.details());
    }

    private void forgetOld(Connection transaction, UUID member) throws SQLException {
        String sql = """
                DELETE FROM staff.session
                WHERE member = ? AND least(expires_at, ended_at) < ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, member);
            statement.setObject(2, atUtc(now().minus(KEPT_AFTER_END)));
            statement.executeUpdate();
        }
    }

    /** The session of a token, which counts as used now; null if there is none or it has ended in any way. */
    @Nullable
    Session use(String token) throws SQLException {
        Instant now = now();
        String sql = "SELECT " + COLUMNS + """
                FROM staff.session s
                JOIN staff.member m ON m.id = s.member
                WHERE s.sha256 = ? AND s.ended_at IS NULL AND s.expires_at > ? AND s.last_used_at > ?
                    AND m.status = 'ACTIVE'
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, Secret.sha256(token));
            statement.setObject(2, atUtc(now));
            statement.setObject(3, atUtc(now.minus(Session.IDLE)));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                Session session = session(row);
                noteUse(connection, session, now);
                return session;
            }
        }
    }

    /** Once a minute is enough, and spares a write for every request. */
    private static void noteUse(Connection connection, Session session, Instant now) throws SQLException {
        if (now.isBefore(session.lastUsedAt().plus(1, ChronoUnit.MINUTES))) {
            return;
        }
        String sql = """
                UPDATE staff.session
                SET last_used_at = greatest(last_used_at, ?)
                WHERE id = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now));
            statement.setObject(2, session.id());
            statement.executeUpdate();
        }
    }

    /** The session with this id, or null if it has ended. */
    @Nullable
    Session find(UUID id) throws SQLException {
        Instant now = now();
        String sql = "SELECT " + COLUMNS + """
                FROM staff.session s
                JOIN staff.member m ON m.id = s.member
                WHERE s.id = ? AND s.ended_at IS NULL AND s.expires_at > ? AND s.last_used_at > ?
                    AND m.status = 'ACTIVE'
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.setObject(2, atUtc(now));
            statement.setObject(3, atUtc(now.minus(Session.IDLE)));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? session(row) : null;
            }
        }
    }

    /** Ends a session of this member for good; false if they have none with this id that has not ended. */
    boolean end(Connection transaction, UUID member, UUID session) throws SQLException {
        String sql = """
                UPDATE staff.session
                SET ended_at = ?
                WHERE id = ? AND member = ? AND ended_at IS NULL
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, session);
            statement.setObject(3, member);
            return statement.executeUpdate() == 1;
        }
    }

    private static Session session(ResultSet row) throws SQLException {
        OffsetDateTime steppedUpAt = row.getObject("stepped_up_at", OffsetDateTime.class);
        return new Session(
                row.getObject("session", UUID.class),
                Members.member(row),
                instant(row, "signed_in_at"),
                instant(row, "last_used_at"),
                instant(row, "expires_at"),
                steppedUpAt == null ? null : steppedUpAt.toInstant());
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
