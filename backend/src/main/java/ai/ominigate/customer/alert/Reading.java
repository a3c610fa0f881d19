package ai.ominigate.customer.alert;

import ai.ominigate.model.Usd;
import ai.ominigate.model.own.AlertDetails;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * An alert, and how near it is.
 *
 * @param now the balance, or what was spent in the present period, in nano-dollars
 * @param from the first day of that period; null for a balance
 * @param zone the account's
 */
public record Reading(Alert alert, long now, @Nullable LocalDate from, ZoneId zone) {

    /** Whether the threshold is crossed now. */
    public boolean isReached() {
        return switch (alert.kind()) {
            case LOW_BALANCE -> now < alert.threshold();
            case DAILY_SPEND, MONTHLY_SPEND -> now >= alert.threshold();
        };
    }

    /** How much of the threshold is spent, in percent, no more than 100. */
    public int percent() {
        return (int) Math.clamp(Math.multiplyHigh(now, 100) == 0 ? now * 100 / alert.threshold() : 100, 0, 100);
    }

    AlertDetails details() {
        return new AlertDetails(
                alert.id().toString(),
                alert.kind(),
                new Usd(alert.threshold()),
                new Usd(now),
                isReached(),
                from,
                zone.getId(),
                alert.createdAt(),
                alert.toldAt());
    }
}
