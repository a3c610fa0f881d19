package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.platform.Transaction;
import ai.ominigate.retention.RetainedData;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever somebody does to the log who may do everything in the database, its first bad entry is named. */
class AuditCheckTest {
    private static final Instant THREE_YEARS_AGO = Instant.now().minus(1_095, ChronoUnit.DAYS);

    private static LogOnDatabase log;

    @BeforeAll
    static void open() {
        log = new LogOnDatabase();
    }

    @AfterAll
    static void close() {
        log.close();
    }

    /** Thirty entries; checkpoints speak for 10 and for 25. */
    @BeforeEach
    void write() throws SQLException {
        log.startAnew();
        log.append(10);
        log.node.notary.signNow();
        log.append(15);
        log.node.notary.signNow();
        log.append(5);
    }

    @Test
    void aLogThatNobodyTouchedIsWhatWasWritten() throws Exception {
        assertThat(log.verify()).isEqualTo(new AuditReport(true, 30, null, null, 25, 4, 0));
    }

    @Test
    void aCheckpointIsVerifiedWithWhatItSpeaksFor() throws Exception {
        assertThat(log.upTo(10)).isEqualTo(new AuditReport(true, 10, null, null, 10, 2, 0));
        assertThat(log.upTo(25)).isEqualTo(new AuditReport(true, 25, null, null, 25, 4, 0));
        assertThat(log.upTo(11)).as("none speaks for so many").isNull();

        log.tamper("UPDATE audit.entry SET actor = 'operatos' WHERE seq = 12");

        assertThat(log.upTo(10)).isEqualTo(new AuditReport(true, 10, null, null, 10, 2, 0));
        assertThat(Objects.requireNonNull(log.upTo(25)).firstBad()).isEqualTo(12);
    }

    @Test
    void anEmptyLogIsWhatWasWritten() throws Exception {
        log.startAnew();

        assertThat(log.verify()).isEqualTo(new AuditReport(true, 0, null, null, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at = at + INTERVAL '1 microsecond'",
                "actor = 'operatos'",
                "role = 'ADMIN'",
                "action = 'account.suspene'",
                "outcome = 'REFUSED'",
                "subject = 'account:8'",
                "subject = NULL",
                "purpose = 'FRAUD'",
                "request = 'x'",
                "commitment = set_byte(commitment, 31, get_byte(commitment, 31) # 1)",
                "prev = set_byte(prev, 0, get_byte(prev, 0) # 1)",
                "hash = set_byte(hash, 7, get_byte(hash, 7) # 1)",
            })
    void aByteFlipped(String change) throws Exception {
        log.tamper("UPDATE audit.entry SET " + change + " WHERE seq = 7");

        assertBad(7, "Entry 7 is not what was written: its hash is another.");
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "25", "29"})
    void aRowDeleted(long seq) throws Exception {
        log.tamper("DELETE FROM audit.entry WHERE seq = " + seq);

        assertBad(seq, "Entry %d is missing: entry %d comes in its place.".formatted(seq, seq + 1));
    }

    @Test
    void aRowDeletedAndTheOthersMovedUp() throws Exception {
        log.tamper("DELETE FROM audit.entry WHERE seq = 7");
        log.tamper("UPDATE audit.entry SET seq = seq + 1000 WHERE seq > 7");
        log.tamper("UPDATE audit.entry SET seq = seq - 1001 WHERE seq > 1000");

        assertBad(7, "Entry 7 is not what was written: its hash is another.");
    }

    @Test
    void rowsReordered() throws Exception {
        log.tamper("UPDATE audit.entry SET seq = CASE seq WHEN 5 THEN 1009 ELSE 1005 END WHERE seq IN (5, 9)");
        log.tamper("UPDATE audit.entry SET seq = seq - 1000 WHERE seq > 1000");

        assertBad(5, "Entry 5 is not what was written: its hash is another.");
    }

    @Test
    void theTailCut() throws Exception {
        log.tamper("DELETE FROM audit.entry WHERE seq > 27");

        assertBad(28, "Entries are missing from 28 on: there were 30.");
    }

