package ai.ominigate.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.retention.Samples.Sample;
import ai.ominigate.retention.RetainedData;
import ai.ominigate.staff.identity.AuditEntries;
import io.micronaut.context.BeanRegistration;
import jakarta.inject.Named;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes when its time is over, and what is left to show that it did. */
class PurgesTest {
    private static final String HOLD = """
            INSERT INTO privacy.legal_hold (id, account, matter, set_at, proposed_by, agreed_by)
            VALUES (gen_random_uuid(), '%s', 'A suit', now(), gen_random_uuid(), gen_random_uuid())
            """.formatted(Aged.ACCOUNT);

    private static RunningOminiGate ominigate;
    private static TestClock clock;
    private static Purges purges;
    private static Aged aged;

    @BeforeAll
    static void start() throws IOException, SQLException {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.retention.first-purge-after", "1d");
        ominigate = RunningOminiGate.with(settings);
        clock = ominigate.application().context().getBean(TestClock.class);
        clock.stop();
        purges = ominigate.application().context().getBean(Purges.class);
        aged = new Aged(ominigate.database());
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @BeforeEach
    void nothingIsKept() throws SQLException {
        aged.nothing();
        clock.advance(Duration.between(clock.instant(), Instant.now()));
    }

    /** A test of each, also of one that comes tomorrow. */
    @Test
    void thereIsASampleOfEverythingThatIsKept() {
        assertThat(new Samples(aged).byName().keySet())
                .as("left: samples, right: each RetainedData by its name")
                .isEqualTo(kept().keySet());
    }

    private static SortedMap<String, RetainedData> kept() {
        SortedMap<String, RetainedData> kept = new TreeMap<>();
        for (BeanRegistration<RetainedData> each :
                ominigate.application().context().getBeanRegistrations(RetainedData.class)) {
            kept.put(
                    each.getBeanDefinition()
                            .stringValue(Named.class)
                            .orElse(each.getBean().getClass().getSimpleName()),
                    each.getBean());
        }
        return kept;
    }

    static Set<String> everythingThatIsKept() {
        return kept().keySet();
    }

    /** A day before the cutoff, a day after it, and as near to it as can be; a record of the vault has a last day, no moment. */
    @ParameterizedTest
    @MethodSource("everythingThatIsKept")
    void exactlyWhatIsOlderThanTheCutoffGoes(String name) throws SQLException {
        RetainedData data = Objects.requireNonNull(kept().get(name));
        Sample sample = Objects.requireNonNull(new Samples(aged).byName().get(name), "there is a sample of each");
        boolean byDays = data.dataClass() == DataClass.VAULT;
        Instant cutoff = byDays
                ? clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS)
                : cutoff(data.dataClass());
        List<Instant> old = before(byDays).map(cutoff::minus).toList();
        List<Instant> young = after(byDays).map(cutoff::plus).toList();
        for (Instant time : old) {
            sample.insert(time);
        }
        for (Instant time : young) {
            sample.insert(time);
        }
        assertThat(older(data)).isEqualTo(old.size());

        PurgeReceipt receipt = Objects.requireNonNull(purges.run(data.dataClass(), false));

        assertThat(sample.times()).containsExactlyInAnyOrderElementsOf(young);
        assertThat(receipt.deleted()).isEqualTo(old.size());
        assertThat(older(data)).isZero();
        assertThat(purges.overdue()).isEmpty();
    }

    private static Stream<Duration> before(boolean byDays) {
        return byDays
                ? Stream.of(Duration.ofDays(40), Duration.ofDays(2), Duration.ofDays(1))
                : Stream.of(Duration.ofDays(40), Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofNanos(1_000));
    }

