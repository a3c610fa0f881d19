package ai.ominigate.gateway.lookup;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.util.UUID;

/** The id of a look-up, as its answer's {@code x-request-id} and Anthropic's errors tell it. */
final class RequestIds {
    private static final String ATTRIBUTE = "ai.ominigate.gateway.lookup.id";

    private RequestIds() {}

    static void give(HttpRequest<?> request, UUID id) {
        request.setAttribute(ATTRIBUTE, id.toString());
    }

    static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElse("");
    }

    static void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
        String id = of(request);
        response.getHeaders().set("x-request-id", id);
        if (LookupErrors.speaksAnthropic(request)) {
            response.getHeaders().set("request-id", id);
        }
    }
}
