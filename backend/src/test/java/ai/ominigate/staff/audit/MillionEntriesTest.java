package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.audit.AuditReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** How long it takes to verify a large log, which is printed. */
class MillionEntriesTest {
    private static final int ENTRIES = 1_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int BETWEEN_CHECKPOINTS = 1_000;
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final Hashing hashing = new Hashing();

    @Test
    void aMillionEntriesAreVerifiedInUnderAMinute() throws Exception {
        try (LogOnDatabase log = new LogOnDatabase()) {
            fill(log);
            long began = System.nanoTime();
            AuditReport report = log.verify();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            System.out.printf(
                    "Verified %,d entries against %,d checkpoints in %.1f s%n",
                    report.entries(), report.checkpoints(), took.toMillis() / 1000.0);

            assertThat(report)
                    .isEqualTo(new AuditReport(true, ENTRIES, null, null, ENTRIES, ENTRIES / BETWEEN_CHECKPOINTS, 0));
            assertThat(took).isLessThan(LIMIT);
        }
    }

    /** As if it had grown one by one, by the way that takes least time. */
    private void fill(LogOnDatabase log) throws SQLException, IOException {
        String origin = "ominigate-audit/" + log.text("SELECT log FROM audit.head");
        SigningKey key = log.node.witness.newSigningKey();
        log.node.witness.trustFirst(key.verifier(origin));
        MerkleTree tree = new MerkleTree(hashing);
        StringBuilder checkpoints = new StringBuilder();
        Hash last = Hash.NONE;
        try (Connection superuser = log.database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            // Nothing of this is looked at here, and most of the time would go into it.
            statement.execute(
                    "DROP INDEX audit.entry_actor, audit.entry_subject, audit.entry_action, audit.entry_purpose,"
                            + " audit.entry_at, audit.payload_subject");
            statement.execute("ALTER TABLE audit.payload DROP COLUMN named");
            byte[] salt = new byte[32];
            StringBuilder payloads = new StringBuilder();
            try (PGCopyOutputStream entries =
                    new PGCopyOutputStream(superuser.unwrap(PGConnection.class), "COPY audit.entry FROM STDIN")) {
                for (int seq = 1; seq <= ENTRIES; seq++) {
                    String payload = "{\"n\":\"" + seq + "\"}";
                    Entry entry = new Entry(
                            seq,
                            BEGINNING.plusMillis(seq),
                            "staff:019a1b2c-0000-7000-8000-00000000000" + seq % 10,
                            "SUPPORT",
                            "account.view",
                            "DONE",
                            "account:" + seq % 1_000,
                            null,
                            "request-" + seq,
                            hashing.commitment(salt, payload),
                            last);
                    last = hashing.leaf(entry.record());
                    tree.add(last);
                    entries.write(row(entry, last));
                    payloads.append(seq)
                            .append('\t')
                            .append(entry.subject())
                            .append("\t\\\\x")
                            .append("00".repeat(32))
                            .append('\t')
                            .append(payload)
                            .append('\n');
                    if (seq % BETWEEN_CHECKPOINTS == 0) {
                        checkpoints.append(checkpoint(origin, tree, key));
                    }
                }
            }
            copy(superuser, "audit.payload", payloads);
            copy(superuser, "audit.checkpoint", checkpoints);
            statement.execute("UPDATE audit.head SET size = %d, hash = '\\x%s'".formatted(ENTRIES, last.hex()));
            statement.execute("ANALYZE audit.entry, audit.payload");
        }
    }

    private static byte[] row(Entry entry, Hash hash) {
        return String.join(
                        "\t",
                        Long.toString(entry.seq()),
                        entry.at().toString(),
                        entry.actor(),
                        String.valueOf(entry.role()),
                        entry.action(),
                        entry.outcome(),
                        String.valueOf(entry.subject()),
                        "\\N",
                        String.valueOf(entry.request()),
                        "\\\\x" + entry.commitment(),
                        "\\\\x" + entry.prev(),
                        "\\\\x" + hash + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String checkpoint(String origin, MerkleTree tree, SigningKey key) {
        SignedCheckpoint signed = SignedCheckpoint.of(new Checkpoint(origin, tree.size(), tree.root()), key);
        return String.join(
                "\t",
                Long.toString(tree.size()),
                signed.note().replace("\n", "\\n"),
                key.verifier(origin).toString(),
                "\\\\x" + java.util.HexFormat.of().formatHex(tree.frontier()),
                BEGINNING + "\n");
    }

    private static void copy(Connection superuser, String table, StringBuilder rows) throws SQLException, IOException {
        try (PGCopyOutputStream out =
                new PGCopyOutputStream(superuser.unwrap(PGConnection.class), "COPY " + table + " FROM STDIN")) {
            out.write(rows.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
