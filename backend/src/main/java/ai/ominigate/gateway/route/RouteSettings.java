package ai.ominigate.gateway.route;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * When an upstream is left alone, and how a failed call is tried again.
 *
 * @param failuresToOpen failures in a row that open an upstream's breaker
 * @param openFor how long it stays open the first time; doubles with each failed probe
 * @param openForAtMost how long it stays open at most
 * @param attempts how many upstreams one call tries at most
 * @param backOff pause before the same upstream is tried a second time; doubles, and varies by half
 * @param retryAfterAtMost the longest {@code retry-after} that a call waits for; a longer one is passed on to the caller
 */
@ConfigurationProperties("ominigate.routing")
public record RouteSettings(
        @Bindable(defaultValue = "5") int failuresToOpen,
        @Bindable(defaultValue = "5s") Duration openFor,
        @Bindable(defaultValue = "60s") Duration openForAtMost,
        @Bindable(defaultValue = "4") int attempts,
        @Bindable(defaultValue = "250ms") Duration backOff,
        @Bindable(defaultValue = "5s") Duration retryAfterAtMost) {}
