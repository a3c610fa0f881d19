package ai.ominigate.rest;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows as CSV (RFC 4180) for spreadsheets, which must not take what somebody wrote for a formula. Kept in memory. */
public final class CsvFile {
    /** By this spreadsheets know that it is UTF-8. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final String FORMULAS = "=+-@\t\r";
    private static final MediaType TYPE = MediaType.of("text/csv; charset=utf-8");

    private final StringBuilder file = new StringBuilder(BYTE_ORDER_MARK);

    /** One that has no rows yet. */
    public CsvFile(String... heads) {
        line((Object[]) heads);
    }

    /** One more row; null is an empty cell. */
    public void line(@Nullable Object... cells) {
        file.append(Arrays.stream(cells).map(CsvFile::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        String safe = !text.isEmpty() && FORMULAS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    /** The answer that a browser or a console saves under this name, and that nobody keeps on the way. */
    public HttpResponse<byte[]> answer(String name) {
        return HttpResponse.ok(file.toString().getBytes(StandardCharsets.UTF_8))
                .contentType(TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                .header("X-Content-Type-Options", "nosniff");
    }
}
