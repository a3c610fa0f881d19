package ai.ominigate.catalog;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The providers and models that OminiGate knows without being told, from a file beside this class.
 *
 * @param source where its prices are from
 */
record Seed(String source, List<Company> providers, List<Entry> models) {

    /** What a model is for, of which {@link Model.Task} has those that are served. */
    enum Purpose {
        CHAT("chat"),
        EMBEDDINGS("embeddings"),
        TRANSCRIPTION("transcription"),
        SPEECH("speech"),
        REALTIME("realtime"),
        IMAGES("images"),
        DOCUMENTS("documents"),
        FINE_TUNES("fine-tunes");

        private final String key;

        Purpose(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        private static Purpose ofKey(String key) {
            for (Purpose purpose : values()) {
                if (purpose.key.equals(key)) {
                    return purpose;
                }
            }
            throw new IllegalArgumentException("no purpose is called " + key);
        }
    }

    /** A provider, without the credential that makes it usable. */
    record Company(String name, String dialect, String baseUrl, String subprocessor, String cancelPolicy) {}

    /**
     * A model of one provider.
     *
     * @param model what that provider calls it
     * @param contextWindow tokens; 0 where unknown
     * @param bills units that a call of it is charged for unasked, whether or not they have a price here
     */
    record Entry(
            String provider,
            String model,
            long contextWindow,
            Set<Purpose> purposes,
            Set<Unit> bills,
            PriceList prices) {

        /** How to name it whatever other providers call theirs. */
        String qualifiedName() {
            return provider + "/" + model;
        }
    }

    private record File(String source, String read, String currency, List<Company> providers, List<Line> models) {}

    private record Line(
            String provider,
            String model,
            @Nullable String label,
            long contextWindow,
            List<String> tasks,
            @Nullable List<String> bills,
            Map<String, JsonNode> prices) {}

    /** The seed that this version of OminiGate comes with. */
    static Seed load() {
        ObjectMapper mapper = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
        try (InputStream stream = Seed.class.getResourceAsStream("seed.json")) {
            if (stream == null) {
                throw new IllegalStateException("seed.json is not beside " + Seed.class.getName());
            }
            File file = mapper.readValue(stream, File.class);
            return new Seed(
                    file.source(),
                    file.providers(),
                    file.models().stream().map(Seed::entry).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(Line line) {
        return new Entry(
                line.provider(),
                line.model(),
                line.contextWindow(),
                Set.copyOf(line.tasks().stream().map(Purpose::ofKey).toList()),
                line.bills() == null
                        ? Set.of()
                        : Set.copyOf(line.bills().stream().map(Seed::unit).toList()),
                prices(line));
    }

    private static PriceList prices(Line line) {
        List<PriceList.Component> components = new ArrayList<>();
        line.prices().forEach((key, price) -> {
            Unit unit = unit(key);
            if (price.isTextual()) {
                components.add(component(unit, 0, price));
            } else {
                price.forEach(band ->
                        components.add(component(unit, band.required("above").longValue(), band.required("usd"))));
            }
        });
        return new PriceList(components);
    }

    private static PriceList.Component component(Unit unit, long above, JsonNode usd) {
        if (!usd.isTextual()) {
            throw new IllegalArgumentException("a price in the seed is a string: " + usd);
        }
        return new PriceList.Component(unit, above, new BigDecimal(usd.textValue()), unit.per());
    }

    private static Unit unit(String key) {
        Unit unit = Unit.ofKey(key);
        if (unit == null) {
            throw new IllegalArgumentException("no unit is called " + key);
        }
        return unit;
    }

    /**
     * The name that customers use for each model: what its provider calls it, unless another provider's model could be
     * meant by that; then with its provider in front.
     */
    Map<String, Entry> byName() {
        Map<String, Integer> meanings = new LinkedHashMap<>();
        for (Entry entry : models) {
            meanings.merge(entry.model(), 1, Integer::sum);
            meanings.merge(entry.qualifiedName(), 1, Integer::sum);
        }
        Map<String, Entry> byName = new LinkedHashMap<>();
        for (Entry entry : models) {
            boolean unique = Integer.valueOf(1).equals(meanings.get(entry.model()));
            byName.put(unique ? entry.model() : entry.qualifiedName(), entry);
        }
        return byName;
    }
}
