package ai.ominigate.gateway.wire;

import ai.ominigate.catalog.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * A whole, unstreamed answer.
 *
 * @param usage what the upstream reported it used, or null if it reported nothing
 * @param estimatedOutput tokens that its content is thought to have
 * @param id the answer's id, or null
 * @param error the upstream's own error inside an answer with status 200, as a short code, or null
 * @param body what the caller gets, without the cost: its first {@code length} bytes. Where nothing was to be changed
 *     it is the very array that was read, valid as long as that is
 * @param length of the body
 * @param refused for what content the upstream ended the answer, or gave none; null if it did not
 * @param costAt the offset in {@code body} where {@link Cost#field} (with its comma) is spliced into the usage object;
 *     -1 for nowhere
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Answer(
        @Nullable TokenCounts usage,
        long estimatedOutput,
        @Nullable String id,
        @Nullable String error,
        byte[] body,
        int length,
        @Nullable ContentRefusal refused,
        int costAt) {

    /** An answer that was not ended because of its content. */
    public Answer(
            @Nullable TokenCounts usage,
            long estimatedOutput,
            @Nullable String id,
            @Nullable String error,
            byte[] body,
            int length,
            int costAt) {
        this(usage, estimatedOutput, id, error, body, length, null, costAt);
    }

    /** An answer whose body fills its array. */
    public Answer(
            @Nullable TokenCounts usage,
            long estimatedOutput,
            @Nullable String id,
            @Nullable String error,
            byte[] body,
            int costAt) {
        this(usage, estimatedOutput, id, error, body, body.length, costAt);
    }

    /** The same, ended because of its content; null for an answer that was not. */
    public Answer refusedFor(@Nullable ContentRefusal content) {
        return content == null ? this : new Answer(usage, estimatedOutput, id, error, body, length, content, costAt);
    }
}
