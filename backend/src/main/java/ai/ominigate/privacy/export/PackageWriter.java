package ai.ominigate.privacy.export;

import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.privacy.policy.PolicyInForce;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.EncryptionMethod;

/**
 * Writes a package: a zip, each file in it encrypted with AES-256 (WinZip's AE-2). Rows stream from the database into it,
 * so its size is not bounded by memory. A large one goes on in another zip, which opens by itself, also in the midst of a
 * table; the page that people read first, and the list of all files, are in the last.
 */
final class PackageWriter implements AutoCloseable {
    /** Of the layout and the fields; grows when what was there changes its meaning. */
    static final int SCHEMA_VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Parts parts;
    private final char[] passphrase;
    private final long partBytes;
    private final List<Written> written = new ArrayList<>();
    private int part = 1;
    private Counted out;
    private ZipOutputStream zip;

    /**
     * A file that is in the package.
     *
     * @param rows that it has; 1 for a page
     * @param part in which of its zips, from 1
     */
    record Written(String name, String sha256, long bytes, long rows, int part) {}

    /** Where zips are written. */
    @FunctionalInterface
    interface Parts {
        /** The file of this one, from 1; the writer closes it. */
        OutputStream open(int part) throws IOException;
    }

    /** @param partBytes from which size on a zip gets no more rows */
    PackageWriter(Parts parts, char[] passphrase, long partBytes) throws IOException {
        this.parts = parts;
        this.passphrase = passphrase.clone();
        this.partBytes = partBytes;
        this.out = new Counted(parts.open(part));
        this.zip = new ZipOutputStream(out, this.passphrase, StandardCharsets.UTF_8);
    }

    private void nextPartIfFull() throws IOException {
        if (out.bytes >= partBytes) {
            zip.close();
            part++;
            out = new Counted(parts.open(part));
            zip = new ZipOutputStream(out, passphrase, StandardCharsets.UTF_8);
        }
    }

    /** How many zips there are. */
    int parts() {
        return part;
    }

    /** What writes the content of one file; answers how many rows it has. */
    @FunctionalInterface
    private interface Content {
        long writeTo(OutputStream out) throws IOException, SQLException;
    }

    private void file(String name, Content content) throws IOException, SQLException {
        nextPartIfFull();
        Measured measured = begin(name);
        end(name, measured, content.writeTo(measured));
    }

    private Measured begin(String name) throws IOException {
        ZipParameters parameters = new ZipParameters();
        parameters.setFileNameInZip(name);
        parameters.setEncryptFiles(true);
        parameters.setEncryptionMethod(EncryptionMethod.AES);
        parameters.setAesKeyStrength(AesKeyStrength.KEY_STRENGTH_256);
        zip.putNextEntry(parameters);
        return new Measured(zip);
    }

    private void end(String name, Measured measured, long rows) throws IOException {
        measured.flush();
        zip.closeEntry();
        written.add(new Written(name, measured.sha256(), measured.bytes, rows, part));
    }

    /**
     * Writes a person's rows of a table, as JSON and as CSV. What does not fit into a zip goes on in the next one, in a file of
     * its own that is whole: {@code calls-2.json} after {@code calls.json}.
     *
     * @param transaction one in which both readings see the same: REPEATABLE READ
     */
    void table(Connection transaction, Holdings holdings, PersonalTable table, DataSubject subject)
            throws IOException, SQLException {
        write(transaction, holdings, table, subject, ".json", JsonRows::new);
        List<String> names =
                table.columns().stream().map(column -> column.replace("\"", "")).toList();
        write(transaction, holdings, table, subject, ".csv", out -> new CsvRows(out, names));
    }

    private void write(
            Connection transaction,
            Holdings holdings,
            PersonalTable table,
            DataSubject subject,
            String ending,
            Format format)
            throws IOException, SQLException {
        nextPartIfFull();
        Cut cut = new Cut(table.file(), ending, format);
        holdings.read(transaction, table, subject, cut::next);
        cut.end();
    }

    /** The rows of one file, in the way that its ending tells. */
    private interface RowFile {
        void row(ObjectNode row) throws IOException;

        /** Writes what is not written yet, and what a file of this kind ends with. */
        void end() throws IOException;
    }

