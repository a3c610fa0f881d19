package ai.ominigate.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.Transaction;
import ai.ominigate.retention.RetainedData;
import ai.ominigate.staff.identity.AuditEntries;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes when its time is over, and what is left to show that it did. */
class PurgesTest {
    private static final UUID ACCOUNT = UUID.fromString("00000000-0000-7000-8000-000000000001");
    private static final UUID KEY = UUID.fromString("00000000-0000-7000-8000-000000000002");

    private static RunningOminiGate ominigate;
    private static TestClock clock;
    private static Purges purges;

    @BeforeAll
    static void start() throws IOException, SQLException {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.retention.first-purge-after", "1d");
        ominigate = RunningOminiGate.with(settings);
        clock = ominigate.application().context().getBean(TestClock.class);
        clock.stop();
        purges = ominigate.application().context().getBean(Purges.class);
        execute("""
                INSERT INTO accounts.account (id, name, status, created_at, revision)
                VALUES ('%s', 'Somebody', 'ACTIVE', now(), 1)
                """.formatted(ACCOUNT));
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @BeforeEach
    void nothingIsKept() throws SQLException {
        execute(
                "TRUNCATE metering.usage_event, metering.answer, metering.usage_hourly, abuse.operational_log, mail.letter,"
                        + " retention.purge, privacy.legal_hold");
    }

    @ParameterizedTest
    @EnumSource(
            value = DataClass.class,
            names = {"USAGE", "OPERATIONAL_LOG", "MAIL_OUTBOX"})
    void exactlyWhatIsOlderThanTheCutoffGoes(DataClass dataClass) throws SQLException {
        Instant cutoff = cutoff(dataClass);
        List<Instant> old = Stream.of(
                        Duration.ofDays(40), Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofNanos(1_000))
                .map(cutoff::minus)
                .toList();
        List<Instant> young = Stream.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofHours(23))
                .map(cutoff::plus)
                .toList();
        for (Instant time : old) {
            insert(dataClass, time);
        }
        for (Instant time : young) {
            insert(dataClass, time);
        }

        PurgeReceipt receipt = Objects.requireNonNull(purges.run(dataClass, false));

        assertThat(times(dataClass)).containsExactlyInAnyOrderElementsOf(young);
        assertThat(receipt.cutoff()).isEqualTo(cutoff);
        assertThat(receipt.deleted())
                .isEqualTo((long) old.size() * tables(dataClass).size());
        assertThat(receipt.oldestRemaining()).isEqualTo(cutoff);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataClass.class,
            names = {"USAGE", "OPERATIONAL_LOG"})
    void daysThatAreOverAreDroppedWithTheirPartition(DataClass dataClass) throws SQLException {
        Instant cutoff = cutoff(dataClass);
        for (int before = 3; before >= 0; before--) {
            makeDay(dataClass, cutoff.minus(before, ChronoUnit.DAYS));
        }
        insert(dataClass, cutoff.minusSeconds(1));
        insert(dataClass, cutoff.plusSeconds(1));

        purges.run(dataClass, false);

        LocalDate firstKept = LocalDate.ofInstant(cutoff, ZoneOffset.UTC);
        assertThat(days(dataClass))
                .first()
                .asString()
                .endsWith(firstKept.toString().replace("-", ""));
        assertThat(times(dataClass)).containsExactly(cutoff.plusSeconds(1));
    }

    @Test
    void nothingIsEverOlderThanItsWindowIfItIsPurgedAllTheTime() throws SQLException {
        insert(DataClass.OPERATIONAL_LOG, clock.instant());
        clock.advance(Duration.ofDays(12).plusHours(20));
        boolean isThere = true;
        while (isThere) {
            assertThat(purges.overdue()).doesNotContain(DataClass.OPERATIONAL_LOG);
            purges.run(DataClass.OPERATIONAL_LOG, false);
            clock.advance(Duration.ofMinutes(20));
            isThere = !times(DataClass.OPERATIONAL_LOG).isEmpty();
        }
    }

    @Test
    void aClassIsPurgedOnceADayUnlessSomebodyWantsItAgain() throws SQLException {
        assertThat(purges.run(DataClass.MAIL_OUTBOX, false)).isNotNull();
        assertThat(purges.run(DataClass.MAIL_OUTBOX, false)).isNull();
        assertThat(purges.run(DataClass.MAIL_OUTBOX, true)).isNotNull();

        clock.advance(Duration.ofDays(1));
        assertThat(purges.run(DataClass.MAIL_OUTBOX, false)).isNotNull();
    }

