package ai.ominigate.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveCatalogueTest {
    private static final String MOCK = """
            ominigate:
              providers:
                mock: {dialect: openai, base-url: "http://127.0.0.1:9000/v1", api-key: k}
              models:
                mock-fast:
                  upstreams: [{provider: mock, model: gpt-4o-mini}]
                  price: {input: "%s", output: "10.00"}
            """;

    private final List<AutoCloseable> open = new ArrayList<>();
    private TestDatabase database;
    private PriceBook book;

    /** What the registry says of companies. */
    private volatile Map<String, Processors.Standing> standings = new HashMap<>(Map.of(
            "mock", admitted("127.0.0.1"),
            "openai", admitted("api.openai.com"),
            "anthropic", admitted("api.anthropic.com"),
            "groq", admitted("api.groq.com")));

    private static Processors.Standing admitted(String host) {
        return new Processors.Standing.Admitted(Set.of(host));
    }

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        book = new PriceBook(database.dataSource());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable node : open.reversed()) {
            node.close();
        }
        database.close();
    }

    @Test
    void withoutAnyKeyNothingCanBeCalledAndItSaysWhy() throws SQLException {
        Catalogue catalogue = node("");
        assertThat(catalogue.models()).isEmpty();
        assertThat(catalogue.find("gpt-4.1")).isNull();
        assertThat(catalogue.whyNotCallable("gpt-4.1"))
                .isEqualTo("The model 'gpt-4.1' cannot be called here: no key is set up for its provider (openai).");
        assertThat(catalogue.whyNotCallable("no-such-model")).isNull();
    }

    @Test
    void aProvidersKeyMakesItsModelsCallable() throws SQLException {
        Catalogue catalogue = node("ominigate.providers.anthropic.api-key: sk-ant");
        assertThat(catalogue.models()).hasSize(17);
        Model model = Objects.requireNonNull(catalogue.find("claude-opus-4-5"));
        assertThat(model.contextWindow()).isEqualTo(200_000);
        assertThat(model.tasks()).containsExactly(Model.Task.CHAT);
        assertThat(model.upstreams()).singleElement().satisfies(upstream -> {
            assertThat(upstream.model()).isEqualTo("claude-opus-4-5");
            assertThat(upstream.provider().name()).isEqualTo("anthropic");
        });
        assertThat(model.price().ratesFor(1).cacheWrite1h()).isEqualTo(10_000_000);
        assertThat(catalogue.find("anthropic/claude-opus-4-5")).isSameAs(model);
        assertThat(catalogue.whyNotCallable("claude-opus-4-5")).isNull();
    }

    @Test
    void configurationAddsModelsAndChangesKnownOnes() throws SQLException {
        Catalogue catalogue = node(MOCK.formatted("2.50") + """
                    gpt-4.1:
                      upstreams:
                        - {provider: openai, model: gpt-4.1, priority: 2}
                        - {provider: mock, model: copy, priority: 1, weight: 3}
                      max-output: 5
                """);
        Model added = Objects.requireNonNull(catalogue.find("mock-fast"));
        assertThat(added.price().ratesFor(1).input()).isEqualTo(2_500_000);
        assertThat(added.tasks()).isEqualTo(Set.of(Model.Task.CHAT, Model.Task.EMBEDDINGS));
        Model changed = Objects.requireNonNull(catalogue.find("gpt-4.1"));
        assertThat(changed.upstreams()).singleElement().satisfies(upstream -> {
            assertThat(upstream.model()).isEqualTo("copy");
            assertThat(upstream.weight()).isEqualTo(3);
        });
        assertThat(changed.maxOutput()).isEqualTo(5);
        assertThat(changed.contextWindow()).isEqualTo(1_000_000);
        assertThat(changed.price().ratesFor(1).input()).isEqualTo(2_000_000);
        assertThat(catalogue.models()).hasSize(2);
    }

    @Test
    void upstreamsAreInTheOrderTheyAreTried() throws SQLException {
        Catalogue catalogue = node("""
                ominigate:
                  providers: {openai: {api-key: k}, groq: {api-key: k}}
                  models:
                    m:
                      upstreams:
                        - {provider: groq, model: c, priority: 3}
                        - {provider: openai, model: a, priority: 1}
                        - {provider: groq, model: b, priority: 1}
                      price: {input: "1", output: "1"}
                """);
        assertThat(Objects.requireNonNull(catalogue.find("m")).upstreams())
                .extracting(Upstream::model)
                .containsExactly("a", "b", "c");
    }

    @Test
    void callsGoOnlyToCompaniesThatMayHaveThem() throws SQLException {
        Catalogue catalogue = node("""
                ominigate:
                  providers: {openai: {api-key: k}, groq: {api-key: k}}
                  models:
                    m:
                      upstreams: [{provider: openai, model: a}, {provider: groq, model: b}]
                      price: {input: "1", output: "1"}
                """);
        assertThat(upstreams(catalogue)).containsExactly("a", "b");
        assertThat(catalogue.whyNobodyMayServe("m")).isNull();

        standing("openai", new Processors.Standing.Barred("has no confirmed terms that rule out training"));
        Await.until(
                "one is left", Duration.ofSeconds(1), () -> upstreams(catalogue).equals(List.of("b")));

        standing("groq", admitted("elsewhere.example"));
        Await.until("none is left", Duration.ofSeconds(1), () -> catalogue.find("m") == null);
        assertThat(catalogue.whyNobodyMayServe("m"))
                .startsWith(
                        "No provider is left that may be sent what 'm' is asked: OpenAI has no confirmed terms that"
                                + " rule out training; Groq has no host api.groq.com in the registry of subprocessors. Call another");
        assertThat(catalogue.whyNobodyMayServe("openai/gpt-4.1")).startsWith("No provider is left");
        assertThat(catalogue.whyNotCallable("m")).isEqualTo(catalogue.whyNobodyMayServe("m"));
        assertThat(catalogue.models()).isEmpty();
        assertThat(catalogue.providers()).extracting(Provider::name).containsExactly("groq", "openai");
        assertThat(catalogue.providers()).noneMatch(catalogue::admits);

        standing("openai", admitted("api.openai.com"));
        Await.until(
                "one is back", Duration.ofSeconds(1), () -> upstreams(catalogue).equals(List.of("a")));
    }

    private static List<String> upstreams(Catalogue catalogue) {
        Model model = catalogue.find("m");
        return model == null
                ? List.of()
                : model.upstreams().stream().map(Upstream::model).toList();
    }

    private void standing(String company, Processors.Standing standing) throws SQLException {
        Map<String, Processors.Standing> next = new HashMap<>(standings);
        next.put(company, standing);
        standings = next;
        execute("NOTIFY catalog");
    }

    @Test
    void aModelOfConfigurationWithoutAnOutputPriceIsForEmbeddings() throws SQLException {
        Catalogue catalogue = node("""
                ominigate:
                  providers: {openai: {api-key: k}}
                  models:
                    e: {upstreams: [{provider: openai, model: e}], price: {input: "1"}}
                    n: {upstreams: [{provider: openai, model: n}]}
                """);
        assertThat(Objects.requireNonNull(catalogue.find("e")).tasks()).containsExactly(Model.Task.EMBEDDINGS);
        assertThat(catalogue.whyNotCallable("n"))
                .isEqualTo("The model 'n' has no price for input tokens and output tokens, so it is not sold.");
    }

    @Test
    void aModelNamedLikeAnotherOnesAliasTakesTheName() throws SQLException {
        Catalogue catalogue = node("""
                ominigate:
                  providers: {openai: {api-key: k}}
                  models:
                    openai/gpt-4o: {upstreams: [{provider: openai, model: mine}], price: {input: "1", output: "1"}}
                """);
        Model mine = Objects.requireNonNull(catalogue.find("openai/gpt-4o"));
        assertThat(mine.name()).isEqualTo("openai/gpt-4o");
        assertThat(mine.upstreams().getFirst().model()).isEqualTo("mine");
        assertThat(Objects.requireNonNull(catalogue.find("gpt-4o")).name()).isEqualTo("gpt-4o");
    }

    @Test
    void aRestartMakesAVersionOnlyOfAPriceThatChanged() throws SQLException {
        Catalogue first = node(MOCK.formatted("2.50"));
        int versions = count("price_version");
        assertThat(versions).isEqualTo(163);
        assertThat(count("price_component")).isEqualTo(633 + 2);
        node(MOCK.formatted("2.5"));
        assertThat(count("price_version")).isEqualTo(versions);
        Catalogue third = node(MOCK.formatted("2.51"));
        assertThat(count("price_version")).isEqualTo(versions + 1);
        assertThat(price(third, "mock-fast").ratesFor(1).input()).isEqualTo(2_510_000);
        Await.until(
                "the first node sees the other's price",
                Duration.ofSeconds(2),
                () -> price(first, "mock-fast").ratesFor(1).input() == 2_510_000);
    }

    private static Price price(Catalogue catalogue, String name) {
        return Objects.requireNonNull(catalogue.find(name)).price();
    }

    @Test
    void everyVersionCanBeFoundAgain() throws SQLException {
        Catalogue first = node(MOCK.formatted("2.50"));
        Price old = price(first, "mock-fast");
        Price current = price(node(MOCK.formatted("3")), "mock-fast");
        assertThat(current.version()).isNotEqualTo(old.version());
        assertThat(book.find(old.version())).isEqualTo(old);
        assertThat(book.find(current.version())).isEqualTo(current);
        assertThat(book.find(999_999)).isNull();
    }

    @Test
    void aPriceComesIntoForceWhenItsTimeHasCome() throws SQLException {
        Catalogue catalogue = node(MOCK.formatted("2.50"));
        execute("""
                WITH version AS (
                    INSERT INTO catalog.price_version (model, effective_from, source, checksum)
                    VALUES ('mock-fast', clock_timestamp() + INTERVAL '3 seconds', 'test', repeat('0', 64))
                    RETURNING id
                )
                INSERT INTO catalog.price_component (version, unit, above, usd, per)
                SELECT id, unit, 0, 7, 1000000
                FROM version, unnest(ARRAY['input', 'output']) unit
                """);
        assertThat(Objects.requireNonNull(book.inForce().get("mock-fast"))
                        .prices()
                        .toPrice(1)
                        .ratesFor(1)
                        .input())
                .isEqualTo(2_500_000);
        Await.until(
                "the new price", () -> price(catalogue, "mock-fast").ratesFor(1).input() == 7_000_000);
    }

    @Test
    void whatIsWrittenStays() throws SQLException {
        node("");
        for (String attack : List.of(
                "UPDATE catalog.price_version SET source = 'x'",
                "DELETE FROM catalog.price_version",
                "TRUNCATE catalog.price_version CASCADE",
                "UPDATE catalog.price_component SET usd = 0",
                "DELETE FROM catalog.price_component",
                "TRUNCATE catalog.price_component",
                "INSERT INTO catalog.price_component (version, unit, above, usd, per)"
                        + " SELECT min(id), 'reasoning', 0, 0, 1 FROM catalog.price_version")) {
            assertThatThrownBy(() -> execute(attack)).as(attack).isInstanceOf(SQLException.class);
        }
    }

    private LiveCatalogue node(String yaml) throws SQLException {
        Notifications notifications = new Notifications(database.dataSource());
        open.add(notifications);
        LiveCatalogue catalogue = new LiveCatalogue(Yaml.environment(yaml), book, () -> standings, notifications);
        open.add(catalogue);
        return catalogue;
    }

    private int count(String table) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM catalog." + table)) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
