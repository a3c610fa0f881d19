package ai.ominigate.privacy.erasure;

import ai.ominigate.rest.Refused;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.Duration;
import java.util.List;

/** Answers 503 to everybody as long as the database may have people who were forgotten. Calls are refused by the relay. */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class QuarantineFilter {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final List<String> ALWAYS = List.of("/health", "/prometheus");

    private final Quarantine quarantine;

    QuarantineFilter(Quarantine quarantine) {
        this.quarantine = quarantine;
    }

    @RequestFilter
    void refuse(HttpRequest<?> request) {
        if (quarantine.isClosed() && ALWAYS.stream().noneMatch(request.getPath()::startsWith)) {
            throw Refused.forNow(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "quarantine",
                    "OminiGate is starting: people who asked to be forgotten are looked for first. Try again in a moment.",
                    TRY_AGAIN);
        }
    }
}
