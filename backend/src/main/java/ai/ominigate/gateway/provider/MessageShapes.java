package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/** What is the same in whole and streamed answers that are told to callers of Anthropic's messages. */
final class MessageShapes {

    private MessageShapes() {}

    /** Appends the usage object up to where its cost goes; its closing brace is the caller's to write. */
    static void openUsage(ByteQueue out, TokenCounts usage) {
        out.append("{\"input_tokens\":" + (usage.input() + usage.audioInput())
                + ",\"cache_creation_input_tokens\":" + (usage.cacheWrite5m() + usage.cacheWrite1h())
                + ",\"cache_read_input_tokens\":" + usage.cacheRead()
                + ",\"output_tokens\":" + usage.completion());
    }

    /** What a chat completion's finish reason is called in a message. Which stop sequence it was, is not told. */
    static String stopReason(@Nullable String finishReason, boolean callsTools, boolean refuses) {
        return switch (finishReason == null ? "" : finishReason) {
            case "length" -> "max_tokens";
            case "content_filter" -> "refusal";
            case "tool_calls", "function_call" -> "tool_use";
            default -> callsTools ? "tool_use" : refuses ? "refusal" : "end_turn";
        };
    }

    /** The input of a tool; arguments that are no JSON object are told as they are, under a name that says so. */
    static Value toolInput(@Nullable Value arguments) {
        if (arguments == null || !arguments.isString()) {
            return Value.EMPTY_OBJECT;
        }
        Value input = arguments.heldObject();
        if (input != null) {
            return input;
        }
        ByteQueue told = new ByteQueue();
        told.append("{\"INVALID_JSON\":");
        arguments.copyTo(told);
        told.append("}");
        return new Value(told.toArray(), 0, told.length());
    }
}
