package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;

/**
 * What an account had, paid and used in a month; {@code closing = opening + sum of the movements}, and the movements of
 * calls sum to {@code -used}.
 *
 * @param timeZone whose midnights the month lies between
 * @param finished whether the month is over; before that it is a statement so far
 * @param madeAt as of when
 * @param opening the balance when the month began; below 0 where something was owed
 * @param closing the balance when it ended, or now
 * @param used what all calls of the month cost
 * @param movements the oldest first
 * @param usage the calls by model and key, the dearest first
 */
public record OwnStatement(
        String month,
        String timeZone,
        boolean finished,
        Instant madeAt,
        Usd opening,
        Usd closing,
        Usd used,
        List<OwnMovement> movements,
        List<StatementLine> usage) {
    public OwnStatement {
        YearMonth.parse(month);
        movements = List.copyOf(movements);
        usage = List.copyOf(usage);
    }
}
