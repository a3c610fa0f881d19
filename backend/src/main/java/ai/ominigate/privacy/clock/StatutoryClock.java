package ai.ominigate.privacy.clock;

import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.privacy.clock.Deadlines.Extension;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts the days.
 *
 * <ul>
 *   <li>EU, GDPR article 12(3): a calendar month from receipt, two more with a notice within the first; an end that is no
 *       working day moves to the next (Regulation 1182/71, article 3(4)).
 *   <li>UK GDPR article 12A: the same, from the day on which we had what we need to know who asks; waiting for a
 *       clarification that was asked for stops it.
 *   <li>UK complaint, Data Protection Act 2018 section 164A: acknowledged within 30 days that begin with the day of receipt;
 *       answered without undue delay.
 *   <li>California, 11 CCR § 7021: acknowledged within 10 business days; answered within 45 calendar days from receipt,
 *       however long it takes to know who asks, and within 90 with a notice.
 * </ul>
 */
@Singleton
public final class StatutoryClock {
    private static final int INTERNAL_TARGET_DAYS = 21;
    private static final int MONTHS = 1;
    private static final int MONTHS_EXTENDED = 3;
    private static final int CALIFORNIA_ACKNOWLEDGED_BUSINESS_DAYS = 10;
    private static final int CALIFORNIA_DAYS = 45;
    private static final int CALIFORNIA_DAYS_EXTENDED = 90;

    /** 30, of which the day of receipt is the first. */
    private static final int COMPLAINT_ACKNOWLEDGED_DAYS = 29;

    /**
     * The edges of where a law applies, as the place where a person lives in it is not asked for. A request counts as received
     * on the day that it is in the west, and today is the day that it is in the east: whoever is in between has no less time.
     */
    private record Extent(ZoneId west, ZoneId east) {
        static Extent of(String west, String east) {
            return new Extent(ZoneId.of(west), ZoneId.of(east));
        }
    }

    private static final Map<Regime, Extent> EXTENTS = new EnumMap<>(Map.of(
            Regime.EU, Extent.of("Atlantic/Azores", "Europe/Helsinki"),
            Regime.UK, Extent.of("Europe/London", "Europe/London"),
            Regime.CALIFORNIA, Extent.of("America/Los_Angeles", "America/Los_Angeles")));

    private final WorkingDays workingDays;

    /** With the holidays of these settings. */
    public StatutoryClock(ClockSettings settings) {
        this.workingDays = new WorkingDays(settings.holidays());
    }

    /**
     * What a clock begins with.
     *
     * @param receivedAt when our mail server took the request, not when somebody read it
     * @param knownAt when we had what we need to know who asks; null if that was with the request. Counts in the UK alone
     * @param stoppedDays for how many days the clock stood because we waited for a clarification. Counts in the UK alone
     */
    public record Start(Instant receivedAt, @Nullable Instant knownAt, int stoppedDays) {
        public Start {
            if (stoppedDays < 0 || knownAt != null && knownAt.isBefore(receivedAt)) {
                throw new IllegalArgumentException("a clock does not run backwards");
            }
        }

        /** With the request itself. */
        public static Start at(Instant receivedAt) {
            return new Start(receivedAt, null, 0);
        }
    }

    /** The deadlines of a request. */
    public Deadlines deadlines(Regime regime, RequestType type, Start start) {
        return switch (regime) {
            case UNKNOWN ->
                strictest(EXTENTS.keySet().stream()
                        .map(each -> deadlines(each, type, start))
                        .toList());
            case EU, UK, CALIFORNIA -> ofOne(regime, type, start);
        };
    }

    /** The day that it is where this law applies, to compare deadlines with. */
    public LocalDate today(Regime regime, Instant now) {
        return regime == Regime.UNKNOWN
                ? EXTENTS.keySet().stream()
                        .map(each -> today(each, now))
                        .max(Comparator.naturalOrder())
                        .orElseThrow()
                : day(now, extent(regime).east());
    }

    private static LocalDate day(Instant moment, ZoneId zone) {
        return moment.atZone(zone).toLocalDate();
    }

    private static Extent extent(Regime regime) {
        return Objects.requireNonNull(EXTENTS.get(regime));
    }

    private Deadlines ofOne(Regime regime, RequestType type, Start start) {
        LocalDate received = day(start.receivedAt(), extent(regime).west());
        return switch (type) {
            case COMPLAINT -> withoutEnd(received, received.plusDays(COMPLAINT_ACKNOWLEDGED_DAYS));
            case QUESTION -> withoutEnd(received, null);
            case ACCESS, PORTABILITY, CORRECTION, DELETION, RESTRICTION, OBJECTION ->
                switch (regime) {
                    case CALIFORNIA -> california(received);
                    case UK -> months(received, relevant(received, start).plusDays(start.stoppedDays()));
                    case EU, UNKNOWN -> months(received, received);
                };
        };
    }

    private static LocalDate relevant(LocalDate received, Start start) {
        return start.knownAt() == null
                ? received
                : day(start.knownAt(), extent(Regime.UK).west());
    }

    private static Deadlines withoutEnd(LocalDate received, @Nullable LocalDate acknowledged) {
        return new Deadlines(received, acknowledged, received.plusDays(INTERNAL_TARGET_DAYS), null, null, null);
    }

    /** A month that ends with a day which the next does not have ends with its last. */
    private Deadlines months(LocalDate received, LocalDate from) {
        LocalDate due = from.plusMonths(MONTHS);
        LocalDate extended = from.plusMonths(MONTHS_EXTENDED);
        return new Deadlines(
                received,
                null,
                received.plusDays(INTERNAL_TARGET_DAYS),
                due,
                workingDays.notBefore(due),
                new Extension(due, extended, workingDays.notBefore(extended)));
    }

    private Deadlines california(LocalDate received) {
        LocalDate due = received.plusDays(CALIFORNIA_DAYS);
        LocalDate extended = received.plusDays(CALIFORNIA_DAYS_EXTENDED);
        return new Deadlines(
                received,
                workingDays.after(received, CALIFORNIA_ACKNOWLEDGED_BUSINESS_DAYS),
                received.plusDays(INTERNAL_TARGET_DAYS),
                due,
                due,
                new Extension(due, extended, extended));
    }

    private static Deadlines strictest(List<Deadlines> all) {
        return new Deadlines(
                Objects.requireNonNull(first(all, Deadlines::received)),
                first(all, Deadlines::acknowledged),
                Objects.requireNonNull(first(all, Deadlines::internalTarget)),
                first(all, Deadlines::due),
                first(all, Deadlines::latest),
                extension(all));
    }

    private static @Nullable Extension extension(List<Deadlines> all) {
        List<Extension> extensions =
                all.stream().map(Deadlines::extension).filter(Objects::nonNull).toList();
        if (extensions.size() < all.size()) {
            return null;
        }
        return new Extension(
                Objects.requireNonNull(first(extensions, Extension::toldBy)),
                Objects.requireNonNull(first(extensions, Extension::due)),
                Objects.requireNonNull(first(extensions, Extension::latest)));
    }

    private static <T> @Nullable LocalDate first(List<T> all, Function<T, @Nullable LocalDate> day) {
        return all.stream()
                .map(day)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