    private static Stream<Duration> after(boolean byDays) {
        return byDays
                ? Stream.of(Duration.ZERO, Duration.ofDays(1))
                : Stream.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofHours(23), Duration.ofDays(1));
    }

    private static long older(RetainedData data) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            return data.older(connection, cutoff(data.dataClass()));
        }
    }

    /** By the clock, to the moment: its last day is over at midnight. */
    @Test
    void aRecordOfTheVaultStaysUntilMidnight() throws SQLException {
        Instant midnight = clock.instant().truncatedTo(ChronoUnit.DAYS);
        aged.insert(DataClass.VAULT, midnight);
        clock.advance(Duration.between(clock.instant(), midnight));
        purges.run(DataClass.VAULT, true);
        assertThat(aged.times(DataClass.VAULT)).containsExactly(midnight);

        clock.advance(Duration.ofNanos(1_000));
        purges.run(DataClass.VAULT, true);
        assertThat(aged.times(DataClass.VAULT)).isEmpty();
    }

    @Test
    void aRecordOfTheVaultGoesWhenItsLastDayIsOver() throws SQLException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Instant midnight = today.atStartOfDay(ZoneOffset.UTC).toInstant();
        for (int day = -1; day <= 2; day++) {
            aged.insert(DataClass.VAULT, midnight.plus(day, ChronoUnit.DAYS));
        }

        PurgeReceipt receipt = Objects.requireNonNull(purges.run(DataClass.VAULT, false));

        assertThat(receipt.deleted()).isEqualTo(2);
        assertThat(aged.texts("SELECT keep_until FROM vault.record ORDER BY 1"))
                .containsExactly(today.toString(), today.plusDays(1).toString());
    }

    @ParameterizedTest
    @EnumSource(DataClass.class)
    void whateverRuleAPurgeThatWasKilledIsOfTheNextOneEndsIt(DataClass dataClass) throws SQLException {
        Instant cutoff = cutoff(dataClass);
        for (int before = 1; before <= 3; before++) {
            aged.insert(dataClass, cutoff.minus(before, ChronoUnit.DAYS));
        }
        UUID begun = Transaction.run(
                ominigate.database().dataSource(),
                transaction -> PurgeTable.begin(transaction, dataClass, cutoff, now()));
        RetainedData first = ominigate
                .application()
                .context()
                .getBean(Kept.class)
                .of(dataClass)
                .getFirst();
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            PurgeTable.count(
                    transaction, begun, first.remove(transaction, cutoff, 1).rows());
            return begun;
        });
        // The process is killed in the midst of the next step: nothing of that is true.
        try (Connection killed = ominigate.database().dataSource().getConnection()) {
            killed.setAutoCommit(false);
            first.remove(killed, cutoff, 1);
            killed.rollback();
        }

        PurgeReceipt receipt = Objects.requireNonNull(purges.run(dataClass, false));

        assertThat(receipt.id()).isEqualTo(begun.toString());
        assertThat(receipt.deleted()).isEqualTo(3L * Aged.counted(dataClass));
        assertThat(aged.times(dataClass)).isEmpty();
    }

    /** Packages are copies, and what is nobody's account's is held for none. */
    @ParameterizedTest
    @EnumSource(
            value = DataClass.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SESSIONS", "EXPORTS", "SUPPRESSION", "OBSERVATIONS", "STAFF_NETWORKS"})
    void whatIsOfAnAccountWithALegalHoldStays(DataClass dataClass) throws SQLException {
        Instant old = cutoff(dataClass).minus(2, ChronoUnit.DAYS);
        aged.insert(dataClass, old, Aged.ACCOUNT);
        aged.insert(dataClass, old);
        holdAccount();

        purges.run(dataClass, false);

        assertThat(aged.times(dataClass)).hasSize(1);
        assertThat(purges.overdue()).as("it is kept rightly").isEmpty();
        aged.execute("TRUNCATE privacy.legal_hold");
        purges.run(dataClass, true);
        assertThat(aged.times(dataClass)).isEmpty();
    }

    @Test
    void signInsOfAnAccountWithALegalHoldStay() throws SQLException {
        String old = cutoff(DataClass.SESSIONS).minus(9, ChronoUnit.DAYS).toString();
        aged.execute("""
                INSERT INTO customer.member (id, account, email, role, password, language, created_at)
                VALUES ('%1$s', '%2$s', 'held@example.org', 'DEVELOPER', 'p', 'en', '%3$s');
                INSERT INTO customer.session (id, member, sha256, device, created_at, last_used_at, expires_at)
                VALUES ('%1$s', '%1$s', sha256('held'), 'Firefox', '%3$s', '%3$s', '%3$s');
                INSERT INTO customer.email_change (id, member, before, after, asked_at)
                VALUES ('%1$s', '%1$s', 'a@example.org', 'b@example.org', '%3$s');
                INSERT INTO customer.link (sha256, kind, account, tries_left, created_at, expires_at)
                VALUES (sha256('held'), 'RESET', '%2$s', 5, '%3$s', '%3$s');
                INSERT INTO customer.invitation (id, account, email, role, sha256, created_at, expires_at)
                VALUES ('%1$s', '%2$s', 'c@example.org', 'BILLING', sha256('held'), '%3$s', '%3$s')
                """.formatted(UUID.randomUUID(), Aged.ACCOUNT, old));
        holdAccount();

        purges.run(DataClass.SESSIONS, false);
        assertThat(signIns()).containsExactly("1 1 1 1");

        aged.execute("TRUNCATE privacy.legal_hold");
        purges.run(DataClass.SESSIONS, true);
        assertThat(signIns()).containsExactly("0 0 0 0");
    }

    private static List<String> signIns() throws SQLException {
        return aged.texts("""
                SELECT concat_ws(' ',
                    (SELECT count(*) FROM customer.session),
                    (SELECT count(*) FROM customer.email_change),
                    (SELECT count(*) FROM customer.link),
                    (SELECT count(*) FROM customer.invitation))
                """);
    }

    /** By days, row by row, as things, and in the audit log. */
    @ParameterizedTest
    @EnumSource(
            value = DataClass.class,
            names = {"USAGE", "MAIL_OUTBOX", "CASES", "AUDIT_DETAILS"})
    void aHoldThatIsJustBeingSetIsWaitedFor(DataClass dataClass) throws Exception {
        Instant old = cutoff(dataClass).minus(2, ChronoUnit.DAYS);
        if (dataClass == DataClass.USAGE) {
            makeDay(dataClass, old);
        }
        aged.insert(dataClass, old, Aged.ACCOUNT);
        try (Connection setter = ominigate.database().dataSource().getConnection();
                Statement set = setter.createStatement()) {
            setter.setAutoCommit(false);
            set.execute(HOLD);
            FutureTask<PurgeReceipt> purge = new FutureTask<>(() -> purges.run(dataClass, false));
            Thread.ofVirtual().start(purge);
            while (!purge.isDone() && !somebodyWaitsForHolds()) {
                Thread.onSpinWait();
            }
            setter.commit();
            purge.get();
        }

        purges.run(dataClass, true);

        assertThat(aged.times(dataClass)).hasSize(1);
        aged.execute("TRUNCATE privacy.legal_hold");
        purges.run(dataClass, true);
        assertThat(aged.times(dataClass)).isEmpty();
    }

    private static boolean somebodyWaitsForHolds() throws SQLException {
        return aged.texts("""
                SELECT EXISTS (
                    SELECT FROM pg_locks WHERE relation = 'privacy.legal_hold'::regclass AND NOT granted)
                """).contains("t");
    }

    private static void holdAccount() throws SQLException {
        aged.execute(HOLD);
    }

    @Test
    void aPurgeThatIsUnfinishedLeavesWhatMayStayLongerByNow() throws SQLException {
        Instant before = cutoff(DataClass.OPERATIONAL_LOG);
        aged.insert(DataClass.OPERATIONAL_LOG, before.minus(2, ChronoUnit.DAYS));
        aged.insert(DataClass.OPERATIONAL_LOG, before.minus(20, ChronoUnit.DAYS));
        Transaction.run(
                ominigate.database().dataSource(),
                transaction -> PurgeTable.begin(transaction, DataClass.OPERATIONAL_LOG, before, now()));
        aged.execute("UPDATE retention.rule SET kept_for = 'P30D' WHERE data_class = 'OPERATIONAL_LOG'");
        try {
            PurgeReceipt receipt = Objects.requireNonNull(purges.run(DataClass.OPERATIONAL_LOG, false));

            assertThat(aged.times(DataClass.OPERATIONAL_LOG)).containsExactly(before.minus(2, ChronoUnit.DAYS));
            assertThat(receipt.cutoff()).isEqualTo(cutoff(DataClass.OPERATIONAL_LOG));
            assertThat(receipt.deleted()).isOne();
        } finally {
            aged.execute("UPDATE retention.rule SET kept_for = 'P14D' WHERE data_class = 'OPERATIONAL_LOG'");
        }
    }

    private static Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
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
        aged.insert(dataClass, cutoff.minusSeconds(1));
        aged.insert(dataClass, cutoff.plusSeconds(1));

        purges.run(dataClass, false);

        LocalDate firstKept = LocalDate.ofInstant(cutoff, ZoneOffset.UTC);
        assertThat(days(dataClass))
                .first()
                .asString()
                .endsWith(firstKept.toString().replace("-", ""));
        assertThat(aged.times(dataClass)).containsExactly(cutoff.plusSeconds(1));
    }

    @Test
    void nothingIsEverOlderThanItsWindowIfItIsPurgedAllTheTime() throws SQLException {
        aged.insert(DataClass.OPERATIONAL_LOG, clock.instant());
        clock.advance(Duration.ofDays(12).plusHours(20));
        boolean isThere = true;
        while (isThere) {
            assertThat(purges.overdue()).doesNotContain(DataClass.OPERATIONAL_LOG);
            purges.run(DataClass.OPERATIONAL_LOG, false);
            clock.advance(Duration.ofMinutes(20));
            isThere = !aged.times(DataClass.OPERATIONAL_LOG).isEmpty();
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
        aged.execute("""
                INSERT INTO mail.letter
                    (id, template, class, recipient, about, language, "values", created_at, next_try_at, sent_at)
                SELECT gen_random_uuid(), 'T', 'ACCOUNT_NOTICE', 'a@b.example', 'account:1', 'en', '{}', t, t, t
                FROM (SELECT '%s'::timestamptz - interval '1 day' AS t) AS old, generate_series(1, %d)
                """.formatted(cutoff, Purges.ROWS_A_STEP + 10));
        // What there is after its first step when its process is killed.
        UUID begun = Transaction.run(ominigate.database().dataSource(), transaction -> {
            UUID id = PurgeTable.begin(transaction, DataClass.MAIL_OUTBOX, cutoff, now());
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
        assertThat(aged.times(DataClass.MAIL_OUTBOX)).hasSize(10);

        PurgeReceipt receipt = Objects.requireNonNull(purges.run(DataClass.MAIL_OUTBOX, false));

        assertThat(receipt.id()).isEqualTo(begun.toString());
        assertThat(receipt.deleted()).isEqualTo(Purges.ROWS_A_STEP + 10);
        assertThat(aged.times(DataClass.MAIL_OUTBOX)).isEmpty();
    }

    @Test
    void lettersThatAreStillToGoStay() throws SQLException {
        aged.execute("""
                INSERT INTO mail.letter
                    (id, template, class, recipient, about, language, "values", created_at, next_try_at)
                VALUES (gen_random_uuid(), 'T', 'ACCOUNT_NOTICE', 'a@b.example', 'account:1', 'en', '{}', '2020-01-01', '2999-01-01')
                """);

        purges.run(DataClass.MAIL_OUTBOX, false);

        assertThat(purges.overdue()).doesNotContain(DataClass.MAIL_OUTBOX);
        assertThat(aged.times(DataClass.MAIL_OUTBOX)).hasSize(1);
    }

    @Test
    void whatALegalHoldIsAboutStaysUntilItIsLifted() throws SQLException {
        Instant cutoff = cutoff(DataClass.USAGE);
        makeDay(DataClass.USAGE, cutoff.minus(1, ChronoUnit.DAYS));
        makeDay(DataClass.USAGE, cutoff.minus(2, ChronoUnit.DAYS));
        aged.insert(DataClass.USAGE, cutoff.minusSeconds(1), Aged.ACCOUNT);
        aged.insert(DataClass.USAGE, cutoff.minusSeconds(1));
        aged.insert(DataClass.USAGE, cutoff.minus(2, ChronoUnit.DAYS));
        holdAccount();

        PurgeReceipt receipt = Objects.requireNonNull(purges.run(DataClass.USAGE, false));

        assertThat(receipt.deleted()).isEqualTo(2);
        assertThat(aged.times(DataClass.USAGE)).containsExactly(cutoff.minusSeconds(1));
        assertThat(purges.overdue()).as("it is kept rightly").doesNotContain(DataClass.USAGE);

        aged.execute("UPDATE privacy.legal_hold SET lifted_at = now(), lifted_by = agreed_by");
        assertThat(Objects.requireNonNull(purges.run(DataClass.USAGE, true)).deleted())
                .isOne();
        assertThat(aged.times(DataClass.USAGE)).isEmpty();
    }

    @Test
    void aDayThatSomebodyReadsIsLeftForLaterAndFailsNobody() throws SQLException {
        Instant cutoff = cutoff(DataClass.OPERATIONAL_LOG);
        makeDay(DataClass.OPERATIONAL_LOG, cutoff.minus(1, ChronoUnit.DAYS));
        aged.insert(DataClass.OPERATIONAL_LOG, cutoff.minusSeconds(1));
        try (Connection reader = ominigate.database().dataSource().getConnection();
                Statement read = reader.createStatement()) {
            reader.setAutoCommit(false);
            read.execute("SELECT * FROM abuse.operational_log");

            assertThat(purges.run(DataClass.OPERATIONAL_LOG, false)).isNull();
            assertThat(aged.times(DataClass.OPERATIONAL_LOG)).hasSize(1);
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
        aged.insert(DataClass.OPERATIONAL_LOG, clock.instant().minus(15, ChronoUnit.DAYS));
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
            return RuleTable.find(connection, dataClass).cutoff(now());
        }
    }

    private static void makeDay(DataClass dataClass, Instant time) throws SQLException {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        aged.execute(
                dataClass == DataClass.USAGE
                        ? "SELECT metering.make_day('usage_event', '%s')".formatted(day)
                        : "SELECT abuse.make_operational_log_day('%s')".formatted(day));
    }

    private static List<String> days(DataClass dataClass) throws SQLException {
        return aged.texts(
                """
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = '%s'::regclass AND c.relname ~ '[0-9]{8}$' ORDER BY 1
                """.formatted(dataClass == DataClass.USAGE ? "metering.usage_event" : "abuse.operational_log"));
    }
}
