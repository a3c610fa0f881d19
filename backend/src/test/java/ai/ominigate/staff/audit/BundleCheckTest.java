package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever somebody does to an exported log, the auditor's command names the first bad entry. */
class BundleCheckTest {
    private static final String ORIGIN = "ominigate-audit/test";

    private final SigningKey key = SigningKey.parse(SigningKey.generate());
    private final List<String> records = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @TempDir
    private Path folder;

    /** Twenty entries; checkpoints speak for 10 and for 20. */
    @BeforeEach
    void write() {
        writeFrom(1, "account:");
        notes.add(note(key, 10));
        notes.add(note(key, 20));
    }

    @Test
    void aBundleThatNobodyTouchedIsWhatWasWritten() throws Exception {
        BundleCheck.Report report = check();
        assertThat(report).isEqualTo(new BundleCheck.Report(ORIGIN, 20, 2, null, null));
    }

    @Test
    void aByteFlipped() throws Exception {
        records.set(6, records.get(6).replace("account:7", "account:8"));
        assertBad(7);
    }

    @Test
    void aLineDeleted() throws Exception {
        records.remove(6);
        assertBad(7);
    }

    @Test
    void theTailCut() throws Exception {
        records.subList(15, 20).clear();
        assertBad(16);
    }

    @Test
    void linesReordered() throws Exception {
        records.add(4, records.remove(8));
        assertBad(5);
    }

    @Test
    void everythingWrittenAnewFromAnEntryOn() throws Exception {
        writeFrom(14, "victim:");
        assertBad(11);
    }

    @Test
    void signedWithAnotherKey() throws Exception {
        writeFrom(14, "victim:");
        notes.set(1, note(SigningKey.parse(SigningKey.generate()), 20));
        assertBad(11);
    }

    @Test
    void entriesThatNoCheckpointSpeaksFor() throws Exception {
        notes.remove(1);
        assertBad(11);
    }

    @Test
    void cutTogetherWithItsCheckpointItDoesNotFitWhatTheAuditorHasKept() throws Exception {
        String kept = notes.removeLast();
        records.subList(10, 20).clear();
        assertThat(check().ok()).isTrue();

        BundleCheck.Report report =
                BundleCheck.run(bundle(), List.of(key.verifier(ORIGIN).toString()), List.of(kept));
        assertThat(report.firstBad()).isEqualTo(11);
        assertThat(report.problem()).contains("that you have kept");
    }

    @Test
    void aLineThatIsNoEntry() throws Exception {
        records.set(2, "{}");
        assertBad(3);
        records.set(2, "x");
        assertBad(3);
    }

    @Test
    void whatIsNoBundleIsSaidInASentence() throws Exception {
        Path noZip = Files.writeString(folder.resolve("x.zip"), "x");
        List<String> keys = List.of(key.verifier(ORIGIN).toString());
        assertThatThrownBy(() -> BundleCheck.run(noZip, keys, List.of()))
                .hasMessage(noZip + " is no exported audit log: it is no zip file.");
        assertThatThrownBy(() -> BundleCheck.run(bundle(), List.of("x"), List.of()))
                .hasMessageContaining("is no key of an audit log");
        notes.clear();
        assertThatThrownBy(this::check).hasMessageContaining("proves nothing");
    }

    private void assertBad(long index) throws Exception {
        BundleCheck.Report report = check();
        assertThat(report.firstBad()).as(String.valueOf(report.problem())).isEqualTo(index);
        assertThat(report.ok()).isFalse();
    }

    private BundleCheck.Report check() throws Exception {
        return BundleCheck.run(bundle(), List.of(key.verifier(ORIGIN).toString()), List.of());
    }

    private void writeFrom(int first, String subject) {
        Hashing hashing = new Hashing();
        records.subList(first - 1, records.size()).clear();
        for (int seq = first; seq <= 20; seq++) {
            Hash prev = seq == 1 ? Hash.NONE : hashing.leaf(records.getLast().getBytes(StandardCharsets.UTF_8));
            Entry entry = new Entry(
                    seq, Instant.EPOCH, "operator", null, "a.b", "DONE", subject + seq, null, null, null, prev);
            records.add(new String(entry.record(), StandardCharsets.UTF_8));
        }
    }

    private String note(SigningKey signer, int size) {
        Hashing hashing = new Hashing();
        MerkleTree tree = new MerkleTree(hashing);
        records.subList(0, size).forEach(record -> tree.add(hashing.leaf(record.getBytes(StandardCharsets.UTF_8))));
        return SignedCheckpoint.of(new Checkpoint(ORIGIN, size, tree.root()), signer)
                .note();
    }

    private Path bundle() throws IOException {
        Path file = Files.createTempFile(folder, "bundle-", ".zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(Bundle.CHECKPOINTS));
            zip.write(String.join("\n", notes).concat("\n").getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(Bundle.RECORDS));
            zip.write(String.join("\n", records).getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
