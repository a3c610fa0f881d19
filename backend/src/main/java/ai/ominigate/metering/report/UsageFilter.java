package ai.ominigate.metering.report;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which calls somebody asks about. All of them are one account's.
 *
 * @param model those of this model; null for all
 * @param key those with this key; null for all
 */
public record UsageFilter(
        UUID account,
        Days days,
        @Nullable String model,
        @Nullable UUID key) {

    /** All calls of an account in these days. */
    public static UsageFilter of(UUID account, Days days) {
        return new UsageFilter(account, days, null, null);
    }
}
