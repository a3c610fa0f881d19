package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/** What is the same in whole and streamed answers that are told to callers of chat completions. */
final class ChatShapes {

    private ChatShapes() {}

    /** Appends the usage object up to where its cost goes; its closing brace is the caller's to write. */
    static void openUsage(ByteQueue out, TokenCounts usage) {
        out.append("{\"prompt_tokens\":" + usage.prompt()
                + ",\"completion_tokens\":" + usage.completion()
                + ",\"total_tokens\":" + (usage.prompt() + usage.completion())
                + ",\"prompt_tokens_details\":{\"cached_tokens\":" + usage.cacheRead()
                + ",\"cache_write_tokens\":" + (usage.cacheWrite5m() + usage.cacheWrite1h())
                + ",\"audio_tokens\":" + usage.audioInput()
                + "},\"completion_tokens_details\":{\"reasoning_tokens\":" + usage.reasoning()
                + ",\"audio_tokens\":" + usage.audioOutput() + "}");
    }

    /** What Anthropic's reason to stop is called in a chat completion. */
    static String finishReason(@Nullable Value stopReason) {
        return switch (stopReason == null ? "" : stopReason.text()) {
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> "stop";
        };
    }
}
