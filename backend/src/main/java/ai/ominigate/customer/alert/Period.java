package ai.ominigate.customer.alert;

import ai.ominigate.model.own.AlertKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * A day or a month, as an account's clock has it.
 *
 * @param first its first day
 */
record Period(LocalDate first, Instant from, Instant until) {
    /** Calls that ended at the end of a period are stored soon after it, while the database is there. */
    private static final Duration STRAGGLERS = Duration.ofMinutes(10);

    /** The one that it is. */
    static Period now(AlertKind kind, ZoneId zone, Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return switch (kind) {
            case DAILY_SPEND -> of(today, today.plusDays(1), zone);
            case MONTHLY_SPEND ->
                of(today.withDayOfMonth(1), today.withDayOfMonth(1).plusMonths(1), zone);
            case LOW_BALANCE -> throw new IllegalArgumentException("a balance has no period");
        };
    }

    private static Period of(LocalDate first, LocalDate next, ZoneId zone) {
        return new Period(
                first,
                first.atStartOfDay(zone).toInstant(),
                next.atStartOfDay(zone).toInstant());
    }

    /** The one that it is, and before it one that has just ended. */
    static List<Period> open(AlertKind kind, ZoneId zone, Instant now) {
        Period before = now(kind, zone, now.minus(STRAGGLERS));
        Period present = now(kind, zone, now);
        return before.equals(present) ? List.of(present) : List.of(before, present);
    }
}