    @Test
    void theTailCutAndTheHeadSetBack() throws Exception {
        cutTo(20);

        assertBad(
                21,
                "Entries are missing from 21 on: the checkpoint in the file %s speaks for 25."
                        .formatted(log.node.file(Witness.CHECKPOINTS)));
    }

    @Test
    void theTailCutTogetherWithTheCheckpointsInTheDatabase() throws Exception {
        cutTo(20);
        log.tamper("DELETE FROM audit.checkpoint WHERE size > 20");

        assertThat(log.verify().firstBad()).isEqualTo(21);
    }

    @Test
    void everythingDeleted() throws Exception {
        cutTo(0);
        log.tamper("DELETE FROM audit.checkpoint");

        assertThat(log.verify().firstBad()).isEqualTo(1);
    }

    @Test
    void anEntryAddedByHand() throws Exception {
        log.tamper("""
                INSERT INTO audit.entry
                SELECT seq + 1, at, actor, role, action, outcome, subject, purpose, request, commitment, hash, hash
                FROM audit.entry WHERE seq = 30
                """);

        assertBad(31, "Entry 31 is not what was written: its hash is another.");
    }

    @Test
    void anEntryAddedByHandWithItsRightHash() throws Exception {
        log.tamper("""
                INSERT INTO audit.entry
                SELECT seq + 1, at, actor, role, action, outcome, subject, purpose, request, NULL, hash, hash
                FROM audit.entry WHERE seq = 30
                """);
        rehash(31);

        assertBad(31, "Entry 31 was not added in the way that entries are.");
    }

    @Test
    void anEntryChangedTogetherWithItsHash() throws Exception {
        log.tamper("UPDATE audit.entry SET subject = 'account:666' WHERE seq = 7");
        rehash(7);

        assertBad(7, "Entry 7 is not the one that entry 8 was chained to.");
    }

    @Test
    void theWholeChainWrittenAnewFromAnEntryOn() throws Exception {
        rewriteFrom(14);

        AuditReport report = log.verify();
        assertThat(report.firstBad())
                .as("the first that the checkpoint of 10 does not speak for")
                .isEqualTo(11);
        assertThat(report.problem())
                .startsWith("Entries from 11 to 25 are not those that the checkpoint of 25 entries");
    }

    @Test
    void everythingWrittenAnewAndSignedWithAnotherKey() throws Exception {
        rewriteFrom(14);
        signAnew(SigningKey.parse(SigningKey.generate()), 25);

        AuditReport report = log.verify();
        assertThat(report.firstBad()).isEqualTo(11);
        assertThat(report.problem())
                .isEqualTo(
                        "Entries from 11 to 25 are not those that the checkpoint of 25 entries in the file %s was signed for."
                                .formatted(log.node.file(Witness.CHECKPOINTS)));
    }

    @Test
    void theSameEntriesSignedWithAnotherKey() throws Exception {
        signAnew(SigningKey.parse(SigningKey.generate()), 10, 25);

        assertBad(1, "The checkpoint of 10 entries in the database is not signed with a key that is trusted here.");
    }

    @Test
    void aCheckpointThatIsNone() throws Exception {
        log.tamper("UPDATE audit.checkpoint SET note = 'x' WHERE size = 25");

        assertBad(11, "The checkpoint of 25 entries in the database cannot be read.");
    }

    @Test
    void theHashInTheHeadChanged() throws Exception {
        log.tamper("UPDATE audit.head SET hash = sha256('x')");

        assertThat(log.verify().firstBad()).isEqualTo(30);
    }

    @Test
    void detailsChanged() throws Exception {
        log.tamper("UPDATE audit.payload SET payload = '{}' WHERE seq = 12");

        assertBad(12, "The details of entry 12 are not what was written.");
    }

    @Test
    void detailsAddedWhereThereWereNone() throws Exception {
        log.log.append(LogOnDatabase.act("account:1", Map.of()));
        log.tamper("INSERT INTO audit.payload SELECT 31, 'account:1', salt, payload FROM audit.payload WHERE seq = 1");

        assertBad(31, "The details of entry 31 are not what was written.");
    }

