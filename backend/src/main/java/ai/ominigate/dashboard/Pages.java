package ai.ominigate.dashboard;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.views.jte.HtmlJteViewsRenderer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * Draws pages. Whole before anything is sent, so that a page that cannot be drawn is an error that says so and not half a
 * page.
 */
@Singleton
final class Pages {
    private static final MediaType HTML = MediaType.of("text/html; charset=utf-8");

    private final HtmlJteViewsRenderer<Map<String, Object>> templates;
    private final Assets assets;
    private final InstantSource clock;

    Pages(HtmlJteViewsRenderer<Map<String, Object>> templates, Assets assets, InstantSource clock) {
        this.templates = templates;
        this.assets = assets;
        this.clock = clock;
    }

    /** What stands around the page that this request asks for. */
    Frame frame(HttpRequest<?> request) {
        return frame(request, ZoneOffset.UTC);
    }

    private Frame frame(HttpRequest<?> request, ZoneId zone) {
        Language language = Language.of(request);
        return new Frame(
                language,
                Words.in(language),
                new Shown(language, zone, clock.instant()),
                request.getUri().toString(),
                assets);
    }

    /** A page of this template with these parameters, besides its {@code frame}. */
    HttpResponse<String> ok(HttpRequest<?> request, String template, Map<String, Object> parameters) {
        return page(HttpStatus.OK, request, template, frame(request), parameters);
    }

    MutableHttpResponse<String> page(
            HttpStatus status, HttpRequest<?> request, String template, Frame frame, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("frame", frame);
        StringWriter html = new StringWriter();
        try {
            templates.render(template, all, request).writeTo(html);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HttpResponse.<String>status(status)
                .body(html.toString())
                .contentType(HTML)
                .header(HttpHeaders.CONTENT_LANGUAGE, frame.language().tag())
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header(HttpHeaders.VARY, "Accept-Language, Cookie");
    }
}
