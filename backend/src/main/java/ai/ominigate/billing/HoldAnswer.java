package ai.ominigate.billing;

/** What became of the wish to set money aside. */
public sealed interface HoldAnswer {

    /** It is set aside. */
    record Held(Hold hold) implements HoldAnswer {}

    /** The balance does not have it; so much is left to spend. */
    record Insufficient(long availableNanos) implements HoldAnswer {}

    /** It cannot be known now: the database is away and no slice is at hand, or this node may not spend. */
    record Unavailable(String why) implements HoldAnswer {}
}