    @Test
    void detailsDeletedWithoutAWord() throws Exception {
        log.tamper("DELETE FROM audit.payload WHERE seq = 12");

        assertBad(12, "The details of entry 12 are gone, and no entry says that they were erased.");
    }

    @Test
    void aPersonErased() throws Exception {
        log.log.append(LogOnDatabase.act("account:12"));
        long erased = log.forget("account:12");

        assertThat(erased).isEqualTo(2);
        assertThat(log.number("SELECT count(*) FROM audit.payload WHERE subject = 'account:12'"))
                .isZero();
        assertThat(log.verify()).isEqualTo(new AuditReport(true, 32, null, null, 25, 4, 2));
        assertThat(log.text("SELECT action || ' ' || subject FROM audit.entry ORDER BY seq DESC LIMIT 1"))
                .isEqualTo("audit.forget account:12");

        // What is written about them later is not covered by what was erased before.
        log.log.append(LogOnDatabase.act("account:12"));
        assertThat(log.verify().ok()).isTrue();
        log.tamper("DELETE FROM audit.payload WHERE subject = 'account:12'");
        assertBad(33, "The details of entry 33 are gone, and no entry says that they were erased.");
    }

    @Test
    void aPersonErasedWhomDetailsOfOtherSubjectsName() throws Exception {
        log.log.append(LogOnDatabase.act("approval:1", Map.of("subject", "account:77", "reason", "Ada is rude")));
        log.log.append(LogOnDatabase.act("approval:1", Map.of("subject", "account:78", "reason", "Bob is not")));
        log.log.append(LogOnDatabase.act(null, Map.of("searched", "account:77")));
        log.log.append(LogOnDatabase.act("account:79", Map.of("reason", "as account:77 said")));

        assertThat(log.forget("account:77")).isEqualTo(2);

        assertThat(log.text("SELECT string_agg(payload, ' ') FROM audit.payload WHERE seq > 30"))
                .contains("Bob is not", "as account:77 said")
                .doesNotContain("Ada is rude");
        assertThat(log.text("SELECT string_agg(coalesce(subject, 'nothing'), ' ' ORDER BY subject NULLS FIRST)"
                        + " FROM audit.entry WHERE action = 'audit.forget'"))
                .isEqualTo("nothing account:77 approval:1");
        assertThat(log.verify()).isEqualTo(new AuditReport(true, 37, null, null, 25, 4, 2));
    }

    @Test
    void nothingIsSaidOfErasingWhereThereIsNothingToErase() throws Exception {
        assertThat(log.forget("account:nobody")).isZero();
        assertThat(log.verify().entries()).isEqualTo(30);
    }

    @Test
    void detailsOfWhichTheWindowIsOver() throws Exception {
        log.startAnew();
        log.append(3, THREE_YEARS_AGO);
        log.append(2);
        AgedDetails aged = new AgedDetails();
        Instant cutoff = Instant.now().minus(730, ChronoUnit.DAYS);

        long gone = Transaction.run(log.database.dataSource(), transaction -> {
            assertThat(aged.older(transaction, cutoff)).isEqualTo(3);
            assertThat(aged.remove(transaction, cutoff, 2)).isEqualTo(new RetainedData.Removed(2, true));
            return aged.remove(transaction, cutoff, 2).rows();
        });

        assertThat(gone).isOne();
        assertThat(
                        log.text(
                                "SELECT string_agg(action || ' ' || subject, ', ' ORDER BY seq) FROM audit.entry WHERE seq > 5"))
                .isEqualTo("audit.expire entry:2, audit.expire entry:3");
        assertThat(log.verify()).isEqualTo(new AuditReport(true, 7, null, null, 0, 0, 3));
        log.tamper("DELETE FROM audit.payload WHERE seq = 5");
        assertBad(5, "The details of entry 5 are gone, and no entry says that they were erased.");
    }

    @Test
    void detailsThatAreYoungerThanAYearGoForNobody() throws Exception {
        AgedDetails aged = new AgedDetails();

        long gone = Transaction.run(
                log.database.dataSource(),
                transaction -> aged.remove(transaction, Instant.now().plus(9_999, ChronoUnit.DAYS), 100)
                        .rows());

        assertThat(gone).isZero();
        assertThat(log.verify().ok()).isTrue();
    }

