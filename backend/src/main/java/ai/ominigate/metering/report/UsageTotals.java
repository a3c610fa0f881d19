package ai.ominigate.metering.report;

/**
 * What some calls come to. Token classes are disjoint.
 *
 * @param failedCalls those that failed by somebody else's fault than the caller's
 * @param input tokens read that came from no cache
 * @param cacheRead tokens read from a provider's cache
 * @param cacheWrite tokens written to a provider's cache
 * @param output tokens written that are no reasoning
 * @param reasoning tokens spent on reasoning
 * @param audio tokens of audio, heard or spoken
 * @param costNanos nano-dollars
 */
public record UsageTotals(
        long calls,
        long failedCalls,
        long input,
        long cacheRead,
        long cacheWrite,
        long output,
        long reasoning,
        long audio,
        long costNanos) {

    /** Of no call. */
    public static final UsageTotals NONE = new UsageTotals(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Of both. */
    public UsageTotals plus(UsageTotals other) {
        return new UsageTotals(
                calls + other.calls,
                failedCalls + other.failedCalls,
                input + other.input,
                cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite,
                output + other.output,
                reasoning + other.reasoning,
                audio + other.audio,
                Math.addExact(costNanos, other.costNanos));
    }

    /** All that was read and written. */
    public long tokens() {
        return input + cacheRead + cacheWrite + output + reasoning + audio;
    }
}
