package ai.ominigate.privacy.policy;

import ai.ominigate.mail.Template;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.legal.Circulars;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells every active account of a version that changes what they agreed to, once each, and notes who has accepted a version
 * by using the service after it began to hold. On all nodes, which take turns.
 */
@Singleton
final class Announcements {
    /** Who was written to of a version. */
    static final String NOTED = "policy.notice";

    private final Circulars circulars;
    private final DataSource dataSource;
    private final InstantSource clock;

    Announcements(Circulars circulars, DataSource dataSource, InstantSource clock) {
        this.circulars = circulars;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    private record Announced(int number, Instant effectiveAt, String summary) {}

    /** Writes to whoever was not written to. */
    @Scheduled(initialDelay = "20s", fixedDelay = "20s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void announce() throws SQLException {
        boolean more = true;
        while (more) {
            more = Transaction.run(dataSource, this::announceSome);
        }
    }

    /** Notes what became of the letters, long before these are forgotten. */
    @Scheduled(initialDelay = "1m", fixedDelay = "10m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void noteOutcomes() throws SQLException {
        Transaction.run(dataSource, transaction -> {
            Circulars.noteOutcomes(transaction, NOTED);
            return true;
        });
    }

    private boolean announceSome(Connection transaction) throws SQLException {
        Announced version = lockNext(transaction);
        if (version == null) {
            return false;
        }
        if (!circulars.leaveSome(transaction, circular(version))) {
            end(transaction, version.number());
        }
        return true;
    }

    private Circulars.Circular circular(Announced version) {
        return new Circulars.Circular(
                NOTED,
                version.number(),
                Template.POLICY_CHANGED,
                Map.of(
                        "from",
                                version.effectiveAt()
                                        .atOffset(ZoneOffset.UTC)
                                        .toLocalDate()
                                        .toString(),
                        "summary", version.summary().replaceAll("\\s+", " "),
                        "link", circulars.link("/legal/privacy/" + version.number())));
    }

    private static @Nullable Announced lockNext(Connection transaction) throws SQLException {
        String sql = """
                SELECT number, effective_at, summary
                FROM policy.version
                WHERE status = 'PUBLISHED' AND announced_at IS NULL
                ORDER BY number
                LIMIT 1
                FOR UPDATE SKIP LOCKED
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? new Announced(
                            row.getInt(1),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getString(3))
                    : null;
        }
    }

    private void end(Connection transaction, int number) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE policy.version SET announced_at = ? WHERE number = ?")) {
            statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            statement.setInt(2, number);
            statement.executeUpdate();
        }
    }

    /**
     * Notes first uses, each of the version that held then: who comes back after two of them accepts the later one alone. They are found in what is metered anyway, so that no call waits for it. */
    @Scheduled(initialDelay = "1m", fixedDelay = "10m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void noteAcceptance() throws SQLException {
        String sql = """
                INSERT INTO policy.acceptance (account, number, first_use_at)
                SELECT a.id, v.number, first_use.at
                FROM policy.version v
                CROSS JOIN LATERAL (
                    SELECT min(n.effective_at) AS effective_at
                    FROM policy.version n
                    WHERE n.status = 'PUBLISHED' AND n.number > v.number) AS next
                CROSS JOIN accounts.account a
                CROSS JOIN LATERAL (
                    SELECT min(u.occurred_at) AS at
                    FROM metering.usage_event u
                    WHERE u.account_id = a.id AND u.occurred_at >= v.effective_at
                        AND u.occurred_at < coalesce(next.effective_at, 'infinity')) AS first_use
                WHERE v.status = 'PUBLISHED' AND v.effective_at <= ?
                    AND a.status IN ('ACTIVE', 'SUSPENDED')
                    AND first_use.at IS NOT NULL
                    AND NOT EXISTS (SELECT FROM policy.acceptance p WHERE p.account = a.id AND p.number = v.number)
                ON CONFLICT DO NOTHING
                """;
        Transaction.run(dataSource, transaction -> {
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setObject(
                        1, clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
                return statement.executeUpdate();
            }
        });
    }
}
