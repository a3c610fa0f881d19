package ai.ominigate.dashboard;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.rest.RequestId;
import io.micronaut.context.annotation.Value;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Draws pages. Whole before anything is sent, so that a page that cannot be drawn is an error that says so and not half a
 * page.
 */
@Singleton
final class Pages {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}");
    private static final MediaType HTML = MediaType.of("text/html; charset=utf-8");

    private final HtmlJteViewsRenderer<Map<String, Object>> templates;
    private final Assets assets;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final String publicUrl;
    private final String contact;
    private final boolean demo;

    /**
     * @param publicUrl where people reach OminiGate; empty where they reach it is where they are
     * @param contact whom those write to who are shut out
     */
    Pages(
            HtmlJteViewsRenderer<Map<String, Object>> templates,
            Assets assets,
            Catalogue catalogue,
            InstantSource clock,
            @Value("${ominigate.public-url:}") String publicUrl,
            @Value("${ominigate.abuse.contact:contact@ominigate.ai}") String contact,
            @Value("${ominigate.demo:false}") boolean demo) {
        this.templates = templates;
        this.assets = assets;
        this.catalogue = catalogue;
        this.clock = clock;
        this.contact = contact;
        this.demo = demo;
        this.publicUrl = publicUrl.replaceAll("/+$", "");
    }

    /** What stands around the page that this request asks for, for somebody who is not signed in. */
    Frame frame(HttpRequest<?> request) {
        return frame(request, ZoneOffset.UTC, null, "");
    }

    /**
     * The same for somebody who is signed in; for nobody, if that is null.
     *
     * @param section the part of the account that the page belongs to
     */
    Frame frame(HttpRequest<?> request, Requester.@Nullable SignedIn me, String section) {
        return me == null ? frame(request) : frame(request, me.member().zone(), Visitor.of(me), section);
    }

    /** The same with the days of another time zone than the reader's own. */
    Frame frame(HttpRequest<?> request, Requester.SignedIn me, String section, ZoneId zone) {
        return frame(request, zone, Visitor.of(me), section);
    }

    private Frame frame(HttpRequest<?> request, ZoneId zone, @Nullable Visitor visitor, String section) {
        Language language = Language.of(request);
        return new Frame(
                language,
                Words.in(language),
                new Shown(language, zone, clock.instant()),
                request.getUri().toString(),
                assets,
                visitor,
                section,
                new Frame.Help(contact, RequestId.of(request)),
                demo);
    }

    /** A page of this template with these parameters, besides its {@code frame}. */
    HttpResponse<String> ok(HttpRequest<?> request, String template, Frame frame, Map<String, Object> parameters) {
        return page(HttpStatus.OK, request, template, frame, parameters);
    }

    /** The same with another status. */
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

    /** A page with something that is shown once: no browser and nothing on the way keeps it. */
    HttpResponse<String> once(
            HttpStatus status, HttpRequest<?> request, String template, Frame frame, Map<String, Object> parameters) {
        MutableHttpResponse<String> page = page(status, request, template, frame, parameters);
        page.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        return page;
    }

    /** A first call in everything that we show one in, to this very host. */
    List<FirstCall> firstCalls(HttpRequest<?> request) {
        return FirstCall.all(baseUrl(request), example());
    }

    private String baseUrl(HttpRequest<?> request) {
        if (!publicUrl.isEmpty()) {
            return publicUrl;
        }
        String host = request.getHeaders().get("host");
        return host != null && HOST.matcher(host).matches() ? "http://" + host : "http://localhost:8080";
    }

    /** A model that the examples can ask. */
    private String example() {
        return catalogue.models().stream()
                .filter(model -> model.tasks().contains(Model.Task.CHAT))
                .map(Model::name)
                .filter(name -> !name.contains("/"))
                .min(Comparator.naturalOrder())
                .orElse("demo-echo");
    }
}
