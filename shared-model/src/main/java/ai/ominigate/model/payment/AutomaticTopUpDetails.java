package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an account tops up by itself.
 *
 * @param account whose
 * @param enabled false where they said so, and after it has stopped
 * @param threshold when less than this is left
 * @param amount by so much credit
 * @param perMonth at most so much credit in a month (UTC)
 * @param thisMonth how much of that was paid or begun in this month
 * @param failures in a row
 * @param stoppedBecause the class of why it stopped by itself; absent if it did not
 * @param restsUntil when it may top up again; absent for now
 * @param changedAt when they last said how
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AutomaticTopUpDetails(
        String account,
        boolean enabled,
        Usd threshold,
        Usd amount,
        Usd perMonth,
        Usd thisMonth,
        int failures,
        @Nullable String stoppedBecause,
        @Nullable Instant restsUntil,
        Instant changedAt) {}