    @Test
    void detailsThatALegalHoldKeeps() throws Exception {
        log.startAnew();
        UUID held = UUID.randomUUID();
        AuditLog then = log.asOf(THREE_YEARS_AGO);
        then.append(LogOnDatabase.act("account:" + held));
        then.append(LogOnDatabase.act("approval:1", Map.of("subject", "account:" + held)));
        then.append(LogOnDatabase.act("account:1"));
        log.tamper("""
                INSERT INTO privacy.legal_hold (id, account, matter, set_at, proposed_by, agreed_by)
                VALUES (gen_random_uuid(), '%s', 'A suit', now(), gen_random_uuid(), gen_random_uuid())
                """.formatted(held));
        AgedDetails aged = new AgedDetails();

        Transaction.run(log.database.dataSource(), transaction -> {
            assertThat(aged.held(transaction, Instant.now())).isEqualTo(2);
            assertThat(aged.remove(transaction, Instant.now(), 100).rows()).isOne();
            assertThat(aged.oldest(transaction)).isNull();
            return 0;
        });

        assertThat(log.number("SELECT count(*) FROM audit.payload")).isEqualTo(2);
        assertThat(log.verify().ok()).isTrue();
    }

    @Test
    void whatTheNodeRemembersChanged() throws Exception {
        Files.writeString(
                log.node.file(Witness.CHECKPOINTS),
                Files.readString(log.node.file(Witness.CHECKPOINTS)).replace("\n25\n", "\n24\n"));

        assertBad(
                11,
                "The checkpoint of 24 entries in the file %s is not signed with a key that is trusted here."
                        .formatted(log.node.file(Witness.CHECKPOINTS)));
    }

    private void assertBad(long index, String problem) throws SQLException, IOException {
        AuditReport report = log.verify();
        assertThat(report.problem()).isEqualTo(problem);
        assertThat(report.firstBad()).isEqualTo(index);
        assertThat(report.ok()).isFalse();
    }

    private void cutTo(long size) throws SQLException {
        log.tamper("DELETE FROM audit.entry WHERE seq > " + size);
        log.tamper("""
                UPDATE audit.head
                SET size = %d, hash = coalesce((SELECT hash FROM audit.entry WHERE seq = %d), decode(repeat('00', 32), 'hex'))
                """.formatted(size, size));
    }

    private void rehash(long seq) throws SQLException {
        log.tamper("""
                UPDATE audit.entry e
                SET hash = sha256('\\x00'::bytea || convert_to(audit.record(e), 'UTF8'))
                WHERE seq = %d
                """.formatted(seq));
    }

    /** As somebody does who knows all about the chain and the head. */
    private void rewriteFrom(long seq) throws SQLException {
        log.tamper("UPDATE audit.entry SET subject = 'account:666' WHERE seq = " + seq);
        rehash(seq);
        for (long next = seq + 1; next <= 30; next++) {
            log.tamper("""
                    UPDATE audit.entry SET prev = (SELECT hash FROM audit.entry WHERE seq = %d) WHERE seq = %d
                    """.formatted(next - 1, next));
            rehash(next);
        }
        log.tamper("UPDATE audit.head SET hash = (SELECT hash FROM audit.entry WHERE seq = 30)");
    }

    private void signAnew(SigningKey key, long... sizes) throws SQLException {
        String origin = "ominigate-audit/" + log.text("SELECT log FROM audit.head");
        for (long size : sizes) {
            MerkleTree tree = new MerkleTree(new Hashing());
            for (long seq = 1; seq <= size; seq++) {
                tree.add(Hash.ofHex(log.text("SELECT encode(hash, 'hex') FROM audit.entry WHERE seq = " + seq)));
            }
            SignedCheckpoint signed = SignedCheckpoint.of(new Checkpoint(origin, size, tree.root()), key);
            log.tamper("""
                    UPDATE audit.checkpoint SET note = '%s', key = '%s' WHERE size = %d
                    """.formatted(signed.note(), key.verifier(origin), size));
        }
    }
}
