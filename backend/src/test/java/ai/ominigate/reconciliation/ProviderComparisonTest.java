package ai.ominigate.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.LoggedLines;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.egress.Egress;
import ai.ominigate.metering.ProviderDays;
import ai.ominigate.model.payment.ProviderUseVerdict;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderComparisonTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final Instant MORNING =
            DAY.plusDays(1).atTime(LocalTime.of(5, 0)).toInstant(ZoneOffset.UTC);
    private static final long DOLLAR = 1_000_000_000L;

    private static ReportsDouble theirs;
    private static RunningOminiGate ominigate;
    private static Colleague finance;

    @BeforeAll
    static void start() throws Exception {
        theirs = new ReportsDouble();
        ominigate = RunningOminiGate.with(Map.of(
                "ominigate.reconciliation.first-look-after",
                "1h",
                "ominigate.reconciliation.providers.openai.admin-key",
                ReportsDouble.KEY,
                "ominigate.reconciliation.providers.openai.base-url",
                theirs.url().toString(),
                "ominigate.reconciliation.providers.anthropic.admin-key",
                ReportsDouble.KEY,
                "ominigate.reconciliation.providers.anthropic.base-url",
                theirs.url().toString()));
        finance = Colleague.signedIn(ominigate, Role.FINANCE);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
        theirs.close();
    }

    @BeforeEach
    void nothingWasUsed() throws SQLException {
        theirs.forget();
        for (String table : List.of("metering.usage_hourly", "reconciliation.provider_day", "reconciliation.turn")) {
            run("DELETE FROM " + table);
        }
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    private static DataSource database() {
        return DelegatingDataSource.unwrapDataSource(bean(DataSource.class));
    }

    private static int run(String sql) throws SQLException {
        return Transaction.run(database(), connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    /** What we metered. */
    private static void metered(
            LocalDate day, String provider, String model, long input, long read, long output, long nanos)
            throws SQLException {
        run("""
                INSERT INTO metering.usage_hourly (
                    account_id, hour, key_id, model, provider, calls, failed_calls, input_tokens, cache_read_tokens,
                    cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, audio_input_tokens,
                    audio_output_tokens, cost_nanos)
                VALUES ('%s', '%s 23:00:00+00', '%s', '%s', '%s', 5, 0, %d, %d, 0, 0, %d, 0, 0, 0, %d)
                """.formatted(UUID.randomUUID(), day, UUID.randomUUID(), model, provider, input, read, output, nanos));
    }

    private static ProviderComparison at(Instant now, String key, Catalogue catalogue, String... only) {
        List<ReportSettings> asked = List.of(
                new ReportSettings("openai", null, key, theirs.url().toString(), List.of(only)),
                new ReportSettings("anthropic", null, key, theirs.url().toString(), List.of(only)));
        return new ProviderComparison(
                database(),
                bean(ReconciliationSettings.class),
                asked,
                new Reports(new ReportHttp(bean(Egress.class), Duration.ofMillis(2))),
                bean(ProviderDays.class),
                catalogue,
                InstantSource.fixed(now));
    }

    private static void compareAt(Instant now) throws SQLException {
        at(now, ReportsDouble.KEY, bean(Catalogue.class)).compareWhatIsDue();
    }

    private static JsonNode seen(String filter) throws Exception {
        return finance.send("GET", "/admin/v1/reconciliation/usage?" + filter, "")
                .json()
                .path("items");
    }

    private static String verdict(String provider, LocalDate day) throws Exception {
        JsonNode found = seen("provider=" + provider + "&day=" + day);
        assertThat(found).hasSize(1);
        return found.get(0).path("verdict").asText();
    }

    @Test
    void whatBothSayAlikeIsNoDifferenceWhateverVersionOfAModelAnswered() throws Exception {
        metered(DAY, "openai", "gpt-4o", 200_000, 800_000, 500_000, 8 * DOLLAR);
        theirs.openAi(DAY, "gpt-4o-2024-08-06", 4, 900_000, 700_000, 400_000);
        theirs.openAi(DAY, "gpt-4o-2024-11-20", 1, 100_000, 100_000, 100_000);
        theirs.openAiCost(DAY, "gpt-4o-2024-08-06, input", 3.0);
        theirs.openAiCost(DAY, "gpt-4o-2024-08-06, output", 5.0);
        metered(DAY, "anthropic", "claude-sonnet-4-5", 300_000, 600_000, 50_000, 2 * DOLLAR);
        theirs.anthropic(DAY, "claude-sonnet-4-5-20250929", 300_000, 600_000, 0, 50_000);
        theirs.anthropicCost(DAY, "wrkspc_1", "claude-sonnet-4-5-20250929", "199.123");

        compareAt(MORNING);

        assertThat(seen("open=true")).isEmpty();
        JsonNode openAi = seen("provider=openai").get(0);
        assertThat(openAi.path("verdict").asText()).isEqualTo("AGREES");
        assertThat(openAi.path("theirs").path("calls").asLong()).isEqualTo(5);
        assertThat(openAi.path("theirs").path("cost").asText()).isEqualTo("8.000000000");
        JsonNode anthropic = seen("provider=anthropic").get(0);
        assertThat(anthropic.path("model").asText()).isEqualTo("claude-sonnet-4-5");
        assertThat(anthropic.path("theirs").path("input").asLong()).isEqualTo(900_000);
        assertThat(anthropic.path("theirs").path("cost").asText()).isEqualTo("1.991230000");
    }

    @Test
    void whatTheyCountedOtherwiseIsShown() throws Exception {
        metered(DAY, "openai", "gpt-4o", 1_000_000, 0, 500_000, 8 * DOLLAR);
        theirs.openAi(DAY, "gpt-4o", 6, 1_000_000, 0, 550_000);
        compareAt(MORNING);
        assertThat(verdict("openai", DAY)).isEqualTo("TOKENS");
    }

    @Test
    void cachedTokensAreComparedOnTheirOwn() throws Exception {
        metered(DAY, "anthropic", "claude-haiku-4-5", 1_000_000, 0, 500_000, 8 * DOLLAR);
        theirs.anthropic(DAY, "claude-haiku-4-5", 500_000, 0, 500_000, 500_000);
        compareAt(MORNING);
        assertThat(verdict("anthropic", DAY)).isEqualTo("TOKENS");
    }

    @Test
    void whatCostsUsMoreThanCustomersPaidIsShown() throws Exception {
        metered(DAY, "openai", "gpt-4o", 1_000_000, 0, 500_000, 8 * DOLLAR);
        theirs.openAi(DAY, "gpt-4o", 5, 1_000_000, 0, 500_000);
        theirs.openAiCost(DAY, "gpt-4o, input", 9.5);
        compareAt(MORNING);
        assertThat(verdict("openai", DAY)).isEqualTo("COST");
    }

    @Test
    void whatCustomersPayOnTopIsNoDifference() throws Exception {
        metered(DAY, "openai", "gpt-4o", 1_000_000, 0, 500_000, 80 * DOLLAR);
        theirs.openAi(DAY, "gpt-4o", 5, 1_000_000, 0, 500_000);
        theirs.openAiCost(DAY, "gpt-4o, input", 9.5);
        compareAt(MORNING);
        assertThat(verdict("openai", DAY)).isEqualTo("AGREES");
    }

    @Test
    void useThatWeKnowNothingOfAndUseThatTheyKnowNothingOfAreShown() throws Exception {
        theirs.openAi(DAY, "gpt-4o", 5, 1_000_000, 0, 500_000);
        theirs.openAiCost(DAY.minusDays(1), "web search", 12.0);
        metered(DAY, "anthropic", "claude-haiku-4-5", 1_000_000, 0, 500_000, 8 * DOLLAR);
        compareAt(MORNING);
        assertThat(verdict("openai", DAY)).isEqualTo("ONLY_THEIRS");
        assertThat(verdict("openai", DAY.minusDays(1))).isEqualTo("ONLY_THEIRS");
        assertThat(verdict("anthropic", DAY)).isEqualTo("ONLY_OURS");
    }

    @Test
    void embeddingsAreReadToo() throws Exception {
        metered(DAY, "openai", "text-embedding-3-small", 1_000_000, 0, 0, DOLLAR);
        theirs.openAiEmbeddings(DAY, "text-embedding-3-small", 5, 1_000_000);
        compareAt(MORNING);
        assertThat(verdict("openai", DAY)).isEqualTo("AGREES");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyPageIsRead(int days) throws Exception {
        theirs.pagesOf(days);
        for (int i = 0; i < 4; i++) {
            metered(DAY.minusDays(i), "anthropic", "claude-haiku-4-5", 1_000_000, 0, 500_000, 8 * DOLLAR);
            theirs.anthropic(DAY.minusDays(i), "claude-haiku-4-5-20251001", 1_000_000, 0, 0, 500_000);
            theirs.anthropicCost(DAY.minusDays(i), "wrkspc_1", "claude-haiku-4-5-20251001", "700");
        }
        compareAt(MORNING);
        assertThat(seen("provider=anthropic")).hasSize(4);
        assertThat(seen("open=true")).isEmpty();
        assertThat(seen("provider=anthropic").get(3).path("theirs").path("cost").asText())
                .isEqualTo("7.000000000");
    }

    @Test
    void whatIsReportedLateIsComparedAgainAndTheDifferenceIsGoneByItself() throws Exception {
        metered(DAY, "openai", "gpt-4o", 1_000_000, 0, 500_000, 8 * DOLLAR);
        theirs.openAi(DAY, "gpt-4o", 3, 600_000, 0, 300_000);
        compareAt(MORNING);
        assertThat(seen("open=true")).hasSize(1);

        theirs.openAi(DAY, "gpt-4o", 2, 400_000, 0, 200_000);
        compareAt(MORNING.plus(Duration.ofDays(1)));

        assertThat(seen("open=true")).isEmpty();
        JsonNode now = seen("provider=openai&day=" + DAY).get(0);
        assertThat(now.path("verdict").asText()).isEqualTo("AGREES");
        assertThat(now.path("settledAt").asText()).isNotEmpty();
    }

    @Test
    void aDifferenceThatIsSettledStaysSoUntilItChanges() throws Exception {
        theirs.openAi(DAY, "gpt-4o", 5, 1_000_000, 0, 500_000);
        compareAt(MORNING);
        String id = seen("open=true").get(0).path("id").asText();

        Answer settled = finance.send(
                "POST", "/admin/v1/reconciliation/usage/" + id + "/settle", "{\"note\": \"Our own evaluation.\"}");

        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.json().path("note").asText()).isEqualTo("Our own evaluation.");
        compareAt(MORNING.plus(Duration.ofDays(1)));
        assertThat(seen("open=true")).isEmpty();
        theirs.openAi(DAY, "gpt-4o", 5, 1_000_000, 0, 500_000);
        compareAt(MORNING.plus(Duration.ofDays(2)));
        assertThat(seen("open=true")).hasSize(1);
    }

    @Test
    void aModelIsComparedUnderTheNameThatTheProviderKnowsItBy() throws Exception {
        metered(DAY, "openai", "house-large", 1_000_000, 0, 500_000, 8 * DOLLAR);
        theirs.openAi(DAY, "gpt-4o", 5, 1_000_000, 0, 500_000);
        at(MORNING, ReportsDouble.KEY, new OneModel("house-large", "openai", "gpt-4o-2024-08-06"))
                .compareWhatIsDue();
        assertThat(verdict("openai", DAY)).isEqualTo("AGREES");
    }

    @Test
    void onlyTheProjectsOrWorkspacesOfThisGatewayCount() throws Exception {
        theirs.anthropicCost(DAY, "wrkspc_ours", "claude-haiku-4-5", "300");
        theirs.anthropicCost(DAY, "wrkspc_others", "claude-haiku-4-5", "90000");
        at(MORNING, ReportsDouble.KEY, bean(Catalogue.class), "wrkspc_ours").compareWhatIsDue();
        assertThat(seen("provider=anthropic").get(0).path("theirs").path("cost").asText())
                .isEqualTo("3.000000000");
        assertThat(theirs.asked())
                .anyMatch(path -> path.startsWith("/v1/organization/usage/completions?")
                        && path.contains("project_ids=wrkspc_ours"))
                .anyMatch(path -> path.startsWith("/v1/organizations/usage_report/messages?")
                        && path.contains("workspace_ids%5B%5D=wrkspc_ours"));
    }

    @Test
    void whatComesTooOftenOrFailsOnTheirSideIsAskedAgain() throws Exception {
        theirs.fail(429, 429, 500, 503, 529);
        metered(DAY, "openai", "gpt-4o", 1_000_000, 0, 500_000, 8 * DOLLAR);
        theirs.openAi(DAY, "gpt-4o", 5, 1_000_000, 0, 500_000);
        compareAt(MORNING);
        assertThat(verdict("openai", DAY)).isEqualTo("AGREES");
    }

    @Test
    void aProviderThatStaysAwayIsAskedAgainWithinTheHourAndFinanceSeesIt() throws Exception {
        theirs.fail(500, 500, 500, 500, 500, 500);
        compareAt(MORNING);
        JsonNode failing = reports().get(1);
        assertThat(failing.path("provider").asText()).isEqualTo("openai");
        assertThat(failing.path("failure").asText()).isEqualTo("away");
        assertThat(failing.has("comparedTo")).isFalse();

        compareAt(MORNING.plus(Duration.ofHours(1)));

        assertThat(reports().get(1).has("failure")).isFalse();
        assertThat(reports().get(1).path("comparedTo").asText()).isEqualTo(DAY.toString());
    }

    private static JsonNode reports() throws Exception {
        return finance.send("GET", "/admin/v1/reconciliation/providers", "")
                .json()
                .path("items");
    }

    @Test
    void aKeyThatIsRefusedIsInNoLogAndNoRow() throws Exception {
        String wrong = "sk-admin-that-nobody-may-see-42";
        try (LoggedLines log = LoggedLines.ofEverything()) {
            at(MORNING, wrong, bean(Catalogue.class)).compareWhatIsDue();
            assertThat(log.all()).noneMatch(line -> line.contains(wrong)).anyMatch(line -> line.contains("refused"));
        }
        assertThat(reports()).allMatch(report -> report.path("failure").asText().equals("refused"));
        assertThat(theirs.asked()).as("no second try of a refused key").hasSize(2);
        assertThat(rows()).noneMatch(row -> row.contains(wrong));
    }

    private static List<String> rows() throws SQLException {
        return Transaction.run(database(), (Connection connection) -> {
            List<String> rows = new ArrayList<>();
            for (String table : List.of("reconciliation.turn", "reconciliation.provider_day")) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (row.next()) {
                        rows.add(row.getString(1));
                    }
                }
            }
            return rows;
        });
    }

    @Test
    void ofManyNodesOneAsksAndNotTwiceInADay() throws Exception {
        ProviderComparison node = at(MORNING, ReportsDouble.KEY, bean(Catalogue.class));
        Callable<Boolean> turn = () -> {
            node.compareWhatIsDue();
            return true;
        };
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            nodes.invokeAll(List.of(turn, turn, turn, turn))
                    .forEach(done -> assertThat(done).succeedsWithin(Duration.ofSeconds(30)));
        }
        node.compareWhatIsDue();
        assertThat(theirs.asked())
                .as("three reports of OpenAI's, two of Anthropic's")
                .hasSize(5);
    }

    @Test
    void aDayIsNotComparedBeforeItsReportsCanBeThere() throws Exception {
        theirs.openAi(DAY, "gpt-4o", 5, 1_000_000, 0, 500_000);
        compareAt(MORNING.minus(Duration.ofHours(2)));
        assertThat(seen("day=" + DAY)).isEmpty();
    }

    @Test
    void nothingIsSentWhereNobodyHasRegisteredIt() throws Exception {
        ReportSettings elsewhere = new ReportSettings("openai", null, ReportsDouble.KEY, null, List.of());
        Reports reports = new Reports(new ReportHttp(bean(Egress.class), Duration.ofMillis(2)));
        assertThatThrownBy(() -> reports.read(elsewhere, DAY, DAY)).hasMessage("not_registered");
    }

    @Test
    void theToleranceIsAShareOrAnAmountWhicheverIsMore() {
        ReconciliationSettings settings = new ReconciliationSettings(new BigDecimal("0.5"), 1_000, BigDecimal.ONE, 4);
        assertThat(settings.sameTokens(0, 1_000)).isTrue();
        assertThat(settings.sameTokens(0, 1_001)).isFalse();
        assertThat(settings.sameTokens(1_000_000, 995_000)).isTrue();
        assertThat(settings.sameTokens(1_000_000, 994_999)).isFalse();
        assertThat(settings.sameCost(5 * DOLLAR, 4 * DOLLAR)).isTrue();
        assertThat(settings.sameCost(5 * DOLLAR, 4 * DOLLAR - 1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "sk\nsk-admin-123456"})
    void aKeyThatIsNoneStopsTheStartAndIsNotQuoted(String key) {
        assertThatThrownBy(() -> new ReportSettings("openai", null, key, null, List.of()))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("ominigate.reconciliation.providers.openai.admin-key")
                .matches(e -> key.isEmpty() || !String.valueOf(e.getMessage()).contains(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://reports.example.com", "ftp://127.0.0.1", "nonsense"})
    void anAddressThatAnybodyCouldReadStopsTheStart(String address) {
        assertThatThrownBy(() -> new ReportSettings("openai", null, ReportsDouble.KEY, address, List.of()))
                .isInstanceOf(CannotStart.class);
    }

    @Test
    void aReportOfAKindThatNobodyReadsStopsTheStart() {
        assertThatThrownBy(() -> new ReportSettings("mistral", null, ReportsDouble.KEY, null, List.of()))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("openai or anthropic");
    }

    @Test
    void onlyFinanceSeesIt() throws Exception {
        Colleague lead = Colleague.signedIn(ominigate, Role.SUPPORT_LEAD);
        assertThat(lead.send("GET", "/admin/v1/reconciliation/usage", "").status())
                .isEqualTo(403);
    }

    @Test
    void verdictsHaveTheSameNamesInTheDatabase() throws Exception {
        for (ProviderUseVerdict verdict : ProviderUseVerdict.values()) {
            assertThat(run("""
                    INSERT INTO reconciliation.provider_day
                    VALUES (gen_random_uuid(), 'p', '%s', 'm', '%s', 0, 0, 0, 0, 0, 0, NULL, 0, 0, NULL, 0, NULL, now(), now())
                    """.formatted(DAY.plusDays(verdict.ordinal()), verdict)))
                    .isOne();
        }
    }
}
