package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.Provider;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How upstreams that speak Anthropic's dialect are addressed. */
final class AnthropicHeaders {

    /** The version whose events this package reads; a caller's own is not passed on. */
    private static final String VERSION = "2023-06-01";

    /**
     * The beginnings of the beta features that may be asked for: those that change how the model is used. Left out are
     * those that keep data at the provider (files, skills), that charge by use or otherwise (code execution, web fetch,
     * fast mode, compaction) or that call third parties (MCP).
     */
    private static final List<String> BETAS = List.of(
            "adaptive-thinking-",
            "advanced-tool-use-",
            "claude-code-",
            "computer-use-",
            "context-1m-",
            "context-management-",
            "effort-",
            "extended-cache-ttl-",
            "fine-grained-tool-streaming-",
            "interleaved-thinking-",
            "max-tokens-3-5-sonnet-",
            "model-context-window-exceeded-",
            "output-128k-",
            "pdfs-",
            "prompt-caching-",
            "redact-thinking-",
            "structured-outputs-",
            "token-efficient-tools-",
            "tool-examples-",
            "tool-search-tool-");

    private AnthropicHeaders() {}

    static void write(Provider provider, @Nullable String callerBetas, BiConsumer<String, String> headers) {
        headers.accept("x-api-key", provider.apiKey());
        headers.accept("anthropic-version", VERSION);
        String betas = callerBetas == null ? "" : allowed(callerBetas);
        if (!betas.isEmpty()) {
            headers.accept("anthropic-beta", betas);
        }
    }

    private static String allowed(String callerBetas) {
        StringBuilder allowed = new StringBuilder();
        for (String beta : callerBetas.split(",")) {
            String name = beta.strip();
            if (isWord(name) && BETAS.stream().anyMatch(name::startsWith)) {
                allowed.append(allowed.isEmpty() ? "" : ",").append(name);
            }
        }
        return allowed.toString();
    }

    private static boolean isWord(String text) {
        return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
}
