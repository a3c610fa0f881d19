package ai.ominigate.staff.reveal;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much personal data one member of the staff may see in clear.
 *
 * @param perDay values in a UTC day
 * @param perBreakGlass values in one emergency, beyond those
 * @param shown how long a value is to be shown
 */
@ConfigurationProperties("ominigate.reveal")
record RevealSettings(
        @Bindable(defaultValue = "40") int perDay,
        @Bindable(defaultValue = "200") int perBreakGlass,
        @Bindable(defaultValue = "60s") Duration shown) {

    RevealSettings {
        if (perDay < 1 || perBreakGlass < 1 || !shown.isPositive()) {
            throw new CannotStart(
                    "The settings ominigate.reveal.per-day, .per-break-glass and .shown must be more than 0; nobody could"
                            + " answer a customer else.");
        }
    }

    /** From how many values in a day on the privacy officer is told: four fifths. */
    int alertAt() {
        return Math.max(1, perDay * 4 / 5);
    }
}
