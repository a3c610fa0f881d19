package ai.ominigate.dashboard;

import ai.ominigate.customer.door.Requester;
import ai.ominigate.model.Problem;
import ai.ominigate.rest.RequestId;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Stands around all pages: tells browsers what a page may do, and draws what was refused or failed as a page, for whoever
 * reads pages. Faces for programs keep their own errors.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
@Order(PageGuard.AROUND_WHAT_REFUSES)
final class PageGuard {
    /** Just inside what names requests. */
    static final int AROUND_WHAT_REFUSES = Integer.MIN_VALUE + 2;

    private static final List<String> FOR_PROGRAMS =
            List.of("/v1", "/api", "/admin", "/openapi", "/webhooks", "/prometheus", "/health", "/assets");

    private static final String POLICY = "Content-Security-Policy";

    /** Every source is this very host; nothing of a page runs or looks by what stands inside of it. */
    private static final String OWN_ALONE =
            "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";

    private final Pages pages;

    PageGuard(Pages pages) {
        this.pages = pages;
    }

    @ResponseFilter
    void look(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (isForPrograms(request.getPath())) {
            return;
        }
        if (response.code() >= HttpStatus.BAD_REQUEST.getCode() && readsPages(request)) {
            if (isSignInRequired(response)) {
                showTheWayIn(request, response);
            } else if (isCardNeeded(response)) {
                lead("/confirm-card", response);
            } else {
                drawError(request, response);
            }
        }
        if (response.getContentType().filter(MediaType.TEXT_HTML_TYPE::matches).isPresent()) {
            guard(response);
        }
    }

    private static boolean isForPrograms(String path) {
        return FOR_PROGRAMS.stream().anyMatch(face -> path.equals(face) || path.startsWith(face + "/"));
    }

    /** Whoever names HTML: programs that take anything get what programs get. */
    private static boolean readsPages(HttpRequest<?> request) {
        return request.accept().stream().anyMatch(type -> type.getName().equals(MediaType.TEXT_HTML));
    }

    private static boolean isSignInRequired(MutableHttpResponse<?> response) {
        return response.body() instanceof Problem problem && problem.code().equals("sign_in_required");
    }

    private static boolean isCardNeeded(MutableHttpResponse<?> response) {
        return response.body() instanceof Problem problem && problem.code().equals("card_confirmation_needed");
    }

    /** And back again afterwards, if it was to look at something. */
    private static void showTheWayIn(HttpRequest<?> request, MutableHttpResponse<?> response) {
        String to = request.getMethod() == HttpMethod.GET
                ? "?to=" + URLEncoder.encode(request.getUri().toString(), StandardCharsets.UTF_8)
                : "";
        response.getHeaders().remove("WWW-Authenticate");
        lead("/sign-in" + to, response);
    }

    private static void lead(String to, MutableHttpResponse<?> response) {
        response.status(HttpStatus.SEE_OTHER).body(null);
        response.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
        response.getHeaders().set(HttpHeaders.LOCATION, to);
        response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private void drawError(HttpRequest<?> request, MutableHttpResponse<?> response) {
        Object body = response.body();
        if (body != null && !(body instanceof Problem)) {
            return;
        }
        Frame frame = pages.frame(request, Requester.signedIn(request), "");
        ErrorPage error = ErrorPage.of(response.code(), (Problem) body, frame, RequestId.of(request));
        MutableHttpResponse<String> page =
                pages.page(HttpStatus.valueOf(response.code()), request, "error", frame, Map.of("error", error));
        response.body(page.body());
        page.getHeaders()
                .forEach((name, values) ->
                        values.forEach(value -> response.getHeaders().set(name, value)));
        response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        response.getHeaders().remove("WWW-Authenticate");
    }

    private static void guard(MutableHttpResponse<?> response) {
        setUnlessSet(response, POLICY, OWN_ALONE);
        setUnlessSet(response, "Referrer-Policy", "same-origin");
        setUnlessSet(response, "X-Content-Type-Options", "nosniff");
        setUnlessSet(response, "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        setUnlessSet(response, "Cross-Origin-Opener-Policy", "same-origin");
    }

    private static void setUnlessSet(MutableHttpResponse<?> response, String name, String value) {
        if (!response.getHeaders().contains(name)) {
            response.header(name, value);
        }
    }
}
