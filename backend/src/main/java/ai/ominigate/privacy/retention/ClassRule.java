package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;

/**
 * What is fixed about how long a class of data is kept; what staff decides about it is in the database.
 *
 * @param title what people call the class
 * @param countedFrom what its age is counted from, in words
 * @param shortest the shortest window that can be chosen
 * @param longest the longest that can be chosen
 * @param legalBasis why it may be kept at all
 * @param grain how exactly its window is kept to
 */
record ClassRule(String title, String countedFrom, Period shortest, Period longest, String legalBasis, Grain grain) {
    /** The calendar comes again after 400 years, so that a comparison on each day since then is one for ever. */
    private static final LocalDate CALENDAR_BEGINS = LocalDate.of(2000, 1, 1);

    private static final LocalDate CALENDAR_ENDS = CALENDAR_BEGINS.plusYears(400);

    private static final Duration AHEAD = Duration.ofHours(1);

    /** What goes to the moment goes with the next purge, a few minutes later. */
    private static final Duration SOON = Duration.ofHours(1);

    static ClassRule of(DataClass dataClass) {
        return switch (dataClass) {
            case USAGE ->
                new ClassRule(
                        "API usage metadata",
                        "the call",
                        Period.ofMonths(3),
                        Period.ofMonths(25),
                        "Contract: billing reconciliation (GDPR, Article 6(1)(b))");
            case OPERATIONAL_LOG ->
                new ClassRule(
                        "Operational log",
                        "the request",
                        Period.ofDays(1),
                        Period.ofDays(30),
                        "Legitimate interest: security and abuse detection (GDPR, Article 6(1)(f))");
            case SESSIONS ->
                new ClassRule(
                        "Sessions, invitations and links",
                        "the end of the session, invitation or link",
                        Period.ofDays(1),
                        Period.ofDays(90),
                        "Legitimate interest: security (GDPR, Article 6(1)(f))");
            case MAIL_OUTBOX ->
                new ClassRule(
                        "Mail outbox",
                        "when the letter was written, once it has gone out or never will",
                        Period.ofDays(7),
                        Period.ofDays(180),
                        "Contract: transactional mail (GDPR, Article 6(1)(b))");
            case AUDIT_DETAILS ->
                new ClassRule(
                        "Details in the audit log",
                        "the act",
                        Period.ofMonths(12),
                        Period.ofMonths(72),
                        "Legitimate interest: accountability (GDPR, Articles 5(2) and 6(1)(f))");
            case EVIDENCE ->
                new ClassRule(
                        "Evidence of the abuse desk",
                        "the end of the case",
                        Period.ofDays(7),
                        Period.ofDays(180),
                        "Legitimate interest: security and abuse detection (GDPR, Article 6(1)(f))",
                        Grain.MOMENT);
            case OPEN_EVIDENCE ->
                new ClassRule(
                        "Evidence of open cases",
                        "when the case was opened, and once more if somebody renewed it; another window is for what comes after",
                        Period.ofDays(30),
                        Period.ofDays(90),
                        "Legitimate interest: security and abuse detection (GDPR, Article 6(1)(f))",
                        Grain.MOMENT);
            case CASES ->
                new ClassRule(
                        "Closed cases",
                        "the end of the case",
                        Period.ofMonths(6),
                        Period.ofMonths(24),
                        "Legitimate interest: consistent decisions (GDPR, Article 6(1)(f))");
            case DECISIONS ->
                new ClassRule(
                        "Decisions of the abuse desk",
                        "the end of the decision",
                        Period.ofMonths(6),
                        Period.ofMonths(24),
                        "Legitimate interest: consistent decisions and appeals (GDPR, Article 6(1)(f))");
            case EXPORTS ->
                new ClassRule(
                        "Export packages",
                        "when its link was sent",
                        Period.ofDays(1),
                        Period.ofDays(14),
                        "Legal obligation: to hand out a copy (GDPR, Articles 6(1)(c) and 15)",
                        Grain.MOMENT);
            case REQUEST_CONVERSATIONS ->
                new ClassRule(
                        "Conversations about privacy requests",
                        "the end of all that was asked for in them",
                        Period.ofDays(7),
                        Period.ofDays(180),
                        "Legal obligation: to answer requests (GDPR, Articles 6(1)(c) and 12)");
            case REQUEST_RECORDS ->
                new ClassRule(
                        "Records of privacy requests",
                        "the end of the request",
                        // For 24 months at least (California, 11 CCR § 7101), and days go as a whole.
                        Period.of(0, 24, 1),
                        Period.ofMonths(72),
                        "Legal obligation: accountability (GDPR, Articles 5(2) and 6(1)(c))");
            case VAULT ->
                new ClassRule(
                        "Legal vault",
                        "the last day that the law of each record names",
                        Period.ZERO,
                        Period.ZERO,
                        "Legal obligation: the statute of each record (GDPR, Article 6(1)(c))",
                        Grain.MOMENT);
            case SUPPRESSION ->
                new ClassRule(
                        "Suppressed addresses",
                        "when somebody was forgotten",
                        // As long as there are backups that have the address, 35 days, and days go as a whole.
                        Period.ofDays(36),
                        Period.ofDays(120),
                        "Legal obligation: erasure that lasts (GDPR, Articles 6(1)(c) and 17)");
            case STAFF_RECORDS ->
                new ClassRule(
                        "Approvals and looks of the staff",
                        "the decision, or the look",
                        Period.ofMonths(12),
                        Period.ofMonths(72),
                        "Legitimate interest: accountability (GDPR, Articles 5(2) and 6(1)(f))");
            case HABITS ->
                new ClassRule(
                        "Habits of keys and accounts",
                        "the last call",
                        Period.ofDays(7),
                        Period.ofDays(90),
                        "Legitimate interest: security and abuse detection (GDPR, Article 6(1)(f))");
            case OBSERVATIONS ->
                new ClassRule(
                        "Observations that nodes share",
                        "what was seen; most go after an hour",
                        Period.ofDays(1),
                        Period.ofDays(1),
                        "Legitimate interest: security and abuse detection (GDPR, Article 6(1)(f))",
                        Grain.MOMENT);
            case STAFF_NETWORKS ->
                new ClassRule(
                        "Networks that the staff signs in from",
                        "the last time that somebody signed in from there",
                        Period.ofDays(1),
                        Period.ofDays(30),
                        "Legitimate interest: security (GDPR, Article 6(1)(f))",
                        Grain.MOMENT);
        };
    }

