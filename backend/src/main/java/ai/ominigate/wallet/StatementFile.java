package ai.ominigate.wallet;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import java.util.Locale;
import java.util.function.BiFunction;

/** A statement as a file that people keep. */
public enum StatementFile {
    /** For spreadsheets. */
    CSV("csv", "text/csv; charset=utf-8", StatementCsv::of),
    /** To print. */
    PDF("pdf", "application/pdf", StatementPdf::of);

    private final String extension;
    private final String mediaType;
    private final BiFunction<AccountStatement, Locale, byte[]> writer;

    StatementFile(String extension, String mediaType, BiFunction<AccountStatement, Locale, byte[]> writer) {
        this.extension = extension;
        this.mediaType = mediaType;
        this.writer = writer;
    }

    /** The file for a reader of this language, to be saved. */
    public HttpResponse<byte[]> of(AccountStatement statement, Locale reader) {
        String name = "ominigate-statement-%s.%s".formatted(statement.books().month(), extension);
        return HttpResponse.ok(writer.apply(statement, reader))
                .contentType(MediaType.of(mediaType))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                .header("X-Content-Type-Options", "nosniff");
    }
}
