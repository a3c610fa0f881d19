package ai.ominigate.rest;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How often one sign-in may ask our own JSON faces.
 *
 * @param requestsPerMinute on average
 * @param burst how many at once after a rest
 */
@ConfigurationProperties("ominigate.requests")
record RateSettings(
        @Bindable(defaultValue = "600") int requestsPerMinute,
        @Bindable(defaultValue = "200") int burst) {
    RateSettings {
        if (requestsPerMinute < 1 || burst < 1) {
            throw new CannotStart(
                    "The settings ominigate.requests.requests-per-minute and .burst are at least 1; nobody could work else.");
        }
    }
}
