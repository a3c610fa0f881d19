package ai.ominigate.demo;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the demo adds to the catalogue, in the words of the configuration that operators write. */
final class DemoCatalogue {
    private static final String OPENAI = "demo-openai";
    private static final String ANTHROPIC = "demo-anthropic";
    private static final int CONTEXT_WINDOW = 128_000;
    private static final int MAX_OUTPUT = 16_384;

    /** Dollars per million tokens: a long answer costs about a cent. */
    private static final Map<String, String> CHAT_PRICE = Map.of("input", "1.00", "output", "4.00");

    private static final Map<String, String> EMBEDDING_PRICE = Map.of("input", "0.02");

    private DemoCatalogue() {}

    static Map<String, Object> settings(URI baseUrl, String apiKey) {
        Map<String, Object> settings = new LinkedHashMap<>();
        addProvider(settings, OPENAI, "openai", baseUrl, apiKey);
        addProvider(settings, ANTHROPIC, "anthropic", baseUrl, apiKey);
        for (DemoModel model : DemoModel.values()) {
            addModel(settings, model.id(), model.id(), CHAT_PRICE, List.of(OPENAI, ANTHROPIC));
            // For those who want to see one dialect translated to the other.
            addModel(settings, ANTHROPIC + "/" + model.id(), model.id(), CHAT_PRICE, List.of(ANTHROPIC));
        }
        addModel(settings, DemoEmbedding.ID, DemoEmbedding.ID, EMBEDDING_PRICE, List.of(OPENAI));
        return settings;
    }

    private static void addProvider(
            Map<String, Object> settings, String name, String dialect, URI baseUrl, String apiKey) {
        String prefix = "ominigate.providers." + name + ".";
        settings.put(prefix + "dialect", dialect);
        settings.put(prefix + "base-url", baseUrl.toString());
        settings.put(prefix + "api-key", apiKey);
        settings.put(prefix + "subprocessor", "OminiGate demo");
    }

    /** @param providers in the order in which they are tried */
    private static void addModel(
            Map<String, Object> settings,
            String name,
            String upstreamModel,
            Map<String, String> price,
            List<String> providers) {
        String prefix = "ominigate.models." + name + ".";
        for (int i = 0; i < providers.size(); i++) {
            String upstream = prefix + "upstreams[" + i + "].";
            settings.put(upstream + "provider", providers.get(i));
            settings.put(upstream + "model", upstreamModel);
            settings.put(upstream + "priority", i + 1);
            settings.put(upstream + "weight", 1);
        }
        price.forEach((unit, dollars) -> settings.put(prefix + "price." + unit, dollars));
        settings.put(prefix + "context-window", CONTEXT_WINDOW);
        settings.put(prefix + "max-output", MAX_OUTPUT);
    }
}
