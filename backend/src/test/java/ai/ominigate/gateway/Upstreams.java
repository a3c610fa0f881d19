package ai.ominigate.gateway;

import ai.ominigate.catalog.Dialect;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A few models that only one test calls, each with upstreams that only it scripts: what one test does to an upstream
 * (its breaker, its rested connections) no other test sees.
 */
record Upstreams(int number, UpstreamDouble upstream) {

    /** Dollars per million tokens, the same for every model, as configuration has them. */
    static final Map<String, Object> PRICE =
            Map.of("input", "2.50", "cached-input", "1.25", "cache-write", "3.75", "output", "10.00");

    private static final String KEY = "upstream-secret";

    /** A model served by an upstream that speaks this dialect. */
    String model(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> "openai-model-" + number;
            case ANTHROPIC -> "anthropic-model-" + number;
            case GEMINI -> "gemini-model-" + number;
        };
    }

    /** The upstream of {@link #model}. */
    UpstreamDouble.Lane lane(Dialect dialect) {
        return upstream.lane(provider(dialect));
    }

    /** A model served by {@link #lane} of the dialect, and if that fails by {@link #spare}. */
    String modelWithSpare(Dialect dialect) {
        return model(dialect) + "-with-spare";
    }

    /** The second upstream of {@link #modelWithSpare}, which speaks OpenAI's dialect. */
    UpstreamDouble.Lane spare() {
        return upstream.lane("spare-" + number);
    }

    /** A model whose provider charges for the whole answer even if its caller leaves. */
    String drainedModel() {
        return "drained-model-" + number;
    }

    /** The upstream of {@link #drainedModel}. */
    UpstreamDouble.Lane drainedLane() {
        return upstream.lane("drained-" + number);
    }

    String provider(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> "openai-" + number;
            case ANTHROPIC -> "anthropic-" + number;
            case GEMINI -> "gemini-" + number;
        };
    }

    /** Takes away all scripts and memories. */
    void forget() {
        for (Dialect dialect : Dialect.values()) {
            lane(dialect).forget();
        }
        spare().forget();
        drainedLane().forget();
    }

    /** The configuration that makes these models. */
    Map<String, Object> configuration() {
        Map<String, Object> all = new LinkedHashMap<>();
        addLane(all, provider(Dialect.OPENAI), "openai", "close-and-estimate");
        addLane(all, provider(Dialect.ANTHROPIC), "anthropic", "close-and-estimate");
        addLane(all, provider(Dialect.GEMINI), "gemini", null);
        addLane(all, "spare-" + number, "openai", "close-and-estimate");
        addLane(all, "drained-" + number, "openai", "drain-to-usage");
        for (Dialect dialect : Dialect.values()) {
            addModel(all, model(dialect), provider(dialect));
            addModel(all, modelWithSpare(dialect), provider(dialect), "spare-" + number);
        }
        addModel(all, drainedModel(), "drained-" + number);
        return all;
    }

    private void addLane(Map<String, Object> all, String name, String dialect, @Nullable String cancelPolicy) {
        addProvider(all, name, upstream.baseUrl(name).toString(), dialect, cancelPolicy);
    }

    /** The configuration of a provider that lives anywhere. */
    static void addProvider(
            Map<String, Object> all, String name, String baseUrl, String dialect, @Nullable String cancelPolicy) {
        String prefix = "ominigate.providers." + name + ".";
        all.put(prefix + "dialect", dialect);
        all.put(prefix + "base-url", baseUrl);
        all.put(prefix + "api-key", KEY);
        all.put(prefix + "subprocessor", "Double Inc.");
        if (cancelPolicy != null) {
            all.put(prefix + "cancel-policy", cancelPolicy);
        }
    }

    /** The configuration of a model that these providers serve, each if those before it cannot. */
    static void addModel(Map<String, Object> all, String name, String... providers) {
        String prefix = "ominigate.models." + name + ".";
        for (int i = 0; i < providers.length; i++) {
            String upstream = prefix + "upstreams[" + i + "].";
            all.put(upstream + "provider", providers[i]);
            all.put(upstream + "model", "upstream-model");
            all.put(upstream + "priority", i + 1);
        }
        PRICE.forEach((unit, dollars) -> all.put(prefix + "price." + unit, dollars));
        all.put(prefix + "context-window", 128_000);
        all.put(prefix + "max-output", 16_384);
    }
}
