package ai.ominigate.staff.audit;

import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where everything that the staff does is written down, once and for good. Blocks.
 *
 * <p>Acts get their places in the chain as their transactions commit, one transaction after the other. Where in a
 * transaction an act is appended makes no difference.
 */
@Singleton
public final class AuditLog {
    private static final int SALT_BYTES = 32;

    /** Requests whose refusal is remembered: more than are under way at a time. */
    private static final int REMEMBERED = 10_000;

    private final DataSource dataSource;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Set<String> refused = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** With the time of its entries. */
    public AuditLog(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Writes it down now; returns when it is durable. */
    public void append(Act act) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            append(connection, act);
        }
    }

    /**
     * Writes it down as part of the transaction of what was done, so that there is both or neither.
     *
     * @param transaction READ COMMITTED, as connections of the pool are
     */
    public void append(Connection transaction, Act act) throws SQLException {
        String sql = """
                INSERT INTO audit.incoming (
                    at, actor, role, action, outcome, subject, purpose, request, salt, payload)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            statement.setString(2, act.actor().id());
            statement.setString(3, roles(act.actor()));
            statement.setString(4, act.action());
            statement.setString(5, act.outcome().name());
            statement.setString(6, act.subject());
            statement.setString(7, act.purpose());
            statement.setString(8, act.request());
            statement.setBytes(9, act.details().isEmpty() ? null : salt());
            statement.setString(10, act.details().isEmpty() ? null : CanonicalJson.of(act.details()));
            statement.executeUpdate();
        }
        if (act.outcome() == Act.Outcome.REFUSED) {
            noteRefusal(act.request());
        }
    }

    /**
     * Erases the details of all acts about this subject that are in the log, and of those whose details name it, as part of
     * this transaction. That they were erased is an entry of its own for each subject; the acts themselves stay.
     *
     * @param subject as in {@link Act#subject}
     * @return of how many acts
     */
    public long forgetDetails(Connection transaction, String subject) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("SELECT audit.forget(?)")) {
            statement.setString(1, subject);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** That what happened to the refusal of this request is known: it is written down, or counted. */
    void noteRefusal(@Nullable String request) {
        if (request != null) {
            synchronized (refused) {
                refused.add(request);
            }
        }
    }

    /**
     * Whether a refusal of this request was written down a moment ago, by whoever knew more of it than that it was refused.
     * For this node, which answers it.
     */
    public boolean hasRefusal(String request) {
        synchronized (refused) {
            return refused.contains(request);
        }
    }

    private static @Nullable String roles(Actor actor) {
        return actor instanceof Actor.Member member && !member.roles().isEmpty()
                ? member.roles().stream().sorted().map(Enum::name).collect(Collectors.joining(","))
                : null;
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }
}
