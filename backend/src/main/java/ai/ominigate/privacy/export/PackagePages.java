package ai.ominigate.privacy.export;

import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.RequestId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * The page behind the link to a package. To look at it counts nothing, as mail servers look at links, too; to press its
 * button does. Whatever does not work is told in the same words. No cookie, no script.
 */
@Controller("/privacy/package")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PackagePages {
    private final Packages packages;
    private final PageVisits visits;
    private final ClientAddress addresses;

    PackagePages(Packages packages, PageVisits visits, ClientAddress addresses) {
        this.packages = packages;
        this.visits = visits;
        this.addresses = addresses;
    }

    @Get("/{token}")
    @Produces(MediaType.TEXT_HTML)
    HttpResponse<String> page(@PathVariable String token, HttpRequest<?> request) throws SQLException {
        if (isTooOften(request)) {
            return tooOften(request);
        }
        Packages.Offer offer = packages.offer(token);
        Words words = words(request);
        if (offer == null) {
            return html(HttpStatus.NOT_FOUND, message(words, "page.gone", "page.gone.text"));
        }
        Document page = page(words, "page.title");
        Element main = page.expectFirst("main");
        main.appendElement("p")
                .text(words.say(
                        "page.text",
                        offer.expiresAt().atOffset(ZoneOffset.UTC).toLocalDate().toString(),
                        offer.left(),
                        offer.bytes()));
        main.appendElement("p").text(words.say("page.passphrase"));
        for (int part = 1; part <= offer.parts(); part++) {
            main.appendElement("form")
                    .attr("method", "post")
                    .attr("action", "/privacy/package/" + token + "/" + part)
                    .appendElement("button")
                    .attr("type", "submit")
                    .text(
                            offer.parts() == 1
                                    ? words.say("page.button")
                                    : words.say("page.button.part", part, offer.parts()));
        }
        return html(HttpStatus.OK, page);
    }

    @Post(uri = "/{token}", consumes = MediaType.ALL)
    @Produces({MediaType.TEXT_HTML, "application/zip"})
    HttpResponse<?> download(@PathVariable String token, HttpRequest<?> request) throws SQLException {
        return download(token, 1, request);
    }

    @Post(uri = "/{token}/{part}", consumes = MediaType.ALL)
    @Produces({MediaType.TEXT_HTML, "application/zip"})
    HttpResponse<?> download(@PathVariable String token, @PathVariable int part, HttpRequest<?> request)
            throws SQLException {
        if (isTooOften(request)) {
            return tooOften(request);
        }
        Words words = words(request);
        Packages.Offer offer = packages.offer(token);
        if (offer == null || part < 1 || part > offer.parts()) {
            return html(HttpStatus.NOT_FOUND, message(words, "page.gone", "page.gone.text"));
        }
        Packages.Offer counted = packages.download(token, RequestId.of(request));
        if (counted == null) {
            return html(HttpStatus.NOT_FOUND, message(words, "page.gone", "page.gone.text"));
        }
        return apart(HttpResponse.ok(packages.file(counted, part, "personal-data.zip")));
    }

    private boolean isTooOften(HttpRequest<?> request) {
        return !visits.admit(addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll), System.nanoTime());
    }

    private static HttpResponse<String> tooOften(HttpRequest<?> request) {
        return html(HttpStatus.TOO_MANY_REQUESTS, message(words(request), "page.often", "page.often.text"))
                .header("Retry-After", "60");
    }

    private static Words words(HttpRequest<?> request) {
        return Words.in(request.getLocale().orElse(Locale.ENGLISH));
    }

    private static Document message(Words words, String title, String text) {
        Document page = page(words, title);
        page.expectFirst("main").appendElement("p").text(words.say(text));
        return page;
    }

    /** Looks like the other pages that letters about personal data lead to. */
    private static Document page(Words words, String title) {
        Document page = new Readme(words).page(words.say(title));
        // The file has its style in it, as it is read where there is no server; a page here may not.
        page.select("style, meta[http-equiv]").remove();
        page.head().appendElement("link").attr("rel", "stylesheet").attr("href", "/privacy/pages.css");
        page.body().appendElement("header").appendElement("a").attr("href", "/").text("OminiGate");
        page.body().appendElement("main").appendElement("h1").text(words.say(title));
        return page;
    }

    private static MutableHttpResponse<String> html(HttpStatus status, Document page) {
        return apart(HttpResponse.<String>status(status)
                .body(page.outerHtml())
                .contentType(MediaType.of("text/html; charset=utf-8")));
    }

    private static <T extends @Nullable Object> MutableHttpResponse<T> apart(MutableHttpResponse<T> response) {
        return response.header(
                        "Content-Security-Policy",
                        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Robots-Tag", "noindex");
    }
}
