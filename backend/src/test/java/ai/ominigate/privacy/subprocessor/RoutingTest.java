package ai.ominigate.privacy.subprocessor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.gateway.OpenAiAnswers;
import ai.ominigate.gateway.Script;
import ai.ominigate.gateway.UpstreamDouble;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.ActiveCompany;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes send calls to companies that are active, with terms that rule out training, and to no others. */
class RoutingTest {
    private static final String COMPANIES = "/admin/v1/subprocessors";
    private static final String WHY = "{\"reason\":\"Their terms have changed.\"}";
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private static UpstreamDouble upstream;
    private static RunningOminiGate one;
    private static RunningOminiGate two;
    private static String secret;

    private Colleague officer;
    private Colleague other;

    @BeforeAll
    static void start() throws Exception {
        upstream = UpstreamDouble.start();
        upstream.lane("provider")
                .always(request -> Script.json(200, OpenAiAnswers.text("x", OpenAiAnswers.usage(1, 0, 1, 0))));
        Map<String, Object> settings = new HashMap<>(Map.of(
                "ominigate.providers.routed.dialect", "openai",
                "ominigate.providers.routed.base-url",
                        upstream.baseUrl("provider").toString(),
                "ominigate.providers.routed.api-key", "secret",
                "ominigate.providers.routed.subprocessor", "Routed Inc.",
                "ominigate.models.routed.upstreams[0].provider", "routed",
                "ominigate.models.routed.upstreams[0].model", "m",
                "ominigate.models.routed.price.input", "0.01",
                "ominigate.models.routed.price.output", "0.01"));
        one = RunningOminiGate.with(settings);
        settings.put("ominigate.database.url", one.database().jdbcUrl());
        two = RunningOminiGate.with(settings);
        String account = one.admin("POST", "/admin/v1/accounts", "{\"name\":\"Caller\"}")
                .json()
                .path("id")
                .asText();
        one.admin("POST", "/admin/v1/accounts/" + account + "/grants", """
                {"amount": "25", "reason": "for a test", "idempotencyKey": "w"}
                """);
        secret = one.admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\":\"laptop\"}")
                .json()
                .path("secret")
                .asText();
    }

    @AfterAll
    static void stop() throws IOException {
        two.close();
        one.close();
        upstream.close();
    }

    @BeforeEach
    void startAnew() throws Exception {
        try (Connection connection = one.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM subprocessor.company WHERE name = 'Routed Inc.'");
            ActiveCompany.add(connection, "Routed Inc.", "127.0.0.1", "localhost");
        }
        officer = Colleague.signedIn(one, Role.PRIVACY_OFFICER).stepUp();
        other = Colleague.signedIn(one, Role.PRIVACY_OFFICER).stepUp();
        awaitAnswers();
    }

    @Test
    void doubtStopsCallsOnBothNodesWithinASecondAndConfirmationLetsThemGoAgain() throws Exception {
        JsonNode company = company();
        JsonNode doubted = change(company, "doubt", WHY).json();
        awaitRefusals("Routed Inc. has no confirmed terms that rule out training");
        assertThat(one.application().context().getBean(Subprocessors.class).usedWithoutTerms())
                .isEmpty();
        assertThat(get(doubted).path("whyNot").asText())
                .isEqualTo("Routed Inc. has no confirmed terms that rule out training.");

        String wish = "{\"facts\":%s,\"reason\":\"They answered.\"}".formatted(company.path("facts"));
        assertThat(agree(change(doubted, "amend", wish).json()).status()).isEqualTo(200);
        awaitAnswers();
        assertThat(get(company).path("callable").asBoolean()).isTrue();
    }

    @Test
    void aRetiredCompanyGetsNoCallFromTheNextSecondOn() throws Exception {
        assertThat(agree(change(company(), "retire", WHY).json()).status()).isEqualTo(200);

        awaitRefusals("Routed Inc. is not an active subprocessor");
    }

    @Test
    void aCompanyThatNobodyApprovedGetsNoCall() throws Exception {
        execute("UPDATE subprocessor.company SET state = 'PROPOSED' WHERE name = 'Routed Inc.'");
        awaitRefusals("Routed Inc. is not an active subprocessor");

        execute("DELETE FROM subprocessor.company WHERE name = 'Routed Inc.'");
        awaitRefusals("Routed Inc. is not in the registry of subprocessors");
    }

    @Test
    void aHostThatIsNotTheCompanysGetsNoCall() throws Exception {
        execute("UPDATE subprocessor.company SET hosts = '{api.routed.example}' WHERE name = 'Routed Inc.'");

        awaitRefusals("Routed Inc. has no host 127.0.0.1 in the registry of subprocessors");
    }

    @Test
    void aCallerWhoSpeaksAnthropicIsToldTheSame() throws Exception {
        execute("UPDATE subprocessor.company SET state = 'RETIRED' WHERE name = 'Routed Inc.'");
        awaitRefusals("Routed Inc. is not an active subprocessor");

        Answer answer = two.send("POST", "/v1/messages", body(), Map.of("x-api-key", secret));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("type").asText()).isEqualTo("error");
        assertThat(answer.json().at("/error/message").asText())
                .startsWith("No provider is left that may be sent what 'routed' is asked: Routed Inc. is not an active")
                .endsWith("ask whoever runs this gateway to look at its subprocessors (GET /admin/v1/subprocessors).");
        Answer models = one.send("GET", "/v1/models", "", Map.of("Authorization", "Bearer " + secret));
        assertThat(models.json().path("data").findValuesAsText("id")).doesNotContain("routed");
    }

    @Test
    void eachNodeShowsWhereItConnects() throws Exception {
        JsonNode hosts = officer.send("GET", "/admin/v1/egress", "").json().path("hosts");

        assertThat(hosts).anySatisfy(host -> {
            assertThat(host.path("host").asText()).isEqualTo("127.0.0.1");
            assertThat(host.path("owner").asText()).isIn("Routed Inc.", "Double Inc.");
            assertThat(host.path("contactedAt").asText()).isNotEmpty();
        });
    }

    /** Both nodes refuse within a second, and from then on nothing arrives at the provider. */
    private static void awaitRefusals(String why) throws Exception {
        for (RunningOminiGate node : List.of(one, two)) {
            Answer refused = Await.value(
                    "calls are refused",
                    A_SECOND,
                    () -> call(node),
                    answer -> answer.status() == 503
                            && answer.json().at("/error/message").asText().contains(why));
            assertThat(refused.json().at("/error/code").asText()).isEqualTo("no_upstream");
        }
        upstream.lane("provider").forget();
        upstream.lane("provider")
                .always(request -> Script.json(200, OpenAiAnswers.text("x", OpenAiAnswers.usage(1, 0, 1, 0))));
        for (RunningOminiGate node : List.of(one, two, one, two)) {
            assertThat(call(node).status()).isEqualTo(503);
        }
        assertThat(upstream.lane("provider").received()).isEmpty();
    }

    private static void awaitAnswers() {
        for (RunningOminiGate node : List.of(one, two)) {
            Await.until("calls are answered", () -> call(node).status() == 200);
        }
    }

    private static Answer call(RunningOminiGate node) throws IOException, InterruptedException {
        return node.send("POST", "/v1/chat/completions", body(), Map.of("Authorization", "Bearer " + secret));
    }

    private static String body() {
        return "{\"model\":\"routed\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private JsonNode company() throws Exception {
        for (JsonNode company :
                officer.send("GET", COMPANIES + "?state=ACTIVE", "").json().path("items")) {
            if (company.at("/facts/name").asText().equals("Routed Inc.")) {
                return company;
            }
        }
        throw new AssertionError("it is in the list");
    }

    private JsonNode get(JsonNode company) throws Exception {
        return officer.send("GET", COMPANIES + "/" + company.path("id").asText(), "")
                .json();
    }

    private Answer change(JsonNode company, String verb, String body) throws Exception {
        return officer.send(
                "POST",
                COMPANIES + "/" + company.path("id").asText() + "/" + verb,
                body,
                company.path("version").asLong());
    }

    private Answer agree(JsonNode proposal) throws Exception {
        return other.send(
                "POST",
                "/admin/v1/approvals/" + proposal.path("id").asText() + "/approve",
                "{}",
                proposal.path("version").asLong());
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = one.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
