package ai.ominigate.faults;

/**
 * Something that must not be.
 *
 * @param amount how many calls, or nano-dollars where it is about money
 * @param at when, by {@link System#nanoTime()} of the call it is about; 0 if it is about none
 * @param sentence what was seen
 */
record Finding(Kind kind, long amount, long at, String sentence) {

    /** What may be wrong; each is a column of the table and expected to be 0. */
    enum Kind {
        /** A caller has a whole answer that is billed to nobody, or has another one's. */
        LOST,
        /** One call is billed more than once. */
        TWICE,
        /** A bill is not what the provider's usage and the price list make of it. */
        WRONG,
        /** Nano-dollars spent that nobody had. */
        OVERSPENT,
        /** Nano-dollars still set aside when all is quiet. */
        LEAKED,
        /** Nano-dollars by which usage, rollups, ledger and balances disagree. */
        DRIFT,
        /** A call was refused or failed though its node was well and its account had the money. */
        PHANTOM
    }
}
