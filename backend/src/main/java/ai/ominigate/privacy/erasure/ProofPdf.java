package ai.ominigate.privacy.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** A proof on paper, for people. What is verified is the signed file, whose digest stands here. */
final class ProofPdf {
    private static final float MARGIN = 56;
    private static final float LEADING = 1.45f;
    private static final PDFont PLAIN = new PDType1Font(FontName.HELVETICA);
    private static final PDFont BOLD = new PDType1Font(FontName.HELVETICA_BOLD);
    private static final PDFont DIGITS = new PDType1Font(FontName.COURIER);

    private record Line(String text, PDFont font, float size, float before) {}

    private ProofPdf() {}

    /**
     * The pages.
     *
     * @param proof the signed file, as JSON
     */
    static byte[] of(String proof) throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.getDocumentInformation().setTitle("Proof of erasure");
            write(document, lines(proof));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            // As it is: a few kilobytes, in which anybody can look for what must not be there.
            document.save(out, CompressParameters.NO_COMPRESSION);
            return out.toByteArray();
        }
    }

    private static List<Line> lines(String proof) throws JsonProcessingException {
        JsonNode signed = JsonMapper.builder().build().readTree(proof);
        JsonNode statement = signed.path("statement");
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("Proof of erasure", BOLD, 22, 0));
        lines.add(new Line("OminiGate, request " + statement.path("reference").asText("-"), PLAIN, 12, 4));
        for (String name : List.of(
                "account",
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

    private static void write(PDDocument document, List<Line> lines) throws IOException {
        float width = PDRectangle.A4.getWidth() - 2 * MARGIN;
        PDPageContentStream page = newPage(document);
        float y = PDRectangle.A4.getHeight() - MARGIN;
        try {
            for (Line line : lines) {
                y -= line.before();
                for (String part : wrapped(line, width)) {
                    y -= line.size() * LEADING;
                    if (y < MARGIN) {
                        page.close();
                        page = newPage(document);
                        y = PDRectangle.A4.getHeight() - MARGIN - line.size() * LEADING;
                    }
                    page.beginText();
                    page.setFont(line.font(), line.size());
                    page.newLineAtOffset(MARGIN, y);
                    page.showText(part);
                    page.endText();
                }
            }
        } finally {
            page.close();
        }
    }

    private static PDPageContentStream newPage(PDDocument document) throws IOException {
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        return new PDPageContentStream(document, page, PDPageContentStream.AppendMode.OVERWRITE, false);
    }

    /** Cut where the line is full, as digests have no spaces. */
    private static List<String> wrapped(Line line, float width) throws IOException {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (char c : printable(line.text()).toCharArray()) {
            if (line.font().getStringWidth(part.toString() + c) / 1000 * line.size() > width) {
                parts.add(part.toString());
                part.setLength(0);
            }
            part.append(c);
        }
        parts.add(part.toString());
        return parts;
    }

    /** The fonts that every reader of PDF has know the letters of western Europe. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars().forEach(c -> printable.append(c >= ' ' && c < 0x7f || c >= 0xa0 && c <= 0xff ? (char) c : '?'));
        return printable.toString();
    }
}