    @Test
    void aPurgeThatDiedGoesOnWhereItWas() throws SQLException {
        Instant cutoff = cutoff(DataClass.MAIL_OUTBOX);
        execute("""
                INSERT INTO mail.letter
                    (id, template, class, recipient, about, language, "values", created_at, next_try_at, sent_at)
                SELECT gen_random_uuid(), 'T', 'ACCOUNT_NOTICE', 'a@b.example', 'account:1', 'en', '{}', t, t, t
                FROM (SELECT '%s'::timestamptz - interval '1 day' AS t) AS old, generate_series(1, %d)
                """.formatted(cutoff, Purges.ROWS_A_STEP + 10));
        // What there is after its first step when its process is killed.
        UUID begun = Transaction.run(ominigate.database().dataSource(), transaction -> {
            UUID id = PurgeTable.begin(transaction, DataClass.MAIL_OUTBOX, cutoff, clock.instant());
            RetainedData letters = ominigate
                    .application()
                    .context()
                    .getBean(Kept.class)
                    .of(DataClass.MAIL_OUTBOX)
                    .getFirst();
            RetainedData.Removed removed = letters.remove(transaction, cutoff, Purges.ROWS_A_STEP);
            assertThat(removed).isEqualTo(new RetainedData.Removed(Purges.ROWS_A_STEP, true));
            PurgeTable.count(transaction, id, removed.rows());
            return id;
        });
        assertThat(times(DataClass.MAIL_OUTBOX)).hasSize(10);

        PurgeReceipt receipt = Objects.requireNonNull(purges.run(DataClass.MAIL_OUTBOX, false));

        assertThat(receipt.id()).isEqualTo(begun.toString());
        assertThat(receipt.deleted()).isEqualTo(Purges.ROWS_A_STEP + 10);
        assertThat(times(DataClass.MAIL_OUTBOX)).isEmpty();
    }

    @Test
    void lettersThatAreStillToGoStay() throws SQLException {
        execute("""
                INSERT INTO mail.letter
                    (id, template, class, recipient, about, language, "values", created_at, next_try_at)
                VALUES (gen_random_uuid(), 'T', 'ACCOUNT_NOTICE', 'a@b.example', 'account:1', 'en', '{}', '2020-01-01', '2999-01-01')
                """);

        purges.run(DataClass.MAIL_OUTBOX, false);

        assertThat(purges.overdue()).doesNotContain(DataClass.MAIL_OUTBOX);
        assertThat(times(DataClass.MAIL_OUTBOX)).hasSize(1);
    }

    @Test
    void whatALegalHoldIsAboutStaysUntilItIsLifted() throws SQLException {
        Instant cutoff = cutoff(DataClass.USAGE);
        makeDay(DataClass.USAGE, cutoff.minus(1, ChronoUnit.DAYS));
        makeDay(DataClass.USAGE, cutoff.minus(2, ChronoUnit.DAYS));
        insertUsage(cutoff.minusSeconds(1), ACCOUNT);
        insertUsage(cutoff.minusSeconds(1), UUID.randomUUID());
        insertUsage(cutoff.minus(2, ChronoUnit.DAYS), UUID.randomUUID());
        execute("""
                INSERT INTO privacy.legal_hold (id, account, matter, set_at, proposed_by, agreed_by)
                VALUES (gen_random_uuid(), '%s', 'A suit', now(), gen_random_uuid(), gen_random_uuid())
                """.formatted(ACCOUNT));

        PurgeReceipt receipt = Objects.requireNonNull(purges.run(DataClass.USAGE, false));

        assertThat(receipt.deleted()).isEqualTo(2);
        assertThat(times(DataClass.USAGE)).containsExactly(cutoff.minusSeconds(1));
        assertThat(purges.overdue()).as("it is kept rightly").doesNotContain(DataClass.USAGE);

        execute("UPDATE privacy.legal_hold SET lifted_at = now(), lifted_by = agreed_by");
        assertThat(Objects.requireNonNull(purges.run(DataClass.USAGE, true)).deleted())
                .isOne();
        assertThat(times(DataClass.USAGE)).isEmpty();
    }

    @Test
    void aDayThatSomebodyReadsIsLeftForLaterAndFailsNobody() throws SQLException {
        Instant cutoff = cutoff(DataClass.OPERATIONAL_LOG);
        makeDay(DataClass.OPERATIONAL_LOG, cutoff.minus(1, ChronoUnit.DAYS));
        insert(DataClass.OPERATIONAL_LOG, cutoff.minusSeconds(1));
        try (Connection reader = ominigate.database().dataSource().getConnection();
                Statement read = reader.createStatement()) {
            reader.setAutoCommit(false);
            read.execute("SELECT * FROM abuse.operational_log");

            assertThat(purges.run(DataClass.OPERATIONAL_LOG, false)).isNull();
            assertThat(times(DataClass.OPERATIONAL_LOG)).hasSize(1);
            reader.rollback();
        }
        assertThat(Objects.requireNonNull(purges.run(DataClass.OPERATIONAL_LOG, false))
                        .deleted())
                .isOne();
    }

