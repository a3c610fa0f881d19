package ai.ominigate.catalog;

/** What to do with an upstream whose caller has left in the middle of a stream. */
public enum CancelPolicy {
    /** The provider stops, and stops charging, when the connection closes: close it and estimate what was used. */
    CLOSE_AND_ESTIMATE,
    /** The provider charges for the whole answer anyway: read on, within a cap, to the usage it reports. */
    DRAIN_TO_USAGE
}
