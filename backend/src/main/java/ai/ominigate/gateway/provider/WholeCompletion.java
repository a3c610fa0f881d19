package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole answer as a chat completion. Thoughts become {@code reasoning_content}, as those who copy OpenAI's
 * dialect name them.
 */
final class WholeCompletion {
    private final ByteQueue text = new ByteQueue();
    private final ByteQueue reasoning = new ByteQueue();
    private final ByteQueue calls = new ByteQueue();
    private int callCount;
    private boolean hasText;

    @Nullable
    private Value signature;

    @Nullable
    private Value refusal;

    /** More of the text, a string. */
    void text(Value string) {
        hasText = true;
        string.copyInnerTo(text);
    }

    /** More of the thoughts, a string. */
    void reasoning(Value string) {
        string.copyInnerTo(reasoning);
    }

    /** The signature that Gemini wants back with the text, a string. */
    void signature(Value string) {
        signature = string;
    }

    /** Why there is no answer, a string. */
    void refusal(Value string) {
        refusal = string;
    }

    /** A call of a tool with its input, an object, and the signature that Gemini wants back with it. */
    void toolCall(Value id, Value name, Value input, @Nullable Value signedBy) {
        calls.append(callCount++ == 0 ? "{\"id\":" : ",{\"id\":");
        id.copyTo(calls);
        calls.append(",\"type\":\"function\",\"function\":{\"name\":");
        name.copyTo(calls);
        calls.append(",\"arguments\":");
        input.quoteTo(calls);
        calls.append("}");
        if (signedBy != null) {
            calls.append(",");
            GeminiSignature.writeExtraContent(calls, signedBy);
        }
        calls.append("}");
    }

    /** The answer, with its usage if that is known; {@code theirs} is what was read of it. */
    Answer answer(@Nullable Value id, @Nullable Value model, long created, String finishReason, Answer theirs) {
        ByteQueue out = new ByteQueue();
        out.append("{\"id\":");
        copyOrEmpty(id, out);
        out.append(",\"object\":\"chat.completion\",\"created\":" + created + ",\"model\":");
        copyOrEmpty(model, out);
        out.append(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
        writeMessage(out);
        out.append("},\"logprobs\":null,\"finish_reason\":\"" + finishReason + "\"}]");
        int costAt = -1;
        if (theirs.usage() != null) {
            out.append(",\"usage\":");
            ChatShapes.openUsage(out, theirs.usage());
            costAt = out.length();
            out.append("}");
        }
        out.append("}");
        Answer answer = new Answer(theirs.usage(), theirs.estimatedOutput(), theirs.id(), null, out.toArray(), costAt);
        return answer.refusedFor(theirs.refused());
    }

    private static void copyOrEmpty(@Nullable Value string, ByteQueue out) {
        if (string == null || !string.isString()) {
            out.append("\"\"");
        } else {
            string.copyTo(out);
        }
    }

    private void writeMessage(ByteQueue out) {
        if (hasText) {
            quote(text, out);
        } else {
            out.append("null");
        }
        out.append(",\"refusal\":");
        if (refusal == null) {
            out.append("null");
        } else {
            refusal.copyTo(out);
        }
        if (!reasoning.isEmpty()) {
            out.append(",\"reasoning_content\":");
            quote(reasoning, out);
        }
        if (callCount > 0) {
            out.append(",\"tool_calls\":[");
            out.append(calls.array(), 0, calls.length());
            out.append("]");
        }
        if (signature != null) {
            out.append(",");
            GeminiSignature.writeExtraContent(out, signature);
        }
    }

    private static void quote(ByteQueue inner, ByteQueue out) {
        out.append("\"");
        out.append(inner.array(), 0, inner.length());
        out.append("\"");
    }
}