    @FunctionalInterface
    private interface Format {
        RowFile begin(OutputStream out) throws IOException;
    }

    /** One table in as many files as it takes. */
    private final class Cut {
        private final String name;
        private final String ending;
        private final Format format;
        private int number = 1;
        private long rows;
        private Measured out;
        private RowFile file;

        Cut(String name, String ending, Format format) throws IOException {
            this.name = name;
            this.ending = ending;
            this.format = format;
            this.out = begin(fileName());
            this.file = format.begin(out);
        }

        private String fileName() {
            return number == 1 ? name + ending : name + "-" + number + ending;
        }

        void next(ObjectNode row) throws IOException {
            if (rows > 0 && PackageWriter.this.out.bytes >= partBytes) {
                end();
                nextPartIfFull();
                number++;
                rows = 0;
                out = begin(fileName());
                file = format.begin(out);
            }
            file.row(row);
            rows++;
        }

        void end() throws IOException {
            file.end();
            PackageWriter.this.end(fileName(), out, rows);
        }
    }

    private static final class JsonRows implements RowFile {
        private final JsonGenerator json;

        JsonRows(OutputStream out) throws IOException {
            json = JSON.createGenerator(out);
            json.useDefaultPrettyPrinter();
            json.writeStartArray();
        }

        @Override
        public void row(ObjectNode row) throws IOException {
            JSON.writeTree(json, row);
        }

        @Override
        public void end() throws IOException {
            json.writeEndArray();
            json.close();
        }
    }

    private static final class CsvRows implements RowFile {
        private final Writer writer;
        private final Csv csv;
        private final List<String> names;

        CsvRows(OutputStream out, List<String> names) throws IOException {
            this.writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            this.csv = new Csv(writer);
            this.names = names;
            csv.header(names);
        }

        @Override
        public void row(ObjectNode row) throws IOException {
            csv.row(names.stream().map(row::path).toList());
        }

        @Override
        public void end() throws IOException {
            writer.close();
        }
    }

    /** Writes what people read first and last, and the list of all files with their digests. */
    void end(Readme readme, String reference, Instant now, PolicyInForce.Named policy, Map<String, JsonNode> profile)
            throws IOException, SQLException {
        text("about/processing.html", readme.processing());
        String day = DateTimeFormatter.ISO_LOCAL_DATE.format(now.atOffset(ZoneOffset.UTC));
        text("README.html", readme.index(reference, day, List.copyOf(written), profile));
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("schemaVersion", SCHEMA_VERSION);
        manifest.put("reference", reference);
        manifest.put("generatedAt", now.toString());
        manifest.put("policyVersion", policy.lastUpdated().toString());
        ArrayNode files = manifest.putArray("files");
        for (Written file : written) {
            Map<String, Object> about = new LinkedHashMap<>();
            about.put("name", file.name());
            about.put("sha256", file.sha256());
            about.put("bytes", file.bytes());
            about.put("rows", file.rows());
            about.put("part", file.part());
            files.addPOJO(about);
        }
        text("manifest.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest));
    }

    /** Writes a file as it is. */
    void paper(String name, byte[] content) throws IOException, SQLException {
        file(name, out -> {
            out.write(content);
            return 1;
        });
    }

    private void text(String name, String content) throws IOException, SQLException {
        paper(name, content.getBytes(StandardCharsets.UTF_8));
    }

    List<Written> written() {
        return List.copyOf(written);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Knows how much has passed. */
    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            out.write(data, offset, length);
            bytes += length;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }
    }

    /** Takes the digest and the length of what passes, and closes nothing behind it. */
    private static final class Measured extends FilterOutputStream {
        private final MessageDigest digest;
        private long bytes;

        Measured(OutputStream out) {
            this(out, sha256Digest());
        }

        private Measured(OutputStream out, MessageDigest digest) {
            super(new DigestOutputStream(out, digest));
            this.digest = digest;
        }

        private static MessageDigest sha256Digest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            out.write(data, offset, length);
            bytes += length;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void flush() {
            // The zip flushes itself; a flush in the middle of an encrypted entry only costs.
        }

        @Override
        public void close() {
            // One file ends, the zip goes on.
        }

        String sha256() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
