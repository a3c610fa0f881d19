package ai.ominigate.privacy.clock;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;

/** Monday to Friday without public holidays, which differ by place and are a setting. */
final class WorkingDays {
    private final Set<LocalDate> holidays;

    WorkingDays(Set<LocalDate> holidays) {
        this.holidays = Set.copyOf(holidays);
    }

    boolean isOne(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }

    /** The day itself if it is one, else the first after it. */
    LocalDate notBefore(LocalDate day) {
        LocalDate next = day;
        while (!isOne(next)) {
            next = next.plusDays(1);
        }
        return next;
    }

    /** The last of so many working days that follow this day. */
    LocalDate after(LocalDate day, int count) {
        LocalDate last = day;
        for (int left = count; left > 0; left--) {
            last = notBefore(last.plusDays(1));
        }
        return last;
    }
}
