package ai.ominigate.abuse;

import ai.ominigate.platform.ClientAddress;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells the operational log of every request that Micronaut answers, the refused and the unknown ones too. */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
@Order(RequestRecorder.BEFORE_ALL_OTHERS)
final class RequestRecorder {
    /** Outermost: whatever another filter answers is recorded. */
    static final int BEFORE_ALL_OTHERS = Integer.MIN_VALUE;

    private final OperationalLog log;
    private final ClientAddress addresses;
    private final InstantSource clock;

    RequestRecorder(OperationalLog log, ClientAddress addresses, InstantSource clock) {
        this.log = log;
        this.addresses = addresses;
        this.clock = clock;
    }

    @ResponseFilter
    void record(HttpRequest<?> request, HttpResponse<?> response) {
        log.record(new OperationalLog.Entry(
                clock.instant(),
                addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll),
                request.getMethodName(),
                BasicHttpAttributes.getUriTemplate(request).orElse(OperationalLog.NO_ROUTE),
                response.code(),
                request.getAttribute(OperationalLog.KEY_ATTRIBUTE, UUID.class).orElse(null),
                request.getAttribute(OperationalLog.ACCOUNT_ATTRIBUTE, UUID.class)
                        .orElse(null),
                request.getAttribute(OperationalLog.MEMBER_ATTRIBUTE, UUID.class)
                        .orElse(null),
                LoggedHeaders.of(firstValues(request))));
    }

    private static Iterator<Map.Entry<String, String>> firstValues(HttpRequest<?> request) {
        return request.getHeaders().asMap().entrySet().stream()
                .filter(header -> !header.getValue().isEmpty())
                .map((Map.Entry<String, List<String>> header) ->
                        Map.entry(header.getKey(), header.getValue().getFirst()))
                .iterator();
    }
}
