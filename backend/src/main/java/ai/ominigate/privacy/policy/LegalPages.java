package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.privacy.legal.LegalAnswer;
import ai.ominigate.privacy.legal.LegalLocale;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The policy for everybody, as a page or as JSON, in the language that they read. Sets no cookie. */
@Controller("/legal")
@ExecuteOn(TaskExecutors.BLOCKING)
final class LegalPages {
    private final Policy policy;

    LegalPages(Policy policy) {
        this.policy = policy;
    }

    /**
     * The version that holds.
     *
     * @param lang {@code en} or {@code zh-CN}; without it, the best of {@code Accept-Language}
     */
    @Get("/privacy")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    HttpResponse<?> privacy(@QueryValue @Nullable String lang, HttpRequest<?> request) throws SQLException {
        LegalLocale locale = LegalLocale.of(lang, request);
        return answer(policy.inForce(locale), locale, request);
    }

    /** A version that was published once, for good. */
    @Get("/privacy/{version}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    HttpResponse<?> privacy(@PathVariable int version, @QueryValue @Nullable String lang, HttpRequest<?> request)
            throws SQLException {
        LegalLocale locale = LegalLocale.of(lang, request);
        return answer(policy.published(version, locale), locale, request);
    }

    private static HttpResponse<?> answer(PolicyDocument document, LegalLocale locale, HttpRequest<?> request) {
        String tag = "%d-%s-%s%s"
                .formatted(
                        document.version(),
                        document.sha256().substring(0, 16),
                        document.status(),
                        document.finished() ? "-final" : "");
        return LegalAnswer.of(request, locale, tag, document, () -> PolicyPage.of(document, locale));
    }

    /** How our legal pages look. */
    @Get("/style.css")
    @Produces("text/css")
    HttpResponse<byte[]> style() throws IOException {
        try (InputStream file = Objects.requireNonNull(LegalPages.class.getResourceAsStream("/policy/style.css"))) {
            return HttpResponse.ok(file.readAllBytes())
                    .contentType(MediaType.of("text/css; charset=utf-8"))
                    .header(HttpHeaders.CACHE_CONTROL, LegalAnswer.SHORT_WHILE)
                    .header("X-Content-Type-Options", "nosniff");
        }
    }
}
