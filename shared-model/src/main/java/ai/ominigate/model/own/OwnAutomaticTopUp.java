package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how an account tops up by itself.
 *
 * @param enabled false until somebody says so, and after it has stopped
 * @param threshold when less than this is left
 * @param amount by so much credit
 * @param perMonth at most so much credit in a month (UTC)
 * @param failures in a row
 * @param stoppedBecause why it stopped by itself: {@code authentication_required} when the bank asks for the cardholder,
 *     {@code three_failures}; absent if it did not
 * @param restsUntil when it may top up again; absent for now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnAutomaticTopUp(
        boolean enabled,
        Usd threshold,
        Usd amount,
        Usd perMonth,
        int failures,
        @Nullable String stoppedBecause,
        @Nullable Instant restsUntil) {}
