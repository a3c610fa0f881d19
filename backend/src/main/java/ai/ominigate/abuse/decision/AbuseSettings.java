package ai.ominigate.abuse.decision;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.math.BigDecimal;

/**
 * What a rule decides by itself, and whom to write to about it.
 *
 * @param contact an e-mail address for whoever is refused
 * @param automaticRequestsPerSecond what stays possible when a rule throttles
 * @param automaticDollarsPerHour the same, in dollars
 */
@ConfigurationProperties("ominigate.abuse")
record AbuseSettings(
        @Bindable(defaultValue = "contact@ominigate.ai") String contact,
        @Bindable(defaultValue = "1") double automaticRequestsPerSecond,
        @Bindable(defaultValue = "5") BigDecimal automaticDollarsPerHour) {
    private static final int PLACES = 9;

    AbuseSettings {
        if (!(automaticRequestsPerSecond > 0) || automaticDollarsPerHour.signum() <= 0) {
            throw new CannotStart("The settings ominigate.abuse.automatic-requests-per-second and"
                    + " .automatic-dollars-per-hour must be more than 0: a rule slows down, and people suspend.");
        }
    }

    Throttle automaticThrottle() {
        return new Throttle(
                automaticRequestsPerSecond,
                automaticDollarsPerHour.movePointRight(PLACES).longValue());
    }
}
