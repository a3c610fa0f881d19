package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.Provider;
import java.util.function.BiConsumer;

/** How upstreams that speak OpenAI's dialect are addressed. */
final class OpenAiHeaders {

    private OpenAiHeaders() {}

    static void write(Provider provider, BiConsumer<String, String> headers) {
        headers.accept("authorization", "Bearer " + provider.apiKey());
    }

    /** Whether the provider knows {@code safety_identifier}: those that copy OpenAI's dialect refuse it more often than not. */
    static boolean takesSafetyIdentifier(Provider provider) {
        String host = provider.baseUrl().getHost();
        return host != null && (host.equals("openai.com") || host.endsWith(".openai.com"));
    }
}
