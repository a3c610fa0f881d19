package ai.ominigate.rest;

import ai.ominigate.platform.UuidV7;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.InstantSource;

/**
 * Names every request to our own JSON faces and pages; its answer, also one that refuses, tells the name as {@code
 * x-request-id}. Model calls and their look-ups have names of their own. A name that a caller brings is not taken: what is written down for good goes by the name, and theirs could be a person's.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
@Order(RequestId.AROUND_ALL_THAT_REFUSE)
public final class RequestId {
    private static final String ATTRIBUTE = "ai.ominigate.rest.request-id";

    /** A filter does not see the answer to what it refused itself, but to what one inside it refused. */
    static final int AROUND_ALL_THAT_REFUSE = Integer.MIN_VALUE + 1;

    private static final String CALLS = "/v1/";

    private static final String HEADER = "x-request-id";

    private final InstantSource clock;

    RequestId(InstantSource clock) {
        this.clock = clock;
    }

    @RequestFilter
    void give(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, UuidV7.at(clock.instant()).toString());
    }

    @ResponseFilter
    void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (!request.getPath().startsWith(CALLS)) {
            response.getHeaders().set(HEADER, of(request));
        }
    }

    /** The name of this request; empty for one to another face. */
    public static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElse("");
    }
}
