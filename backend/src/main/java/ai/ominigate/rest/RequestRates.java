package ai.ominigate.rest;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Turns away sign-ins that ask too often, on this node, and the operator, whose commands may work through lists and so
 * may ask {@value #OPERATORS_SHARE} times as often. For each it remembers one moment, at which all that it asked would be
 * paid off at the steady rate (the generic cell rate algorithm, ITU-T I.371).
 */
@ServerFilter({"/admin/v1/**", "/api/v1/**"})
@Order(Caller.KNOWN)
final class RequestRates {
    static final int OPERATORS_SHARE = 10;

    private static final int REMEMBERED = 10_000;

    private final long interval;
    private final long burst;
    private final ConcurrentMap<Object, Long> paidOff = new ConcurrentHashMap<>();

    RequestRates(RateSettings settings) {
        this.interval = Duration.ofMinutes(1).toNanos() / settings.requestsPerMinute();
        this.burst = interval * settings.burst();
    }

    @RequestFilter
    void admit(HttpRequest<?> request) {
        Caller.of(request).ifPresent(caller -> admit(caller, System.nanoTime()));
    }

    /** @param now on the clock of {@link System#nanoTime()} */
    void admit(Caller caller, long now) {
        if (caller.session() == null) {
            admit(caller.name(), interval / OPERATORS_SHARE, burst, now);
        } else {
            admit(caller.session(), interval, burst, now);
        }
    }

    private void admit(Object who, long each, long atOnce, long now) {
        if (paidOff.size() >= REMEMBERED) {
            paidOff.values().removeIf(moment -> moment - now <= 0);
        }
        long[] wait = {0};
        paidOff.compute(who, (id, before) -> {
            long moment = (before == null || before - now <= 0 ? now : before) + each;
            wait[0] = moment - now - atOnce;
            return wait[0] > 0 ? before : Long.valueOf(moment);
        });
        if (wait[0] > 0) {
            throw Refused.forNow(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "rate_limit_exceeded",
                    "You have asked too often; wait as long as 'retry-after' says.",
                    Duration.ofNanos(wait[0]));
        }
    }
}
