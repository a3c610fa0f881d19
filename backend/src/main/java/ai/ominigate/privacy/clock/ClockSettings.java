package ai.ominigate.privacy.clock;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.LocalDate;
import java.util.Set;

/**
 * What differs by place.
 *
 * @param holidays days on which nobody has to work, as {@code 2026-12-25}
 */
@ConfigurationProperties("ominigate.privacy")
public record ClockSettings(@Bindable(defaultValue = "") Set<LocalDate> holidays) {}
