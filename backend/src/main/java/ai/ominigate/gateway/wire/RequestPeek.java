package ai.ominigate.gateway.wire;

/**
 * What the gateway has to know of a request, read in one pass over its bytes without building a tree.
 *
 * @param model the model the caller asks for
 * @param stream whether the answer is to be streamed
 * @param includeUsage whether the caller asked for the usage event of an OpenAI stream; always true for the other formats
 * @param maxOutput the caller's bound on the tokens of one answer; -1 if it set none
 * @param choices how many answers it asks for (OpenAI's {@code n}), at least 1
 * @param textBytes bytes of all string values in messages, system prompt, tools or input: what prompt tokens are estimated from
 * @param images how many images it carries; a page of a document counts as one, as far as its size tells pages
 * @param audio whether it carries or asks for audio
 * @param singleToolCall whether the caller wants no more than one tool called at once
 * @param base64 whether embeddings are to be packed: base64 of their numbers as 32-bit floats, the lowest byte first
 * @param edits where in the body the fields that the gateway owns stand
 */
public record RequestPeek(
        String model,
        boolean stream,
        boolean includeUsage,
        long maxOutput,
        int choices,
        long textBytes,
        int images,
        boolean audio,
        boolean singleToolCall,
        boolean base64,
        OwnedFields edits) {

    /**
     * Byte ranges of the fields that the gateway owns, within the body that was peeked at; -1 where absent. All ranges
     * are of the value alone, {@code from} inclusive, {@code to} exclusive.
     *
     * @param objectEnd the offset of the closing brace of the top-level object
     */
    public record OwnedFields(
            int modelFrom,
            int modelTo,
            int streamOptionsFrom,
            int streamOptionsTo,
            int userFrom,
            int userTo,
            int safetyIdentifierFrom,
            int safetyIdentifierTo,
            int metadataFrom,
            int metadataTo,
            int objectEnd) {}
}
