package ai.ominigate.customer.door;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what another site has a browser send with its owner's cookie. Browsers say where a request comes from, in {@code
 * Sec-Fetch-Site} (W3C Fetch Metadata) and in {@code Origin} (RFC 6454), which no page can write; so there is no token to
 * keep, and no cookie for one. What says neither and comes with a cookie is no browser of today, and is refused.
 */
final class SameOrigin {
    private static final Set<HttpMethod> SAFE = EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private SameOrigin() {}

    /**
     * Looks where a request comes from that changes something.
     *
     * @param withCookie whether it is somebody's by a cookie
     * @param authority host and port that browsers know us by; null if we do not know
     * @throws Refused if that is elsewhere
     */
    static void require(HttpRequest<?> request, boolean withCookie, @Nullable String authority) {
        if (isSafe(request)) {
            return;
        }
        String site = request.getHeaders().get("Sec-Fetch-Site");
        String origin = request.getHeaders().get("Origin");
        boolean ours = site == null
                ? origin == null
                        ? !withCookie
                        : isOwn(origin, request.getHeaders().get("Host"), authority)
                : OURS.contains(site);
        if (!ours) {
            throw Refused.closed(
                    "cross_site",
                    "This came from a page of another site, so nothing was done. Open the page here and send it again.");
        }
    }

    /** Whether it only looks (RFC 9110, 9.2.1). */
    static boolean isSafe(HttpRequest<?> request) {
        return SAFE.contains(request.getMethod());
    }

    /** By host and port: the scheme is a proxy's before us. */
    private static boolean isOwn(String origin, @Nullable String host, @Nullable String known) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && (authority.equalsIgnoreCase(host) || authority.equalsIgnoreCase(known));
        } catch (IllegalArgumentException e) {
            // "null", and what is no origin at all.
            return false;
        }
    }
}
