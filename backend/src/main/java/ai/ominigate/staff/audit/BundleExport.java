package ai.ominigate.staff.audit;

import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.audit.AuditTables.Head;
import ai.ominigate.staff.audit.AuditTables.Stored;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes the log out for auditors. */
@Singleton
final class BundleExport {
    private final DataSource dataSource;
    private final AuditTables tables;
    private final Notary notary;
    private final Witness witness;
    private final InstantSource clock;

    BundleExport(DataSource dataSource, AuditTables tables, Notary notary, Witness witness, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.tables = tables;
        this.notary = notary;
        this.witness = witness;
        this.clock = clock;
    }

    /**
     * Signs what there is and writes a {@link Bundle} of it to a new file in the data folder, which is the caller's to
     * delete.
     *
     * @return the file; null if nothing of the log is signed, so that there is nothing to prove
     */
    @Nullable
    Path write() throws SQLException, IOException {
        notary.signNow();
        Path file = Files.createTempFile(witness.folder(), "export-", ".zip");
        try {
            boolean written = Transaction.run(dataSource, snapshot -> {
                snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                return write(snapshot, file);
            });
            if (!written) {
                Files.delete(file);
            }
            return written ? file : null;
        } catch (UncheckedIOException e) {
            Files.deleteIfExists(file);
            throw e.getCause();
        } catch (SQLException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private boolean write(Connection snapshot, Path file) throws SQLException {
        List<Stored> checkpoints = tables.checkpointsAfter(snapshot, 0);
        if (checkpoints.isEmpty()) {
            return false;
        }
        Head head = tables.head(snapshot);
        long signed = checkpoints.getLast().size();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            zip.setLevel(Deflater.BEST_SPEED);
            String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            put(zip, Bundle.README, Bundle.readme(head.origin(), signed, now));
            put(
                    zip,
                    Bundle.KEYS,
                    lines(witness.trusted().stream().map(VerifierKey::toString).toList()));
            put(
                    zip,
                    Bundle.CHECKPOINTS,
                    lines(checkpoints.stream().map(Stored::note).toList()));
            zip.putNextEntry(new ZipEntry(Bundle.RECORDS));
            tables.entriesAfter(snapshot, Long.MIN_VALUE, row -> {
                Entry entry = AuditTables.entry(row);
                if (entry.seq() > signed) {
                    return false;
                }
                writeLine(zip, entry.record());
                return true;
            });
            zip.closeEntry();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static void writeLine(OutputStream out, byte[] line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
