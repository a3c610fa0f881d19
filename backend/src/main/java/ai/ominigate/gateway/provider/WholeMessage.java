package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer as a message of Anthropic's. */
final class WholeMessage {
    private final ByteQueue content = new ByteQueue();
    private boolean callsTools;

    /** A block of thoughts, a string, with the signature that vouches for them, a string that may be empty. */
    void thinking(Value thoughts, Value signature) {
        begin("{\"type\":\"thinking\",\"thinking\":");
        thoughts.copyTo(content);
        content.append(",\"signature\":");
        signature.copyTo(content);
        content.append("}");
    }

    /** A block of text, if there is any. */
    void text(Value text) {
        if (text.isText()) {
            begin("{\"type\":\"text\",\"text\":");
            text.copyTo(content);
            content.append("}");
        }
    }

    /** A call of a tool with its input, an object. */
    void toolUse(Value id, Value name, Value input) {
        callsTools = true;
        begin("{\"type\":\"tool_use\",\"id\":");
        id.copyTo(content);
        content.append(",\"name\":");
        name.copyTo(content);
        content.append(",\"input\":");
        input.copyTo(content);
        content.append("}");
    }

    private void begin(String block) {
        content.append(content.isEmpty() ? "" : ",");
        content.append(block);
    }

    /** Whether it calls a tool. */
    boolean callsTools() {
        return callsTools;
    }

    /** The answer; {@code theirs} is what was read of it. */
    Answer answer(@Nullable Value id, @Nullable Value model, String stopReason, Answer theirs) {
        ByteQueue out = new ByteQueue();
        out.append("{\"id\":");
        copyOrEmpty(id, out);
        out.append(",\"type\":\"message\",\"role\":\"assistant\",\"model\":");
        copyOrEmpty(model, out);
        out.append(",\"content\":[");
        out.append(content.array(), 0, content.length());
        out.append("],\"stop_reason\":\"" + stopReason + "\",\"stop_sequence\":null,\"usage\":");
        MessageShapes.openUsage(out, theirs.usage() == null ? TokenCounts.ZERO : theirs.usage());
        int costAt = out.length();
        out.append("}}");
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
}
