package ai.ominigate.model.privacy;

/** How much of the time for a request is left, as a share: a month's half is two weeks, a complaint's is days. */
public enum Urgency {
    /** More than half. */
    CALM,
    /** A quarter to a half. */
    SOON,
    /** Less than a quarter. */
    PRESSING,
    /** None. */
    OVERDUE
}
