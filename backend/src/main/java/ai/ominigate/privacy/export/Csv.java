package ai.ominigate.privacy.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * Rows as comma-separated values (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before
 * it, so that opening the file runs nothing.
 */
final class Csv {
    private static final String STARTS_A_FORMULA = "=+-@\t\r";

    private final Writer out;

    Csv(Writer out) {
        this.out = out;
    }

    void header(List<String> names) throws IOException {
        line(names.stream().map(Csv::text).toList());
    }

    /** @param fields in the order of the header; null and missing ones are empty */
    void row(List<JsonNode> fields) throws IOException {
        line(fields.stream().map(Csv::field).toList());
    }

    private void line(List<String> fields) throws IOException {
        out.write(String.join(",", fields));
        out.write("\r\n");
    }

    private static String field(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        // A number is one for a spreadsheet, too: it needs no apostrophe, and loses its meaning with one.
        return value.isNumber() ? value.asText() : text(value.isTextual() ? value.textValue() : value.toString());
    }

    static String text(String text) {
        String safe = !text.isEmpty() && STARTS_A_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
