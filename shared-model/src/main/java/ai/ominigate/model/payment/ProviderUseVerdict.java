package ai.ominigate.model.payment;

/** What comes of holding what a provider says that we used against what we metered. */
public enum ProviderUseVerdict {
    /** It is the same, within the tolerance. */
    AGREES,
    /** They have counted other tokens than we have. */
    TOKENS,
    /** They have counted what we have, and it costs us more than customers paid for it. */
    COST,
    /** They say that we used something of which we have no call. */
    ONLY_THEIRS,
    /** We have calls of which they say nothing. */
    ONLY_OURS
}
