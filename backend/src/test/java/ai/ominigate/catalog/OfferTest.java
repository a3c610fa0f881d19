package ai.ominigate.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sold of everything that the seed knows, with a key for every provider. */
class OfferTest {
    private static final Map<String, Offer.Verdict> VERDICTS = verdicts();

    @Test
    void whatCannotBeBilledIsNotSold() {
        // 140 are for chat; 3 of them have no price at all and 13 charge for what has no price or cannot be counted.
        assertThat(sold(Model.Task.CHAT)).hasSize(124);
        assertThat(sold(Model.Task.EMBEDDINGS))
                .containsExactlyInAnyOrder(
                        "text-embedding-3-large",
                        "text-embedding-3-small",
                        "text-embedding-ada-002",
                        "gemini-embedding-001",
                        "gemini-embedding-2",
                        "mistral-embed",
                        "embed-v4.0");
        assertThat(VERDICTS.values().stream().filter(Offer.Verdict.Sold.class::isInstance))
                .hasSize(131);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "gemma-4-31b-it|has no price for input tokens and output tokens, so it is not sold.",
                "gpt-4o-audio-preview|has no price for audio input tokens and audio output tokens, so it is not sold.",
                "sonar-deep-research|charges for web searches and citation tokens, which this gateway cannot count, so it "
                        + "is not sold.",
                "gemini-2.5-flash-image|charges for image output tokens, which this gateway cannot count, so it is not "
                        + "sold.",
                "gpt-4o-search-preview|charges for web searches, which this gateway cannot count, so it is not sold.",
                "whisper-1|is for transcription, which this gateway does not serve.",
                "gpt-4o-mini-tts|is for speech, which this gateway does not serve.",
                "gpt-4o-realtime-preview|is for realtime, which this gateway does not serve.",
                "gpt-image-1|is for images, which this gateway does not serve.",
                "mistral-ocr-latest|is for documents, which this gateway does not serve.",
            })
    void whatIsNotSoldSaysWhy(String name, String why) {
        assertThat(VERDICTS.get(name)).isEqualTo(new Offer.Verdict.NotSold("The model '" + name + "' " + why));
    }

    @ParameterizedTest
    @CsvSource({"sonar", "gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash", "grok-4.20", "groq/openai/gpt-oss-120b"})
    void whatIsChargedByTokenAndByCallIsSold(String name) {
        assertThat(VERDICTS.get(name)).isEqualTo(new Offer.Verdict.Sold(Set.of(Model.Task.CHAT)));
    }

    @Test
    void aPriceThatLosesAUnitEndsTheSale() {
        Offer offer = Objects.requireNonNull(offers().get("gpt-4o"));
        PriceList withoutOutput = new PriceList(offer.prices().components().stream()
                .filter(component -> component.unit() != Unit.OUTPUT)
                .toList());
        assertThat(offer.verdict(withoutOutput))
                .isEqualTo(new Offer.Verdict.NotSold(
                        "The model 'gpt-4o' has no price for output tokens, so it is not sold."));
    }

    private static Set<String> sold(Model.Task task) {
        return VERDICTS.entrySet().stream()
                .filter(entry ->
                        entry.getValue() instanceof Offer.Verdict.Sold(Set<Model.Task> tasks) && tasks.contains(task))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Map<String, Offer.Verdict> verdicts() {
        Map<String, Offer.Verdict> verdicts = new LinkedHashMap<>();
        offers().forEach((name, offer) -> verdicts.put(name, offer.verdict(offer.prices())));
        return verdicts;
    }

    private static Map<String, Offer> offers() {
        Seed seed = Seed.load();
        String keys = seed.providers().stream()
                .map(company -> "ominigate.providers." + company.name() + ".api-key: k\n")
                .collect(Collectors.joining());
        return Offer.all(seed, CatalogueSettings.read(Yaml.environment(keys), seed));
    }
}
