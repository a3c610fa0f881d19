package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.LoggedLines;
import ai.ominigate.model.audit.AuditReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotaryTest {
    private static LogOnDatabase log;

    @BeforeAll
    static void open() {
        log = new LogOnDatabase();
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @BeforeEach
    void startAnew() throws SQLException {
        log.startAnew();
    }

    @Test
    void theFirstNodeMakesAKeyForItsOwnerOnlyAndTrustsIt() throws Exception {
        log.append(1);
        log.node.notary.signNow();

        Path file = log.node.file(Witness.SIGNING_KEY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        VerifierKey key = SigningKey.parse(Files.readString(file)).verifier(origin());
        assertThat(log.node.witness.trusted()).containsExactly(key);
        assertThat(log.text("SELECT key FROM audit.checkpoint")).isEqualTo(key.toString());
    }

    @Test
    void aCheckpointIsInTheDatabaseAndInTheFileOfTheNode() throws Exception {
        log.append(3);
        log.node.notary.signNow();
        log.append(2);
        log.node.notary.signNow();

        assertThat(sizes()).isEqualTo("3,5");
        String notes = log.text("SELECT string_agg(note || E'\\n', '' ORDER BY size) FROM audit.checkpoint");
        assertThat(Files.readString(log.node.file(Witness.CHECKPOINTS))).isEqualTo(notes);
    }

    @Test
    void nothingIsSignedWhereNothingWasAdded() throws Exception {
        log.node.notary.signNow();
        assertThat(log.number("SELECT count(*) FROM audit.checkpoint")).isZero();
        log.append(1);
        log.node.notary.signNow();
        log.node.notary.signNow();
        assertThat(sizes()).isEqualTo("1");
    }

    @Test
    void aThousandEntriesAreSignedWithoutBeingAsked() throws Exception {
        log.append((int) Notary.MOST_UNSIGNED - 1);
        log.node.notary.start();
        try {
            log.append(1);
            Await.until("signed", () -> Objects.equals(sizes(), "1000"));
        } finally {
            log.node.notary.stop();
        }
    }

    @Test
    void whatIsNotSignedYetIsSignedAsTheNodeStops() throws Exception {
        log.node.notary.start();
        log.append(2);
        log.node.notary.stop();

        assertThat(sizes()).isEqualTo("2");
        assertThat(log.verify()).isEqualTo(new AuditReport(true, 2, null, null, 2, 2, 0));
    }

    @Test
    void aNodeGoesOnAfterARestartWithItsKey() throws Exception {
        log.append(5);
        log.node.notary.signNow();
        log.node.start("");
        log.append(6);
        log.node.notary.signNow();

        assertThat(sizes()).isEqualTo("5,11");
        assertThat(log.verify()).isEqualTo(new AuditReport(true, 11, null, null, 11, 4, 0));
    }

    @Test
    void aCheckpointThatACrashKeptFromTheFileIsRememberedLater() throws Exception {
        log.append(3);
        log.node.notary.signNow();
        log.append(3);
        log.node.notary.signNow();
        Path file = log.node.file(Witness.CHECKPOINTS);
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 40));

        log.node.start("");
        assertThat(log.node.witness.size()).isEqualTo(3);
        log.node.notary.signNow();
        assertThat(Files.readString(file)).isEqualTo(whole);
    }

    @Test
    void anotherNodeWithTheSameKeySignsAndBothRemember() throws Exception {
        String key = SigningKey.generate();
        log.node.start(key);
        try (LogOnDatabase.Node other = log.new Node(key)) {
            log.append(2);
            log.node.notary.signNow();
            log.append(2);
            other.notary.signNow();
            log.node.notary.signNow();

            assertThat(sizes()).isEqualTo("2,4");
            assertThat(Files.readString(other.file(Witness.CHECKPOINTS)))
                    .isEqualTo(Files.readString(log.node.file(Witness.CHECKPOINTS)));
            assertThat(other.verify().ok()).isTrue();
        }
    }

    @Test
    void aNodeWithoutTheKeyRemembersAndDoesNotSign() throws Exception {
        log.append(2);
        log.node.notary.signNow();
        try (LogOnDatabase.Node other = log.new Node("")) {
            log.append(2);
            other.notary.signNow();

            assertThat(sizes()).isEqualTo("2");
            assertThat(other.witness.size()).isEqualTo(2);
            assertThat(Files.exists(other.file(Witness.SIGNING_KEY))).isFalse();
            assertThat(other.verify()).isEqualTo(new AuditReport(true, 4, null, null, 2, 2, 0));
        }
    }

    @Test
    void aNodeWithoutTheKeySaysSoOnceAndComplainsOnlyWhenNobodySigns() throws Exception {
        log.append(2);
        log.node.notary.signNow();
        try (LogOnDatabase.Node other = log.new Node("");
                LoggedLines lines = LoggedLines.of(Notary.class)) {
            log.append(2);
            other.notary.signNow();
            other.notary.signNow();
            assertThat(lines.all())
                    .containsExactly(
                            "INFO This node does not have the key of the audit log: it leaves signing to others, and watches");

            log.tamper("UPDATE audit.head SET size = size + " + 3 * Notary.MOST_UNSIGNED);
            other.notary.signNow();
            other.notary.signNow();
            assertThat(lines.all().subList(1, lines.all().size()))
                    .containsExactly(
                            "ERROR The audit log is not signed: this node does not have its key, and no other node signs either."
                                    + " Give it in OMINIGATE_AUDIT_KEY, or start the node that has it.");
        }
    }

    @Test
    void aNodeWithAnotherKeyDoesNotSignUntilAPersonSaysSo() throws Exception {
        log.append(2);
        log.node.notary.signNow();
        String another = SigningKey.generate();
        log.node.start(another);
        log.append(2);
        log.node.notary.signNow();
        assertThat(sizes()).isEqualTo("2");

        Files.writeString(
                log.node.file(Witness.TRUSTED_KEYS),
                SigningKey.parse(another).verifier(origin()) + "\n",
                StandardOpenOption.APPEND);
        log.node.notary.signNow();
        assertThat(sizes()).isEqualTo("2,4");
        assertThat(log.verify().ok()).isTrue();
    }

    @Test
    void whatIsNotWhatWasWrittenIsNotSigned() throws Exception {
        for (String change : List.of(
                "UPDATE audit.entry SET purpose = 'FRAUD' WHERE seq = 4",
                "DELETE FROM audit.entry WHERE seq = 4",
                "DELETE FROM audit.entry WHERE seq >= 4",
                "UPDATE audit.entry SET hash = sha256('x') WHERE seq = 2",
                "DELETE FROM audit.entry WHERE seq = 2",
                "UPDATE audit.checkpoint SET frontier = sha256('x')",
                "UPDATE audit.checkpoint SET note = 'x'",
                "DELETE FROM audit.checkpoint")) {
            log.startAnew();
            log.append(2);
            log.node.notary.signNow();
            log.append(3);
            log.tamper(change);
            log.node.notary.signNow();
            assertThat(log.number("SELECT count(*) FROM audit.checkpoint WHERE size > 2"))
                    .as(change)
                    .isZero();
        }
    }

    @Test
    void aFileOfAnotherMindThanTheDatabaseIsNotSignedOver() throws Exception {
        log.append(2);
        log.node.notary.signNow();
        log.append(2);
        log.node.notary.signNow();
        // As an older backup would have it, on which life went on.
        log.tamper("DELETE FROM audit.entry WHERE seq > 3");
        log.tamper("DELETE FROM audit.payload WHERE seq > 3");
        log.tamper("DELETE FROM audit.checkpoint WHERE size > 3");
        log.tamper("UPDATE audit.head SET size = 3, hash = (SELECT hash FROM audit.entry WHERE seq = 3)");
        log.append(4);
        log.node.notary.signNow();

        assertThat(sizes()).isEqualTo("2");
        assertThat(log.verify().firstBad()).isEqualTo(3);

        Files.move(log.node.file(Witness.CHECKPOINTS), log.node.file("checkpoints-before-the-backup"));
        log.node.start("");
        log.node.notary.signNow();
        assertThat(sizes()).isEqualTo("2,7");
        assertThat(log.verify().ok()).isTrue();
    }

    @Test
    void nothingIsSignedWhereTheFileOfKeysCannotBeRead() throws Exception {
        log.append(1);
        log.node.notary.signNow();
        Files.writeString(log.node.file(Witness.TRUSTED_KEYS), "nonsense", StandardCharsets.UTF_8);
        log.append(1);
        log.node.notary.signNow();
        assertThat(sizes()).isEqualTo("1");
    }

    private String sizes() throws SQLException {
        return log.text("SELECT string_agg(size::text, ',' ORDER BY size) FROM audit.checkpoint");
    }

    private String origin() throws SQLException, IOException {
        return "ominigate-audit/" + log.text("SELECT log FROM audit.head");
    }
}
