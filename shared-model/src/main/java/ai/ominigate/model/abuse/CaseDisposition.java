package ai.ominigate.model.abuse;

/** What a case turned out to be. */
public enum CaseDisposition {
    /** Abuse. */
    CONFIRMED,
    /** The rule was wrong: what it saw was not there, or means nothing. */
    FALSE_POSITIVE,
    /** It was there, and it is no harm. */
    BENIGN,
    /** Nobody could tell. */
    INCONCLUSIVE
}
