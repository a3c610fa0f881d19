package ai.ominigate.staff.identity;

import ai.ominigate.credential.Secret;
import ai.ominigate.model.Page;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The tokens that the staff is signed in with. Every use asks the database, so what ends there ends at once. Blocks. */
@Singleton
public final class Sessions {
    static final String PREFIX = "st-";

    private static final String COLUMNS = """
            s.id AS session, s.created_at AS signed_in_at, s.last_used_at, s.expires_at, s.stepped_up_at, s.recovered_at,
            m.id, m.email, m.name, m.roles, m.created_at, m.version
            """;

    /** Tokens that this node remembers as good. */
    private static final int REMEMBERED = 10_000;

    private final DataSource dataSource;
    private final InstantSource clock;
    private final Set<ByteBuffer> good = Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    Sessions(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Signs this member in, as part of the transaction that decided it. */
    SignedIn open(Connection transaction, StaffMember member) throws SQLException {
        Instant now = now();
        noteSignIn(transaction, member.id(), now);
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
        note(token, true);
        return new SignedIn(token, expiresAt, member.details());
    }

    private static void noteSignIn(Connection transaction, UUID member, Instant now) throws SQLException {
        String sql = """
                UPDATE staff.member
                SET last_sign_in_at = ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now));
            statement.setObject(2, member);
            statement.executeUpdate();
        }
    }

    /** The session of a token, which counts as used now; null if there is none or it has ended in any way. */
    @Nullable
    Session use(String token) throws SQLException {
        Session session = live("s.sha256 = ?", Secret.sha256(token));
        note(token, session != null);
        if (session != null) {
            noteUse(session);
        }
        return session;
    }

    /** Whether a session had this token when this node saw it last. */
    boolean wasGood(String token) {
        synchronized (good) {
            return good.contains(ByteBuffer.wrap(Secret.sha256(token)));
        }
    }

    private void note(String token, boolean isGood) {
        ByteBuffer hash = ByteBuffer.wrap(Secret.sha256(token));
        synchronized (good) {
            if (isGood) {
                good.add(hash);
            } else {
                good.remove(hash);
            }
        }
    }

    /** Once a minute is enough, and spares a write for every request. */
    private void noteUse(Session session) throws SQLException {
        Instant now = now();
        if (now.isBefore(session.lastUsedAt().plus(1, ChronoUnit.MINUTES))) {
            return;
        }
        String sql = """
                UPDATE staff.session
                SET last_used_at = greatest(last_used_at, ?)
                WHERE id = ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now));
            statement.setObject(2, session.id());
            statement.executeUpdate();
        }
    }

    /** Whose session this is, with their roles of now; null if it has ended. */
    public Actor.@Nullable Member member(UUID id) throws SQLException {
        Session session = find(id);
        return session == null ? null : session.actor();
    }

    /** The session with this id, or null if it has ended. */
    @Nullable
    Session find(UUID id) throws SQLException {
        return live("s.id = ?", id);
    }

    /** The session that this member asks with, unless it has ended just now. */
    Session require(Actor.Member me) throws SQLException {
        Session session = find(me.session());
        if (session == null) {
            throw new Refused(HttpStatus.UNAUTHORIZED, "token_invalid", "This session has just ended. Sign in again.");
        }
        return session;
    }

    /** Sessions of this member that have not ended. */
    public Page<Session> list(PageRequest page, Sort<SessionOrder> sort, UUID member) throws SQLException {
        ListQuery query = live().where("s.member = ?", member)
                .sortedBy(sort.by().expression(), "timestamptz")
                .sortedBy("s.id", "uuid");
        try (Connection connection = dataSource.getConnection()) {
            return query.read(connection, page, sort.descending(), Sessions::session);
        }
    }

    private @Nullable Session live(String condition, Object value) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return live().where(condition, value).one(connection, Sessions::session);
        }
    }

    private ListQuery live() {
        Instant now = now();
        return ListQuery.of(COLUMNS, "staff.session s JOIN staff.member m ON m.id = s.member")
                .where("s.ended_at IS NULL AND m.status = 'ACTIVE'")
                .where("s.expires_at > ?", now)
                .where("s.last_used_at > ?", now.minus(Session.IDLE));
    }

    /** Ends a session of this member for good; false if they have none with this id that has not ended. */
    public boolean end(Connection transaction, UUID member, UUID session) throws SQLException {
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

    /** The second factor was shown again in this session. */
    void stepUp(Connection transaction, UUID session) throws SQLException {
        String sql = """
                UPDATE staff.session
                SET stepped_up_at = ?
                WHERE id = ? AND ended_at IS NULL
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, session);
            statement.executeUpdate();
        }
    }

    /** A recovery code was shown in this session. */
    void recover(Connection transaction, UUID session) throws SQLException {
        String sql = """
                UPDATE staff.session
                SET recovered_at = ?
                WHERE id = ? AND ended_at IS NULL
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, session);
            statement.executeUpdate();
        }
    }

    /** Ends all sessions of this member but, if it is not null, this one. */
    public int endAll(Connection transaction, UUID member, @Nullable UUID except) throws SQLException {
        String sql = """
                UPDATE staff.session
                SET ended_at = ?
                WHERE member = ? AND ended_at IS NULL AND id IS DISTINCT FROM ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, member);
            statement.setObject(3, except);
            return statement.executeUpdate();
        }
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getObject("session", UUID.class),
                Members.member(row),
                instant(row, "signed_in_at"),
                instant(row, "last_used_at"),
                instant(row, "expires_at"),
                instantOrNull(row, "stepped_up_at"),
                instantOrNull(row, "recovered_at"));
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
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
