package ai.ominigate.metering.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Some days in a row, as somebody's clock has them. A day is from one midnight to the next there, so it may have 23 or 25
 * hours.
 *
 * @param first the first of them
 * @param last the last of them, which is one of them
 */
public record Days(LocalDate first, LocalDate last, ZoneId zone) {
    /** Five years and a bit: no answer is longer. */
    public static final int MOST = 2_000;

    public Days {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException("the last day is before the first");
        }
        if (ChronoUnit.DAYS.between(first, last) >= MOST) {
            throw new IllegalArgumentException("more than " + MOST + " days");
        }
    }

    /** The day that it is now, and those before it. */
    public static Days lastOnes(int count, ZoneId zone, Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return new Days(today.minusDays(count - 1L), today, zone);
    }

    /** All of a month. */
    public static Days of(YearMonth month, ZoneId zone) {
        return new Days(month.atDay(1), month.atEndOfMonth(), zone);
    }

    /** When the first one begins. */
    public Instant from() {
        return start(first);
    }

    /** When the last one has ended. */
    public Instant until() {
        return start(last.plusDays(1));
    }

    /** Time cut at each of their midnights. */
    Stretches stretches() {
        return new Stretches(first.datesUntil(last.plusDays(2)).map(this::start).toList());
    }

    private Instant start(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** Each of them, in order. */
    public List<LocalDate> all() {
        return first.datesUntil(last.plusDays(1)).toList();
    }
}