    /** How exactly a window is kept to. */
    enum Grain {
        /** By whole UTC days, of which nothing is ever older. */
        DAY,
        /** To the moment, as people were told when, or look at it until then. */
        MOMENT
    }

    private ClassRule(String title, String countedFrom, Period shortest, Period longest, String legalBasis) {
        this(title, countedFrom, shortest, longest, legalBasis, Grain.DAY);
    }

    /** Whether nobody chooses how long it is kept. */
    boolean isFixed() {
        return shortest.equals(longest);
    }

    /**
     * What a purge removes. By days: all of which something gets older than the window before the UTC day is over, from an
     * hour before the day begins, so that nothing ever is.
     */
    Instant cutoff(Instant now, Period window) {
        return switch (grain) {
            case DAY ->
                now.plus(AHEAD)
                        .atOffset(ZoneOffset.UTC)
                        .minus(window)
                        .toLocalDate()
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
            case MOMENT -> now.atOffset(ZoneOffset.UTC).minus(window).toInstant();
        };
    }

    /** What is older than this is kept longer than the window. */
    Instant limit(Instant now, Period window) {
        Instant limit = now.atOffset(ZoneOffset.UTC).minus(window).toInstant();
        return grain == Grain.MOMENT ? limit.minus(SOON) : limit;
    }

    /**
     * Whether something is kept longer by one window than by the other on any day at all: months are of 28 days as well as
     * of 31. So of two windows each can be longer than the other, as 1 month and 30 days.
     */
    static boolean isLonger(Period one, Period other) {
        if (one.getDays() == other.getDays()) {
            return one.toTotalMonths() > other.toTotalMonths();
        }
        return CALENDAR_BEGINS
                .datesUntil(CALENDAR_ENDS)
                .anyMatch(day -> day.minus(one).isBefore(day.minus(other)));
    }

    /** Whether somebody can choose this window. */
    boolean admits(Period window) {
        return !isLonger(shortest, window) && !isLonger(window, longest);
    }
}
