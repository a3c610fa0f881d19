package ai.ominigate.privacy.legal;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.function.Supplier;

/** How something at {@code /legal} is answered: as a page or as JSON, without a cookie. */
public final class LegalAnswer {
    /** For how long others may keep it. */
    public static final String SHORT_WHILE = "public, max-age=300";

    private static final MediaType HTML = MediaType.of("text/html; charset=utf-8");

    private LegalAnswer() {}

    /**
     * What the request prefers of both.
     *
     * @param tag changes whenever what is read does
     * @param json the same for programs
     */
    public static HttpResponse<?> of(
            HttpRequest<?> request, LegalLocale locale, String tag, Object json, Supplier<LegalPage> page) {
        boolean asJson = wantsJson(request);
        MutableHttpResponse<?> answer = asJson
                ? HttpResponse.ok(json).contentType(MediaType.APPLICATION_JSON_TYPE)
                : HttpResponse.ok(page.get().html()).contentType(HTML);
        return guarded(answer.header(HttpHeaders.CONTENT_LANGUAGE, locale.tag())
                .header(HttpHeaders.VARY, "Accept, Accept-Language, Cookie")
                .header(HttpHeaders.ETAG, "\"%s%s\"".formatted(tag, asJson ? "-json" : "")));
    }

    /** With what browsers have to know of everything that stands there. */
    public static HttpResponse<?> guarded(MutableHttpResponse<?> answer) {
        return answer.header(HttpHeaders.CACHE_CONTROL, SHORT_WHILE)
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
}