    @Test
    void receiptsAreChainedAndInTheAuditLog() throws SQLException {
        PurgeReceipt first = Objects.requireNonNull(purges.run(DataClass.MAIL_OUTBOX, true));
        PurgeReceipt second = Objects.requireNonNull(purges.run(DataClass.MAIL_OUTBOX, true));

        assertThat(first.digest()).isEqualTo(PurgeTable.digest("0".repeat(64), first));
        assertThat(second.digest()).isEqualTo(PurgeTable.digest(Objects.requireNonNull(first.digest()), second));
        assertThat(AuditEntries.about(ominigate.database(), "retention:mail_outbox"))
                .contains("ominigate retention.purge DONE retention:mail_outbox");
        assertThat(AuditEntries.detailsWith(ominigate.database(), Objects.requireNonNull(second.digest())))
                .hasSize(1);
    }

    @Test
    void whatShouldHaveGoneIsOverdue() throws SQLException {
        insert(DataClass.OPERATIONAL_LOG, clock.instant().minus(15, ChronoUnit.DAYS));
        assertThat(purges.overdue()).containsExactly(DataClass.OPERATIONAL_LOG);

        purges.run(DataClass.OPERATIONAL_LOG, true);
        assertThat(purges.overdue()).isEmpty();
    }

    /** Every table with times in it is purged by a rule, or is in {@code dated-tables.txt} with a reason. */
    @Test
    void everyDatedTableHasARuleOrAReason() throws Exception {
        Set<String> kept = new TreeSet<>();
        for (RetainedData data : ominigate.application().context().getBeansOfType(RetainedData.class)) {
            kept.addAll(data.tables());
        }
        Set<String> dated = DatedTables.of(ominigate.database());
        Set<String> without = new TreeSet<>(dated);
        without.removeAll(kept);

        assertThat(without)
                .as(
                        "tables with times that no rule is about: offer a RetainedData for each, or give a reason in dated-tables.txt")
                .isEqualTo(DatedTables.reasons().keySet());
    }

    private static Instant cutoff(DataClass dataClass) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            return RuleTable.find(connection, dataClass).cutoff(clock.instant());
        }
    }

    private static List<String> tables(DataClass dataClass) {
        return switch (dataClass) {
            case USAGE -> List.of("metering.usage_event");
            case OPERATIONAL_LOG -> List.of("abuse.operational_log");
            case MAIL_OUTBOX -> List.of("mail.letter");
            case SESSIONS, AUDIT_DETAILS -> throw new IllegalArgumentException("tested where it is written");
        };
    }

    private static String column(DataClass dataClass) {
        return switch (dataClass) {
            case USAGE -> "occurred_at";
            case OPERATIONAL_LOG -> "time";
            case MAIL_OUTBOX -> "created_at";
            case SESSIONS, AUDIT_DETAILS -> throw new IllegalArgumentException("tested where it is written");
        };
    }

    private static void makeDay(DataClass dataClass, Instant time) throws SQLException {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        execute(
                dataClass == DataClass.USAGE
                        ? "SELECT metering.make_day('usage_event', '%s')".formatted(day)
                        : "SELECT abuse.make_operational_log_day('%s')".formatted(day));
    }

    private static void insert(DataClass dataClass, Instant time) throws SQLException {
        switch (dataClass) {
            case USAGE -> insertUsage(time, UUID.randomUUID());
            case OPERATIONAL_LOG -> execute("""
                    INSERT INTO abuse.operational_log (time, address, method, path_template, status, key_id, headers)
                    VALUES ('%s', '203.0.113.9', 'GET', '/', 200, '%s', '{}')
                    """.formatted(time, KEY));
            case MAIL_OUTBOX -> execute("""
                    INSERT INTO mail.letter
                        (id, template, class, recipient, about, language, "values", created_at, next_try_at, sent_at)
                    VALUES (gen_random_uuid(), 'T', 'ACCOUNT_NOTICE', 'a@b.example', 'account:1', 'en', '{}', '%s', now(), now())
                    """.formatted(time));
            case SESSIONS, AUDIT_DETAILS -> throw new IllegalArgumentException("tested where it is written");
        }
    }

    private static void insertUsage(Instant time, UUID account) throws SQLException {
        execute("""
                INSERT INTO metering.usage_event VALUES (
                    gen_random_uuid(), '%s', '%s', '%s', 'm', 'p', 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 200, 1, 1, 1, false)
                """.formatted(time, account, KEY));
    }

    private static List<Instant> times(DataClass dataClass) throws SQLException {
        List<Instant> times = new ArrayList<>();
        for (String time : texts("SELECT to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM %s"
                .formatted(column(dataClass), tables(dataClass).getFirst()))) {
            times.add(Instant.parse(time));
        }
        return times;
    }

    private static List<String> days(DataClass dataClass) throws SQLException {
        return texts("""
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = '%s'::regclass AND c.relname ~ '[0-9]{8}$' ORDER BY 1
                """.formatted(tables(dataClass).getFirst()));
    }

    private static List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
