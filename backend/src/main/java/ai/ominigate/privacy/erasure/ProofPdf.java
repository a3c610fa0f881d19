package ai.ominigate.privacy.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.openpdf.text.Document;
import org.openpdf.text.Font;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.PdfStream;
import org.openpdf.text.pdf.PdfWriter;

/** A proof on paper, for people. What is verified is the signed file, whose digest stands here. */
final class ProofPdf {
    private static final float MARGIN = 56;
    private static final float LEADING = 1.45f;
    private static final BaseFont PLAIN = face(BaseFont.HELVETICA);
    private static final BaseFont BOLD = face(BaseFont.HELVETICA_BOLD);
    private static final BaseFont DIGITS = face(BaseFont.COURIER);

    private record Line(String text, BaseFont face, float size, float before) {}

    private ProofPdf() {}

    private static BaseFont face(String name) {
        try {
            return BaseFont.createFont(name, BaseFont.WINANSI, BaseFont.NOT_EMBEDDED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The pages.
     *
     * @param proof the signed file, as JSON
     */
    static byte[] of(String proof) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Document document = new Document(PageSize.A4, MARGIN, MARGIN, MARGIN, MARGIN)) {
            // As it is: a few kilobytes, in which anybody can look for what must not be there.
            PdfWriter.getInstance(document, out).setCompressionLevel(PdfStream.NO_COMPRESSION);
            document.open();
            document.addTitle("Proof of erasure");
            write(document, lines(proof));
        }
        return out.toByteArray();
    }

    private static List<Line> lines(String proof) throws JsonProcessingException {
        JsonNode signed = JsonMapper.builder().build().readTree(proof);
        JsonNode statement = signed.path("statement");
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("Proof of erasure", BOLD, 22, 0));
        lines.add(new Line("OminiGate, request " + statement.path("reference").asText("-"), PLAIN, 12, 4));
        for (String name : List.of(
                "account",
                "member",
                "receivedAt",
                "beganAt",
                "provenAt",
                "policyVersion",
                "planVersion",
                "tombstone",
                "backupsGoneBy",
                "addressHashGoneBy")) {
            if (statement.has(name)) {
                lines.add(new Line(name + ": " + statement.path(name).asText(), PLAIN, 10, 2));
            }
        }
        lines.add(new Line("What was done", BOLD, 14, 14));
        statement.path("legs").forEach(leg -> {
            lines.add(new Line(
                    leg.path("name").asText() + " - " + leg.path("result").asText(), BOLD, 10, 6));
            leg.path("receipt")
                    .properties()
                    .forEach(field -> lines.add(new Line(
                            field.getKey() + ": "
                                    + (field.getValue().isValueNode()
                                            ? field.getValue().asText()
                                            : field.getValue().toString()),
                            PLAIN,
                            9,
                            1)));
        });
        lines.add(new Line("What is kept, and why", BOLD, 14, 14));
        statement
                .path("kept")
                .forEach(each -> lines.add(new Line(
                        each.path("what").asText() + ": " + each.path("why").asText()
                                + (each.has("until")
                                        ? ", until " + each.path("until").asText()
                                        : ""),
                        PLAIN,
                        9,
                        2)));
        if (statement.has("auditLog")) {
            JsonNode log = statement.path("auditLog");
            lines.add(new Line("In the audit log", BOLD, 14, 14));
            lines.add(new Line("Entry: " + log.path("record").asText(), PLAIN, 9, 2));
            lines.add(new Line("Leaf: " + log.path("index").asText(), PLAIN, 9, 2));
            log.path("checkpoint")
                    .asText()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> lines.add(new Line(line, DIGITS, 8, 2)));
        }
        lines.add(new Line("Signature", BOLD, 14, 14));
        lines.add(new Line(
                "Verify the signed file with: java -jar ominigate.jar privacy verify-proof FILE --key KEY",
                PLAIN,
                9,
                2));
        lines.add(new Line("SHA-256 of the signed file: " + Prover.sha256(proof), DIGITS, 8, 4));
        lines.add(new Line("Key: " + signed.path("signer").asText(), DIGITS, 8, 2));
        lines.add(new Line("Ed25519: " + signed.path("signature").asText(), DIGITS, 8, 2));
        return lines;
    }

    private static void write(Document document, List<Line> lines) {
        for (Line line : lines) {
            Paragraph paragraph = new Paragraph(printable(line.text()), new Font(line.face(), line.size()));
            paragraph.setLeading(line.size() * LEADING);
            paragraph.setSpacingBefore(line.before());
            document.add(paragraph);
        }
    }

    /** The fonts that every reader of PDF has know the letters of western Europe. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars().forEach(c -> printable.append(c >= ' ' && c < 0x7f || c >= 0xa0 && c <= 0xff ? (char) c : '?'));
        return printable.toString();
    }
}
