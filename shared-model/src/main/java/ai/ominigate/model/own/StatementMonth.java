package ai.ominigate.model.own;

import java.time.YearMonth;

/**
 * A month that there is a statement of.
 *
 * @param month as {@code 2026-11}
 * @param finished whether it is over; before that its statement is one so far
 */
public record StatementMonth(String month, boolean finished) {
    public StatementMonth {
        YearMonth.parse(month);
    }
}
