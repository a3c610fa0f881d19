package ai.ominigate.rest;

import ai.ominigate.platform.UuidV7;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.InstantSource;
import java.util.regex.Pattern;

/**
 * Names every request to our own JSON faces; its answer, also one that refuses, tells the name as {@code x-request-id}. A
 * caller may bring a name of their own, to find the request again in their records and ours.
 */
@ServerFilter({"/admin/v1/**", "/api/v1/**"})
@Order(RequestId.AROUND_ALL_THAT_REFUSE)
public final class RequestId {
    private static final String ATTRIBUTE = "ai.ominigate.rest.request-id";

    /** A filter does not see the answer to what it refused itself, but to what one inside it refused. */
    static final int AROUND_ALL_THAT_REFUSE = Integer.MIN_VALUE + 1;

    private static final String HEADER = "x-request-id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,100}");

    private final InstantSource clock;

    RequestId(InstantSource clock) {
        this.clock = clock;
    }

    @RequestFilter
    void give(HttpRequest<?> request) {
        String brought = request.getHeaders().get(HEADER);
        request.setAttribute(
                ATTRIBUTE,
                brought != null && SANE.matcher(brought).matches()
                        ? brought
                        : UuidV7.at(clock.instant()).toString());
    }

    @ResponseFilter
    void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
        response.getHeaders().set(HEADER, of(request));
    }

    /** The name of this request; empty for one to another face. */
    public static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElse("");
    }
}
