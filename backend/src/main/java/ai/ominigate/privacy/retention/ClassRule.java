package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import java.time.LocalDate;
import java.time.Period;

/**
 * What is fixed about how long a class of data is kept; what staff decides about it is in the database.
 *
 * @param title what people call the class
 * @param countedFrom what its age is counted from, in words
 * @param shortest the shortest window that can be chosen
 * @param longest the longest that can be chosen
 * @param legalBasis why it may be kept at all
 */
record ClassRule(String title, String countedFrom, Period shortest, Period longest, String legalBasis) {
    /** Windows are compared by what they are long from here: a month of 31 days first, then February of a leap year. */
    private static final LocalDate YARDSTICK = LocalDate.of(2000, 1, 1);

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
                        "Sessions of the staff",
                        "the end of the session",
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
        };
    }

    static boolean isLonger(Period one, Period other) {
        return YARDSTICK.plus(one).isAfter(YARDSTICK.plus(other));
    }

    /** Whether somebody can choose this window. */
    boolean admits(Period window) {
        return !isLonger(shortest, window) && !isLonger(window, longest);
    }
}
