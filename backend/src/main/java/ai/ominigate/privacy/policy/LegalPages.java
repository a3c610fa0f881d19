package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyDocument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
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
    private static final MediaType HTML = MediaType.of("text/html; charset=utf-8");
    private static final String SHORT_WHILE = "public, max-age=300";

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
        PolicyLocale locale = locale(lang, request);
        return answer(policy.inForce(locale), locale, request);
    }

    /** A version that was published once, for good. */
    @Get("/privacy/{version}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    HttpResponse<?> privacy(@PathVariable int version, @QueryValue @Nullable String lang, HttpRequest<?> request)
            throws SQLException {
        PolicyLocale locale = locale(lang, request);
        return answer(policy.published(version, locale), locale, request);
    }

    private static PolicyLocale locale(@Nullable String lang, HttpRequest<?> request) {
        return lang == null
                ? PolicyLocale.bestFor(
                        Objects.requireNonNullElse(request.getHeaders().get(HttpHeaders.ACCEPT_LANGUAGE), ""))
                : PolicyLocale.named(lang);
    }

    private static HttpResponse<?> answer(PolicyDocument document, PolicyLocale locale, HttpRequest<?> request) {
        boolean asJson = wantsJson(request);
        MutableHttpResponse<?> answer = asJson
                ? HttpResponse.ok(document).contentType(MediaType.APPLICATION_JSON_TYPE)
                : HttpResponse.ok(new PolicyPage(document, locale).html()).contentType(HTML);
        return answer.header(HttpHeaders.CONTENT_LANGUAGE, locale.tag())
                .header(HttpHeaders.VARY, "Accept, Accept-Language")
                .header(HttpHeaders.CACHE_CONTROL, SHORT_WHILE)
                .header(
                        HttpHeaders.ETAG,
                        "\"%d-%s-%s%s\""
                                .formatted(
                                        document.version(),
                                        document.sha256().substring(0, 16),
                                        document.status(),
                                        asJson ? "-json" : ""))
                .header(
                        "Content-Security-Policy",
                        "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff");
    }

    /** Whoever names JSON before HTML, or alone. */
    private static boolean wantsJson(HttpRequest<?> request) {
        for (MediaType accepted : request.accept()) {
            if (accepted.matches(MediaType.TEXT_HTML_TYPE)) {
                return false;
            }
            if (accepted.matches(MediaType.APPLICATION_JSON_TYPE)) {
                return true;
            }
        }
        return false;
    }

    /** How our legal pages look. */
    @Get("/style.css")
    @Produces("text/css")
    HttpResponse<byte[]> style() throws IOException {
        try (InputStream file = Objects.requireNonNull(LegalPages.class.getResourceAsStream("/policy/style.css"))) {
            return HttpResponse.ok(file.readAllBytes())
                    .contentType(MediaType.of("text/css; charset=utf-8"))
                    .header(HttpHeaders.CACHE_CONTROL, SHORT_WHILE)
                    .header("X-Content-Type-Options", "nosniff");
        }
    }
}
