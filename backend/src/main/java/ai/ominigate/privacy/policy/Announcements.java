package ai.ominigate.privacy.policy;

import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.platform.Transaction;
import io.micronaut.context.annotation.Value;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells every active account of a version that changes what they agreed to, once each, and notes who has accepted a version
 * by using the service after it began to hold. On all nodes, which take turns.
 */
@Singleton
final class Announcements {
    /** Letters that are left in one transaction. */
    private static final int AT_ONCE = 200;

    private final Outbox outbox;
    private final DataSource dataSource;
    private final InstantSource clock;
    private final String pages;

    /** @param publicUrl where people reach OminiGate */
    Announcements(
            Outbox outbox,
            DataSource dataSource,
            InstantSource clock,
            @Value("${ominigate.public-url:`http://localhost:8080`}") String publicUrl) {
        this.outbox = outbox;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
        this.pages = publicUrl.replaceAll("/+$", "");
    }

    private record Announced(int number, Instant effectiveAt, String summary) {}

    private record Reader(UUID account, String email) {}

    /** Writes to whoever was not written to. */
    @Scheduled(initialDelay = "20s", fixedDelay = "20s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void announce() throws SQLException {
        boolean more = true;
        while (more) {
            more = Transaction.run(dataSource, this::announceSome);
        }
    }

    private boolean announceSome(Connection transaction) throws SQLException {
        Announced version = lockNext(transaction);
        if (version == null) {
            return false;
        }
        List<Reader> readers = unwritten(transaction, version.number());
        for (Reader reader : readers) {
            UUID letter = outbox.leave(transaction, letter(version, reader));
            note(transaction, version.number(), reader.account(), letter);
        }
        if (readers.size() < AT_ONCE) {
            end(transaction, version.number());
        }
        return true;
    }

    private Letter letter(Announced version, Reader reader) {
        return new Letter(
                Template.POLICY_CHANGED,
                reader.email(),
                "account:" + reader.account(),
                Locale.ENGLISH,
                Map.of(
                        "from",
                                version.effectiveAt()
                                        .atOffset(ZoneOffset.UTC)
                                        .toLocalDate()
                                        .toString(),
                        "summary", version.summary().replaceAll("\\s+", " "),
                        "link", pages + "/legal/privacy/" + version.number()));
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

    private static List<Reader> unwritten(Connection transaction, int number) throws SQLException {
        String sql = """
                SELECT a.id, a.email
                FROM accounts.account a
                WHERE a.status IN ('ACTIVE', 'SUSPENDED') AND a.email IS NOT NULL
                    AND NOT EXISTS (SELECT FROM policy.notice n WHERE n.account = a.id AND n.number = ?)
                ORDER BY a.id
                LIMIT ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, number);
            statement.setInt(2, AT_ONCE);
            List<Reader> readers = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    readers.add(new Reader(row.getObject(1, UUID.class), row.getString(2)));
                }
            }
            return readers;
        }
    }

    private static void note(Connection transaction, int number, UUID account, UUID letter) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("INSERT INTO policy.notice (number, account, letter) VALUES (?, ?, ?)")) {
            statement.setInt(1, number);
            statement.setObject(2, account);
            statement.setObject(3, letter);
            statement.executeUpdate();
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

    /** Notes first uses. They are found in what is metered anyway, so that no call waits for it. */
    @Scheduled(initialDelay = "1m", fixedDelay = "10m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void noteAcceptance() throws SQLException {
        String sql = """
                INSERT INTO policy.acceptance (account, number, first_use_at)
                SELECT a.id, v.number, first_use.at
                FROM policy.version v
                CROSS JOIN accounts.account a
                CROSS JOIN LATERAL (
                    SELECT min(u.occurred_at) AS at
                    FROM metering.usage_event u
                    WHERE u.account_id = a.id AND u.occurred_at >= v.effective_at) AS first_use
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
