package ai.ominigate.gateway.wire;

import org.jspecify.annotations.Nullable;

/** What a caller speaks, by the path it calls. */
public enum Format {
    /** OpenAI chat completions. */
    OPENAI_CHAT("/v1/chat/completions"),
    /** OpenAI embeddings. */
    OPENAI_EMBEDDINGS("/v1/embeddings"),
    /** Anthropic messages. */
    ANTHROPIC_MESSAGES("/v1/messages");

    private final String path;

    Format(String path) {
        this.path = path;
    }

    /** The path that callers post to. */
    public String path() {
        return path;
    }

    /** The format of calls to this path (without a query), or null if none is served there. */
    @Nullable
    public static Format ofPath(String path) {
        for (Format format : values()) {
            if (format.path.equals(path)) {
                return format;
            }
        }
        return null;
    }
}
