package ai.ominigate.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedTest {
    private static final Seed SEED = Seed.load();
    private static final Map<String, Seed.Entry> BY_QUALIFIED_NAME =
            SEED.models().stream().collect(Collectors.toMap(Seed.Entry::qualifiedName, Function.identity()));

    @Test
    void itHas165ModelsOf11Providers() {
        assertThat(SEED.models()).hasSize(165);
        assertThat(BY_QUALIFIED_NAME).hasSize(165);
        assertThat(SEED.providers())
                .extracting(Seed.Company::name)
                .containsExactlyInAnyOrder(
                        "openai",
                        "anthropic",
                        "google",
                        "mistral",
                        "deepseek",
                        "x-ai",
                        "groq",
                        "cohere",
                        "perplexity",
                        "cerebras",
                        "moonshotai");
        Map<String, Long> models =
                SEED.models().stream().collect(Collectors.groupingBy(Seed.Entry::provider, Collectors.counting()));
        assertThat(models)
                .isEqualTo(Map.ofEntries(
                        Map.entry("openai", 57L),
                        Map.entry("google", 27L),
                        Map.entry("anthropic", 17L),
                        Map.entry("x-ai", 15L),
                        Map.entry("groq", 11L),
                        Map.entry("mistral", 10L),
                        Map.entry("deepseek", 7L),
                        Map.entry("cohere", 7L),
                        Map.entry("perplexity", 6L),
                        Map.entry("moonshotai", 5L),
                        Map.entry("cerebras", 3L)));
    }

    @Test
    void itSaysWhereItsPricesAreFrom() {
        assertThat(SEED.source()).contains("genai-prices").contains("MIT").contains("2026-11-23");
    }

    /** Sums over all models and bands, added up from the source by other means. */
    @ParameterizedTest
    @CsvSource({
        "input, 158, 597.1093",
        "cacheRead, 101, 50.9385",
        "cacheWrite5m, 23, 194.625",
        "cacheWrite1h, 17, 201.6",
        "output, 152, 2884.6332",
        "reasoning, 1, 3",
        "audioInput, 11, 72",
        "audioCacheRead, 7, 3.255",
        "audioOutput, 3, 112",
        "imageInput, 6, 29.95",
        "imageCacheRead, 4, 6.75",
        "imageOutput, 5, 272",
        "videoInput, 2, 13",
        "citation, 1, 2",
        "request, 4, 52",
        "webSearch, 44, 435",
        "storageSearch, 26, 65",
        "page, 1, 4",
        "annotatedPage, 1, 5",
        "audioHour, 3, 0.511",
        "audioInputHour, 3, 0.511",
    })
    void everyUnitHasThePricesOfItsSource(String key, int models, BigDecimal sum) {
        Unit unit = Objects.requireNonNull(Unit.ofKey(key));
        List<PriceList.Component> components = SEED.models().stream()
                .flatMap(entry -> entry.prices().components().stream())
                .filter(component -> component.unit() == unit)
                .toList();
        assertThat(SEED.models().stream().filter(entry -> entry.prices().prices(unit)))
                .hasSize(models);
        assertThat(components.stream().map(PriceList.Component::usd).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(sum);
    }

    @Test
    void pricesByPromptLengthKeepTheirBands() {
        assertThat(SEED.models().stream()
                        .filter(entry -> entry.prices().components().stream().anyMatch(c -> c.above() > 0)))
                .hasSize(18);
        assertThat(price("anthropic/claude-sonnet-4-5").bands())
                .containsExactly(
                        new Price.Band(
                                0,
                                new Rates(
                                        3_000_000,
                                        300_000,
                                        3_750_000,
                                        6_000_000,
                                        15_000_000,
                                        15_000_000,
                                        3_000_000,
                                        15_000_000)),
                        new Price.Band(
                                200_000,
                                new Rates(
                                        6_000_000,
                                        600_000,
                                        7_500_000,
                                        12_000_000,
                                        22_500_000,
                                        22_500_000,
                                        6_000_000,
                                        22_500_000)));
        assertThat(price("openai/gpt-5.4").bands())
                .extracting(Price.Band::above)
                .containsExactly(0L, 271_999L);
    }

    @Test
    void theSmallestDecimalsAreExact() {
        assertThat(price("cohere/command-r7b").ratesFor(1).input()).isEqualTo(37_500);
        assertThat(price("deepseek/deepseek-v3.2").ratesFor(1).output()).isEqualTo(343_200);
        assertThat(price("openai/gpt-5-nano").ratesFor(1).cacheRead()).isEqualTo(5_000);
        assertThat(price("deepseek/deepseek-v4-flash").ratesFor(1).cacheRead()).isEqualTo(7_000);
    }

    @Test
    void aPricePerThousandRequestsIsAPricePerCall() {
        assertThat(price("perplexity/sonar").perCallPico()).isEqualTo(12_000_000_000L);
        assertThat(price("openai/gpt-4o").perCallPico()).isZero();
    }

    @Test
    void everyPriceCanBeBilled() {
        SEED.models()
                .forEach(entry -> assertThatCode(() -> entry.prices().toPrice(1))
                        .as(entry.qualifiedName())
                        .doesNotThrowAnyException());
    }

    @Test
    void itSaysWhatEveryModelIsFor() {
        Map<Seed.Purpose, Integer> purposes = new HashMap<>();
        SEED.models().forEach(entry -> entry.purposes().forEach(purpose -> purposes.merge(purpose, 1, Integer::sum)));
        assertThat(purposes)
                .isEqualTo(Map.of(
                        Seed.Purpose.CHAT, 140,
                        Seed.Purpose.EMBEDDINGS, 7,
                        Seed.Purpose.TRANSCRIPTION, 5,
                        Seed.Purpose.SPEECH, 4,
                        Seed.Purpose.REALTIME, 3,
                        Seed.Purpose.IMAGES, 4,
                        Seed.Purpose.DOCUMENTS, 1,
                        Seed.Purpose.FINE_TUNES, 1));
    }

    @Test
    void aNameThatCouldMeanTwoModelsIsQualified() {
        Map<String, Seed.Entry> byName = SEED.byName();
        assertThat(byName).hasSize(165).containsKeys("gpt-4.1", "claude-opus-4-5", "moonshotai/kimi-k2-instruct");
        assertThat(qualified(byName, "openai/gpt-oss-120b")).isEqualTo("openai/gpt-oss-120b");
        assertThat(qualified(byName, "cerebras/gpt-oss-120b")).isEqualTo("cerebras/gpt-oss-120b");
        // Groq calls its model openai/gpt-oss-120b, which is how OpenAI's own would be qualified.
        assertThat(qualified(byName, "groq/openai/gpt-oss-120b")).isEqualTo("groq/openai/gpt-oss-120b");
        assertThat(byName).doesNotContainKey("gpt-oss-120b");
    }

    @Test
    void noNameIsAnotherModelsQualifiedName() {
        SEED.byName().forEach((name, entry) -> {
            Seed.Entry qualified = BY_QUALIFIED_NAME.get(name);
            assertThat(qualified == null || qualified == entry).as(name).isTrue();
        });
    }

    @Test
    void onlyAnthropicSpeaksItsOwnDialect() {
        SEED.providers()
                .forEach(company -> assertThat(company.dialect())
                        .isEqualTo(company.name().equals("anthropic") ? "anthropic" : "openai"));
    }

    private static String qualified(Map<String, Seed.Entry> byName, String name) {
        return Objects.requireNonNull(byName.get(name)).qualifiedName();
    }

    private static Price price(String qualifiedName) {
        return Objects.requireNonNull(BY_QUALIFIED_NAME.get(qualifiedName))
                .prices()
                .toPrice(1);
    }
}
