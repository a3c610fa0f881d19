package ai.ominigate.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueSettingsTest {
    private static final Seed SEED = Seed.load();

    private static final String EXAMPLE = """
        ominigate:
          providers:
            mock:
              dialect: openai
              base-url: http://127.0.0.1:9000/v1/
              api-key: some-secret
              subprocessor: Mock Inc.
          models:
            mock-fast:
              upstreams:
                - {provider: mock, model: gpt-4o-mini, priority: 1, weight: 1}
              price: {input: "2.50", cached-input: "1.25", output: "10.00"}
              context-window: 128000
              max-output: 16384
        """;

    @Test
    void aProviderAndAModelAreReadAsTheyAreWritten() {
        CatalogueSettings settings = read(EXAMPLE);
        assertThat(settings.providers())
                .containsExactly(Map.entry(
                        "mock",
                        new Provider(
                                "mock",
                                Dialect.OPENAI,
                                URI.create("http://127.0.0.1:9000/v1"),
                                "some-secret",
                                "Mock Inc.",
                                CancelPolicy.CLOSE_AND_ESTIMATE)));
        CatalogueSettings.ModelSettings model = model(settings, "mock-fast");
        assertThat(model.upstreams())
                .containsExactly(new CatalogueSettings.UpstreamSettings("mock", "gpt-4o-mini", 1, 1));
        assertThat(model.contextWindow()).isEqualTo(128_000);
        assertThat(model.maxOutput()).isEqualTo(16_384);
        assertThat(model.price())
                .isEqualTo(new PriceList(List.of(
                        new PriceList.Component(Unit.INPUT, 0, new BigDecimal("2.5"), 1_000_000),
                        new PriceList.Component(Unit.CACHE_READ, 0, new BigDecimal("1.25"), 1_000_000),
                        new PriceList.Component(Unit.OUTPUT, 0, new BigDecimal("10"), 1_000_000))));
    }

    /** Word for word as operators are shown it, comments and all. */
    @Test
    void theExampleThatOperatorsCopyIsReadAsItIsMeant() throws IOException {
        CatalogueSettings settings = read(resource("provider-and-model.yml"));

        assertThat(settings.providers()).isEqualTo(read(EXAMPLE).providers());
        assertThat(settings.models()).isEqualTo(read(EXAMPLE).models());
        assertThat(Offer.all(SEED, settings)).isNotEmpty();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(CatalogueSettingsTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void modelNamesSurviveVerbatim() {
        CatalogueSettings settings = read("""
            ominigate:
              models:
                gpt-4.1: {max-output: 1}
                openai/gpt-4o: {max-output: 2}
                GPT_X-4.1.price:free: {maxOutput: 3, price: {perCall: "0.01"}}
                "5.1": {contextWindow: 4}
                meta.llama3-1-70b-instruct-v1:0: {price: {input: "1"}}
            """);
        assertThat(settings.models())
                .containsOnlyKeys(
                        "gpt-4.1", "openai/gpt-4o", "GPT_X-4.1.price:free", "5.1", "meta.llama3-1-70b-instruct-v1:0");
        assertThat(model(settings, "gpt-4.1").maxOutput()).isEqualTo(1);
        assertThat(model(settings, "openai/gpt-4o").maxOutput()).isEqualTo(2);
        assertThat(model(settings, "GPT_X-4.1.price:free").maxOutput()).isEqualTo(3);
        assertThat(model(settings, "5.1").contextWindow()).isEqualTo(4);
    }

    @Test
    void aLaterFileWinsSettingBySetting() {
        CatalogueSettings settings = read(EXAMPLE, """
            ominigate:
              models:
                mock-fast:
                  max-output: 5
                  price: {input: "3"}
            """);
        CatalogueSettings.ModelSettings model = model(settings, "mock-fast");
        assertThat(model.maxOutput()).isEqualTo(5);
        assertThat(model.contextWindow()).isEqualTo(128_000);
        assertThat(Objects.requireNonNull(model.price()).components())
                .contains(
                        new PriceList.Component(Unit.INPUT, 0, new BigDecimal("3"), 1_000_000),
                        new PriceList.Component(Unit.OUTPUT, 0, new BigDecimal("10"), 1_000_000));
    }

    @Test
    void everyPriceHasAName() {
        CatalogueSettings settings = read("""
            ominigate:
              models:
                all:
                  price: {input: "1", cached-input: "2", cache-write: "3", cache-write-1h: "4", output: "5",
                    reasoning: "6", audio-input: "7", audio-output: "8", per-call: "0.25"}
            """);
        PriceList prices = Objects.requireNonNull(model(settings, "all").price());
        assertThat(prices.toPrice(1))
                .isEqualTo(new Price(
                        1,
                        List.of(new Price.Band(
                                0,
                                new Rates(
                                        1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 7_000_000,
                                        8_000_000))),
                        250_000_000_000L));
    }

    @Test
    void aKnownProviderNeedsOnlyAKey() {
        CatalogueSettings settings = read("""
            ominigate.providers.anthropic.api-key: sk-ant
            """);
        assertThat(settings.providers())
                .containsExactly(Map.entry(
                        "anthropic",
                        new Provider(
                                "anthropic",
                                Dialect.ANTHROPIC,
                                URI.create("https://api.anthropic.com/v1"),
                                "sk-ant",
                                "Anthropic",
                                CancelPolicy.CLOSE_AND_ESTIMATE)));
    }

    @Test
    void aProviderMaySpeakGeminiAndIsThenReadToTheEndOfItsAnswers() {
        CatalogueSettings settings = read("""
            ominigate.providers:
              gemini:
                dialect: gemini
                base-url: https://generativelanguage.googleapis.com/v1beta
                api-key: some-secret
              impatient:
                dialect: gemini
                base-url: https://gemini.example/v1beta
                api-key: some-secret
                cancel-policy: close-and-estimate
            """);
        assertThat(settings.providers().values())
                .extracting(Provider::dialect, Provider::cancelPolicy)
                .containsExactly(
                        tuple(Dialect.GEMINI, CancelPolicy.DRAIN_TO_USAGE),
                        tuple(Dialect.GEMINI, CancelPolicy.CLOSE_AND_ESTIMATE));
    }

    @Test
    void theSchemeAndTheHostOfAUrlMayBeWrittenInAnyCase() {
        CatalogueSettings settings = read("""
                ominigate.providers:
                  loud: {dialect: openai, base-url: "HTTPS://Api.Example:8443/V1%2fx", api-key: some-secret}
                """);

        assertThat(settings.providers().values())
                .extracting(Provider::baseUrl)
                .containsExactly(URI.create("https://api.example:8443/V1%2fx"));
    }

    @Test
    void aKnownProviderCanBeCalledInAnotherDialectAtItsOtherUrl() {
        CatalogueSettings settings = read("""
            ominigate.providers.google:
              dialect: gemini
              base-url: https://generativelanguage.googleapis.com/v1beta
              api-key: some-secret
            """);
        assertThat(settings.providers())
                .containsExactly(Map.entry(
                        "google",
                        new Provider(
                                "google",
                                Dialect.GEMINI,
                                URI.create("https://generativelanguage.googleapis.com/v1beta"),
                                "some-secret",
                                "Google",
                                CancelPolicy.DRAIN_TO_USAGE)));
    }

    @Test
    void aKeyMayComeFromAnEnvironmentVariable() {
        Environment environment =
                Yaml.environment(Map.of("OMINIGATE_PROVIDERS_X_AI_API_KEY", "xai-1", "MY_KEY", "mock-2"), """
                    ominigate:
                      providers:
                        mock: {dialect: openai, base-url: "https://mock.example/v1", api-key: "${MY_KEY}"}
                    """);
        Map<String, Provider> providers =
                CatalogueSettings.read(environment, SEED).providers();
        assertThat(providers).containsOnlyKeys("x-ai", "mock");
        assertThat(Objects.requireNonNull(providers.get("x-ai")).apiKey()).isEqualTo("xai-1");
        assertThat(Objects.requireNonNull(providers.get("mock")).apiKey()).isEqualTo("mock-2");
    }

    @Test
    void aKnownProviderWithABlankKeyIsNotUsed() {
        assertThat(read("ominigate.providers.openai.api-key: ${NOT_THERE:}").providers())
                .isEmpty();
    }

    @Test
    void upstreamsMayBeWrittenFieldByField() {
        CatalogueSettings settings = read("""
            ominigate.models.m.upstreams[0].provider: openai
            ominigate.models.m.upstreams[0].model: gpt-4o
            ominigate.models.m.upstreams[1].provider: groq
            ominigate.models.m.upstreams[1].model: x
            ominigate.models.m.upstreams[1].priority: 2
            ominigate.models.m.upstreams[1].weight: 3
            """);
        assertThat(model(settings, "m").upstreams())
                .containsExactly(
                        new CatalogueSettings.UpstreamSettings("openai", "gpt-4o", 1, 1),
                        new CatalogueSettings.UpstreamSettings("groq", "x", 2, 3));
    }

    static Stream<Arguments> mistakes() {
        String provider = "dialect: openai, base-url: 'http://h/v1', api-key: SECRET";
        return Stream.of(
                Arguments.of(
                        "ominigate.providers.google: {dialect: gemini, api-key: SECRET}",
                        "ominigate.providers.google.base-url is missing; give the provider's URL up to its version, as"
                                + " in https://example.com/v1."),
                Arguments.of(
                        "ominigate.providers.p: {dialect: cohere, base-url: 'http://h/v1', api-key: SECRET}",
                        "ominigate.providers.p.dialect is 'cohere'; it is openai, anthropic or gemini."),
                Arguments.of(
                        "ominigate.providers.p: {base-url: 'http://h/v1', api-key: SECRET}",
                        "ominigate.providers.p.dialect is missing; it is openai, anthropic or gemini."),
                Arguments.of(
                        "ominigate.providers.p: {dialect: openai, base-url: 'http://h/v1'}",
                        "ominigate.providers.p.api-key is missing; give the key that p issued to you."),
                Arguments.of(
                        "ominigate.providers.openai: {base-url: 'http://h/v1'}",
                        "ominigate.providers.openai.api-key is missing; give the key that openai issued to you."),
                Arguments.of(
                        "ominigate.providers.p: {dialect: openai, base-url: 'http://h/v1', api-key: '${NOT_THERE}'}",
                        "ominigate.providers.p.api-key names an environment variable or setting that is not there; set "
                                + "it, or give a default as in ${NAME:default}."),
                Arguments.of(
                        "ominigate.providers.p: {dialect: openai, api-key: SECRET}",
                        "ominigate.providers.p.base-url is missing; give the provider's URL up to its version, as in "
                                + "https://example.com/v1."),
                Arguments.of(url("ftp://h/v1"), NOT_A_URL),
                Arguments.of(url("h/v1"), NOT_A_URL),
                Arguments.of(url("http:///v1"), NOT_A_URL),
                Arguments.of(url("http://user:SECRET@h/v1"), NOT_A_URL),
                Arguments.of(url("http://h/v1?key=SECRET"), NOT_A_URL),
                Arguments.of(url("http://h h/v1"), NOT_A_URL),
                Arguments.of(url("http://10.0.0.5/v1"), "is an address of a private network; if that is meant, set"),
                Arguments.of(url("http://[fd12::1]/v1"), "is an address of a private network; if that is meant, set"),
                Arguments.of(url("http://169.254.169.254/v1"), "is an address that no provider has"),
                Arguments.of(url("http://[fe80::1]/v1"), "is an address that no provider has"),
                Arguments.of(url("http://0.0.0.0/v1"), "is an address that no provider has"),
                Arguments.of(
                        "ominigate.providers.p: {dialect: openai, base-url: 'http://169.254.169.254/v1', api-key: SECRET, "
                                + "allow-private-address: true}",
                        "is an address that no provider has"),
                Arguments.of(
                        "ominigate.providers.p: {" + provider + ", allow-private-address: maybe}",
                        "ominigate.providers.p.allow-private-address is 'maybe'; it is true or false."),
                Arguments.of(
                        "ominigate.providers.p: {" + provider + ", cancel-policy: maybe}",
                        "ominigate.providers.p.cancel-policy is 'maybe'; it is close-and-estimate or drain-to-usage."),
                Arguments.of(
                        "ominigate.providers.p: {" + provider + ", apikey: SECRET}",
                        "ominigate.providers.p.apikey is not a setting; a provider has allow-private-address, "
                                + "api-key, base-url, cancel-policy, dialect, subprocessor."),
                Arguments.of(
                        "ominigate.providers.My_P: {" + provider + "}",
                        "has a name that cannot be used; a provider's name is lower-case letters, digits and dashes "
                                + "between them."),
                Arguments.of(
                        "ominigate.models.m: {price: {input: cheap}}",
                        "ominigate.models.m.price.input is 'cheap'; it is dollars per million tokens from 0 to 1000"
                                + " with at most 6 decimals, as in \"2.50\"."),
                Arguments.of(
                        "ominigate.models.m: {price: {input: '-1'}}", "ominigate.models.m.price.input is '-1'; it is"),
                Arguments.of("ominigate.models.m: {price: {input: '0.0000001'}}", "is '0.0000001'; it is dollars per"),
                Arguments.of("ominigate.models.m: {price: {output: '1001'}}", "is '1001'; it is dollars per million"),
                Arguments.of(
                        "ominigate.models.m: {price: {per-call: '2'}}", "is '2'; it is dollars per call from 0 to 1"),
                Arguments.of(
                        "ominigate.models.m: {price: {inptu: '1'}}",
                        "ominigate.models.m.price.inptu is not a price; there are audio-input, audio-output, "
                                + "cache-write, cache-write-1h, cached-input, input, output, per-call, reasoning."),
                Arguments.of("ominigate.models.m: {price: '1'}", "ominigate.models.m.price is not a list of prices"),
                Arguments.of(
                        "ominigate.models.gpt-4.1: {contxt-window: 5}",
                        "ominigate.models.gpt-4.1.contxt-window is not a setting; a model has upstreams, price, "
                                + "context-window and max-output."),
                Arguments.of(
                        "ominigate.models.m: {context-window: many}",
                        "ominigate.models.m.context-window is 'many'; it is a whole number from 1 to 1000000000."),
                Arguments.of(
                        "ominigate.models.m: {max-output: 0}", "ominigate.models.m.max-output is 0; it is a whole"),
                Arguments.of(
                        "ominigate.models.m: {upstreams: []}", "ominigate.models.m.upstreams is empty; name at least"),
                Arguments.of("ominigate.models.m: {upstreams: openai}", "ominigate.models.m.upstreams is not a list"),
                Arguments.of(
                        "ominigate.models.m: {upstreams: [openai]}",
                        "ominigate.models.m.upstreams[0] is not an upstream"),
                Arguments.of(
                        "ominigate.models.m: {upstreams: [{provider: openai}]}",
                        "ominigate.models.m.upstreams[0].model is missing; an upstream names a provider and what that "
                                + "provider calls the model."),
                Arguments.of(
                        "ominigate.models.m: {upstreams: [{provider: nobody, model: x}]}",
                        "ominigate.models.m.upstreams[0].provider is 'nobody', which is no provider; there are"
                                + " anthropic, cerebras, cohere, deepseek, google, groq, mistral, moonshotai, openai,"
                                + " perplexity, x-ai, and you can add one under ominigate.providers."),
                Arguments.of(
                        "ominigate.models.m: {upstreams: [{provider: openai, model: x, weight: 0}]}",
                        "ominigate.models.m.upstreams[0].weight is 0; it is a whole number from 1 to 1000."),
                Arguments.of(
                        "ominigate.models.m: {upstreams: [{provider: openai, model: x, priority: 1001}]}",
                        "ominigate.models.m.upstreams[0].priority is 1001; it is a whole number from 1 to 1000."),
                Arguments.of(
                        "ominigate.models.m: {upstreams: [{provider: openai, model: x, wieght: 1}]}",
                        "ominigate.models.m.upstreams[0].wieght is not a setting; an upstream has provider, model, "
                                + "priority and weight."),
                Arguments.of(
                        "ominigate.models.new: {price: {input: '1'}}",
                        "ominigate.models.new.upstreams is missing; 'new' is not a model that OminiGate knows, so say"
                                + " who serves it, as in [{provider: openai, model: gpt-4o}]."));
    }

    private static final String NOT_A_URL =
            "ominigate.providers.p.base-url is not a URL that can be called; give an http or https URL up to the"
                    + " version, as in https://example.com/v1, without user, query or fragment.";

    private static String url(String url) {
        return "ominigate.providers.p: {dialect: openai, base-url: '" + url + "', api-key: SECRET}";
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeStopsTheStartWithASentence(String yaml, String sentence) {
        assertThatThrownBy(() -> Offer.all(SEED, read(yaml)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(sentence)
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void aProviderIsWrittenWithoutItsKey() {
        assertThat(read(EXAMPLE).providers().toString()).doesNotContain("some-secret");
    }

    private static CatalogueSettings read(String... yaml) {
        return CatalogueSettings.read(Yaml.environment(yaml), SEED);
    }

    private static CatalogueSettings.ModelSettings model(CatalogueSettings settings, String name) {
        return Objects.requireNonNull(settings.models().get(name));
    }
}
