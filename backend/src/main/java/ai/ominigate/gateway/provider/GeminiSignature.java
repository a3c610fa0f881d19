package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.JsonScan;
import org.jspecify.annotations.Nullable;

/**
 * The signatures with which Gemini vouches for its thoughts, and which it wants back with the part that they came with:
 * Gemini 3 and later refuse a function call that comes back without (<a
 * href="https://ai.google.dev/gemini-api/docs/thought-signatures">Google's guide</a>). All values are JSON strings.
 *
 * <p>Callers of chat completions get them where Google's own OpenAI-compatible endpoint puts them. Callers of messages
 * get them as signatures of thinking blocks, marked as Gemini's, because a conversation may come from one of Anthropic's
 * models and go to one of Gemini's.
 */
final class GeminiSignature {
    private static final String MARK = "gemini:";

    /** What Google documents for calls that Gemini never made, or whose signatures are lost. */
    static final Value NONE_KEPT = Value.string("skip_thought_signature_validator");

    private GeminiSignature() {}

    /** As the signature of a thinking block. */
    static Value marked(Value signature) {
        ByteQueue marked = new ByteQueue();
        marked.append(MARK);
        signature.copyInnerTo(marked);
        return Value.inQuotes(marked);
    }

    /** From a thinking block's signature, or null if it is none of Gemini's. */
    @Nullable
    static Value unmarked(@Nullable Value marked) {
        if (marked == null
                || !marked.isText()
                || !JsonScan.startsWith(marked.json(), marked.from() + 1, marked.to(), MARK)) {
            return null;
        }
        ByteQueue signature = new ByteQueue();
        signature.append(marked.json(), marked.from() + 1 + MARK.length(), marked.to() - 1);
        return Value.inQuotes(signature);
    }

    /** Appends the field that holds it in a chat's message or call. */
    static void writeExtraContent(ByteQueue out, Value signature) {
        out.append("\"extra_content\":{\"google\":{\"thought_signature\":");
        signature.copyTo(out);
        out.append("}}");
    }

    /** From a chat's message or call, or null if it has none. */
    @Nullable
    static Value ofExtraContent(Value messageOrCall) {
        Value extra = messageOrCall.field("extra_content");
        Value google = extra == null ? null : extra.field("google");
        Value signature = google == null ? null : google.field("thought_signature");
        return signature != null && signature.isText() ? signature : null;
    }
}
