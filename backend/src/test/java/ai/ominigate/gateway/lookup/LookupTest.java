package ai.ominigate.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.billing.Hold;
import ai.ominigate.billing.HoldAnswer;
import ai.ominigate.billing.Holds;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.CallEvent;
import ai.ominigate.metering.EndReason;
import ai.ominigate.metering.Journal;
import ai.ominigate.platform.UuidV7;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.models.ModelInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.models.Model;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupTest {
    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("ominigate.providers.anthropic.api-key", "k"),
            Map.entry("ominigate.providers.openai.api-key", "k"),
            Map.entry("ominigate.providers.perplexity.api-key", "k"),
            Map.entry("ominigate.providers.anthropic.base-url", "http://127.0.0.1:9/v1"),
            Map.entry("ominigate.providers.openai.base-url", "http://127.0.0.1:9/v1"),
            Map.entry("ominigate.providers.perplexity.base-url", "http://127.0.0.1:9/v1"),
            Map.entry("ominigate.providers.anthropic.subprocessor", "Double Inc."),
            Map.entry("ominigate.providers.openai.subprocessor", "Double Inc."),
            Map.entry("ominigate.providers.perplexity.subprocessor", "Double Inc."),
            Map.entry("ominigate.models.openai/mine:v1.upstreams[0].provider", "openai"),
            Map.entry("ominigate.models.openai/mine:v1.upstreams[0].model", "m"),
            Map.entry("ominigate.models.openai/mine:v1.price.input", "1"),
            Map.entry("ominigate.models.openai/mine:v1.price.output", "2.5"),
            Map.entry("ominigate.models.openai/mine:v1.max-output", 4096));

    private static RunningOminiGate ominigate;
    private static String account;
    private static String secret;
    private static UUID key;
    private static String narrow;

    @BeforeAll
    static void start() throws Exception {
        ominigate = RunningOminiGate.with(SETTINGS);
        account = ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\":\"Ada\"}")
                .json()
                .path("id")
                .asText();
        ominigate.admin("POST", "/admin/v1/accounts/" + account + "/grants", """
                {"amount":"25","reason":"welcome","idempotencyKey":"w"}
                """);
        JsonNode wide = key("""
                {"name":"wide","limits":{"spendPerDay":"5","spendTotal":"1","requestsPerMinute":60}}
                """);
        secret = wide.path("secret").asText();
        key = UUID.fromString(wide.path("key").path("id").asText());
        narrow = key("""
                {"name":"narrow","models":["claude-opus-4-5","openai/mine:v1","text-embedding-3-small"]}
                """).path("secret").asText();
    }

    private static JsonNode key(String wish) throws IOException, InterruptedException {
        JsonNode created = ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", wish)
                .json();
        KeyDirectory directory = ominigate.application().context().getBean(KeyDirectory.class);
        Await.until(
                "the key is known", () -> directory.find(created.path("secret").asText()) != null);
        return created;
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void aKeySeesTheModelsItCanCall() throws Exception {
        Answer all = get("/v1/models", secret);
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.json().path("object").asText()).isEqualTo("list");
        assertThat(all.json().path("data").findValuesAsText("id"))
                .contains("gpt-4.1", "claude-opus-4-5", "openai/mine:v1", "text-embedding-3-small", "sonar")
                .doesNotContain("whisper-1", "gemini-2.5-flash")
                .isSorted();
        assertThat(get("/v1/models", narrow).json().path("data").findValuesAsText("id"))
                .containsExactly("claude-opus-4-5", "openai/mine:v1", "text-embedding-3-small");
    }

    @Test
    void aModelTellsItsWindowAndPrices() throws Exception {
        JsonNode model = get("/v1/models/claude-sonnet-4-5", secret).json();
        assertThat(model).isEqualTo(json("""
                {"id":"claude-sonnet-4-5","object":"model","created":0,"owned_by":"anthropic","context_window":200000,
                 "pricing":{"input":"3.00","cached_input":"0.30","cache_write":"3.75","cache_write_1h":"6.00",
                   "output":"15.00","long_prompts":[{"above":200000,"input":"6.00","cached_input":"0.60",
                   "cache_write":"7.50","cache_write_1h":"12.00","output":"22.50"}]}}
                """));
        assertThat(get("/v1/models/sonar", secret).json().path("pricing")).isEqualTo(json("""
                {"input":"1.00","output":"1.00","per_call":"0.012"}
                """));
        assertThat(get("/v1/models/text-embedding-3-small", secret).json().path("pricing"))
                .isEqualTo(json("""
                {"input":"0.02"}
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/mine:v1", "openai%2Fmine%3Av1"})
    void aModelsNameMayHoldASlash(String path) throws Exception {
        JsonNode model = get("/v1/models/" + path, secret).json();
        assertThat(model.path("id").asText()).isEqualTo("openai/mine:v1");
        assertThat(model.path("max_output").asInt()).isEqualTo(4096);
        assertThat(model.path("pricing").path("output").asText()).isEqualTo("2.50");
    }

    @Test
    void anAliasFindsItsModel() throws Exception {
        assertThat(get("/v1/models/openai/gpt-4.1", secret).json().path("id").asText())
                .isEqualTo("gpt-4.1");
    }

    @Test
    void anthropicsClientsGetTheirShapeInPages() throws Exception {
        Map<String, String> headers = Map.of("x-api-key", secret, "anthropic-version", "2023-06-01");
        Answer first = ominigate.send("GET", "/v1/models?limit=3", "", headers);
        assertThat(first.response().headers().firstValue("request-id")).isPresent();
        JsonNode page = first.json();
        assertThat(page.path("data")).hasSize(3);
        assertThat(page.path("has_more").asBoolean()).isTrue();
        assertThat(page.path("data").get(0).path("type").asText()).isEqualTo("model");
        assertThat(page.path("data").get(0).path("created_at").asText()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(page.path("first_id")).isEqualTo(page.path("data").get(0).path("id"));
        String last = page.path("last_id").asText();
        JsonNode next = ominigate
                .send("GET", "/v1/models?limit=1000&after_id=" + last, "", headers)
                .json();
        assertThat(next.path("has_more").asBoolean()).isFalse();
        assertThat(next.path("data").findValuesAsText("id"))
                .doesNotContain(last, "text-embedding-3-small")
                .contains("sonar");
        JsonNode back = ominigate
                .send(
                        "GET",
                        "/v1/models?limit=3&before_id=" + next.path("first_id").asText(),
                        "",
                        headers)
                .json();
        assertThat(back.path("data")).isEqualTo(page.path("data"));
        JsonNode one =
                ominigate.send("GET", "/v1/models/claude-opus-4-5", "", headers).json();
        assertThat(one.path("display_name").asText()).isEqualTo("claude-opus-4-5");
    }

    @Test
    void unmodifiedSdksListAndFindModels() {
        String base = ominigate.application().baseUrl().toString();
        OpenAIClient openai = OpenAIOkHttpClient.builder()
                .baseUrl(base + "/v1")
                .apiKey(secret)
                .build();
        assertThat(openai.models().list().data()).extracting(Model::id).contains("gpt-4.1", "openai/mine:v1");
        assertThat(openai.models().retrieve("openai/mine:v1").id()).isEqualTo("openai/mine:v1");
        openai.close();

        AnthropicClient anthropic =
                AnthropicOkHttpClient.builder().baseUrl(base).apiKey(secret).build();
        Iterator<ModelInfo> infos = anthropic.models().list().autoPager().iterator();
        List<String> ids = new ArrayList<>();
        infos.forEachRemaining(info -> ids.add(info.id()));
        assertThat(ids).contains("claude-opus-4-5", "sonar").doesNotHaveDuplicates();
        assertThat(anthropic.models().retrieve("claude-opus-4-5").id()).isEqualTo("claude-opus-4-5");
        anthropic.close();
    }

    @Test
    void aModelThatCannotBeCalledSaysWhy() throws Exception {
        refused(
                get("/v1/models/no-such", secret),
                404,
                "model_not_found",
                "There is no model 'no-such'; GET /v1/models " + "lists those there are.");
        refused(
                get("/v1/models/whisper-1", secret),
                404,
                "model_not_found",
                "The model 'whisper-1' is for transcription, which this gateway does not serve.");
        refused(
                get("/v1/models/gpt-4.1", narrow),
                403,
                "model_not_allowed",
                "This API key may not call the model 'gpt-4.1'.");
    }

    private static void refused(Answer answer, int status, String code, String message) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("error").path("message").asText()).isEqualTo(message);
        assertThat(answer.json().path("error").has("type")).isTrue();
        assertThat(answer.json().path("error").has("param")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/gpt-4.1", "/v1/credits", "/v1/key", "/v1/generation?id=x"})
    void nothingIsToldWithoutAKey(String path) throws Exception {
        Answer none = ominigate.send("GET", path, "", Map.of());
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.json().path("error").path("code").asText()).isEqualTo("invalid_api_key");
        Answer wrong = ominigate.send("GET", path, "", Map.of("Authorization", "Bearer og-wrong"));
        assertThat(wrong.status()).isEqualTo(401);
        Answer anthropic = ominigate.send("GET", path, "", Map.of("anthropic-version", "2023-06-01"));
        assertThat(anthropic.json().path("type").asText()).isEqualTo("error");
        assertThat(anthropic.json().path("error").path("type").asText()).isEqualTo("authentication_error");
        assertThat(anthropic.json().path("request_id").asText()).isNotEmpty();
    }

    @Test
    void everyAnswerHasARequestId() throws Exception {
        assertThat(get("/v1/models", secret).response().headers().firstValue("x-request-id"))
                .isPresent();
        assertThat(ominigate
                        .send("GET", "/v1/key", "", Map.of())
                        .response()
                        .headers()
                        .firstValue("x-request-id"))
                .isPresent();
    }

    @Test
    void aKeyOfAnotherNetworkAndASuspendedAccountAreRefused() throws Exception {
        String elsewhere = key("{\"name\":\"elsewhere\",\"networks\":[\"203.0.113.0/24\"]}")
                .path("secret")
                .asText();
        assertThat(get("/v1/key", elsewhere).status()).isEqualTo(401);

        String other = ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\":\"Bob\"}")
                .json()
                .path("id")
                .asText();
        String bobs = ominigate
                .admin("POST", "/admin/v1/accounts/" + other + "/keys", "{\"name\":\"k\"}")
                .json()
                .path("secret")
                .asText();
        suspend("/admin/v1/accounts/" + other);
        Await.until("suspended", () -> get("/v1/key", bobs).status() == 403);
        refused(
                get("/v1/key", bobs),
                403,
                "account_suspended",
                "The account of this API key is suspended. Write to support.");
    }

    @Test
    void aCallIsSeenInTheKeyTheCreditsAndByItsAnswersId() throws Exception {
        call("chatcmpl-1", 12_300_001);

        Answer generation = get("/v1/generation?id=chatcmpl-1", secret);
        assertThat(generation.status()).isEqualTo(200);
        assertThat(generation.response().body()).contains("\"total_cost\":0.012300001");
        JsonNode call = generation.json();
        assertThat(call.path("cost").asText()).isEqualTo("0.012300001");
        assertThat(call.path("data").path("id").asText()).isEqualTo("chatcmpl-1");
        assertThat(call.path("data").path("model").asText()).isEqualTo("gpt-4.1");
        assertThat(call.path("data").path("provider_name").asText()).isEqualTo("openai");
        assertThat(call.path("data").path("latency").asLong()).isEqualTo(100);
        assertThat(call.path("data").path("generation_time").asLong()).isEqualTo(900);
        assertThat(call.path("data").path("native_tokens_prompt").asLong()).isEqualTo(30);
        assertThat(call.path("data").path("native_tokens_cached").asLong()).isEqualTo(20);
        assertThat(call.path("data").path("native_tokens_completion").asLong()).isEqualTo(9);
        assertThat(call.path("data").path("native_tokens_reasoning").asLong()).isEqualTo(4);
        assertThat(call.path("data").path("cancelled").asBoolean()).isFalse();
        assertThat(call.path("tokens").path("cache_read").asLong()).isEqualTo(20);
        assertThat(call.path("end_reason").asText()).isEqualTo("done");
        assertThat(call.path("data").path("created_at").asText()).endsWith("Z");

        JsonNode credits = get("/v1/credits", secret).json();
        assertThat(credits.path("data").path("total_credits").decimalValue()).isEqualByComparingTo("25");
        assertThat(credits.path("data").path("total_usage").decimalValue()).isEqualByComparingTo("0.012300001");
        assertThat(credits.path("balance").asText()).isEqualTo("24.987699999");

        JsonNode self = get("/v1/key", secret).json();
        assertThat(self.path("data").path("label").asText()).isEqualTo("wide");
        assertThat(self.path("data").path("limit").decimalValue()).isEqualByComparingTo("1");
        assertThat(self.path("data").path("limit_remaining").decimalValue()).isEqualByComparingTo("0.987699999");
        assertThat(self.path("data").path("limit_reset").isNull()).isTrue();
        assertThat(self.path("data").path("usage").decimalValue()).isEqualByComparingTo("0.012300001");
        assertThat(self.path("usage").path("ever").asText()).isEqualTo("0.012300001");
        assertThat(self.path("key").path("id").asText()).isEqualTo(key.toString());
        assertThat(self.path("key").path("limits").path("spend_per_day").asText())
                .isEqualTo("5.000000000");
        assertThat(self.toString()).doesNotContain(secret);
    }

    @Test
    void aCallThatIsNotTheAccountsIsUnknown() throws Exception {
        refused(
                get("/v1/generation?id=nobodys", secret),
                404,
                "generation_not_found",
                "Your account has no call whose answer has the id 'nobodys'.");
        refused(
                get("/v1/generation", secret),
                400,
                "invalid_request_error",
                "'id' is missing; give the id of an answer, as in ?id=chatcmpl-123.");
    }

    @Test
    void whatThereIsNotIsRefusedInTheCallersDialect() throws Exception {
        refused(get("/v1/nothing", secret), 404, "not_found", "There is nothing at GET /v1/nothing.");
        refused(
                ominigate.send("DELETE", "/v1/models", "", Map.of("Authorization", "Bearer " + secret)),
                405,
                "method_not_allowed",
                "'DELETE /v1/models' is not a call; see the Allow header.");
        Answer anthropic = ominigate.send(
                "GET", "/v1/nothing", "", Map.of("x-api-key", secret, "anthropic-version", "2023-06-01"));
        assertThat(anthropic.json().path("error").path("type").asText()).isEqualTo("not_found_error");
        assertThat(anthropic.json().path("request_id").asText())
                .isEqualTo(
                        anthropic.response().headers().firstValue("request-id").orElseThrow());
    }

    private static void suspend(String account) throws IOException, InterruptedException {
        String version = ominigate
                .admin("GET", account, "")
                .response()
                .headers()
                .firstValue("etag")
                .orElseThrow();
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + RunningOminiGate.OPERATOR_TOKEN, "If-Match", version);
        assertThat(ominigate.send("POST", account + "/suspend", "", headers).status())
                .isEqualTo(200);
    }

    /** A call as the relay would tell billing and the journal of it. */
    private static void call(String answerId, long cost) {
        Holds holds = ominigate.application().context().getBean(Holds.class);
        HoldAnswer answer = holds.hold(UUID.fromString(account), 1_000_000_000)
                .toCompletableFuture()
                .join();
        assertThat(answer).isInstanceOf(HoldAnswer.Held.class);
        Hold hold = ((HoldAnswer.Held) answer).hold();
        Journal journal = ominigate.application().context().getBean(Journal.class);
        UUID id = UuidV7.at(Instant.now());
        UUID payer = UUID.fromString(account);
        journal.append(new CallEvent.Intent(id, payer, key, "gpt-4.1", "openai", 1, 30, hold.lease()));
        Durable durable = new Durable();
        CallEvent end = new CallEvent.Final(
                id,
                payer,
                key,
                "gpt-4.1",
                "openai",
                1,
                hold.lease(),
                new TokenCounts(10, 20, 0, 0, 5, 4, 0, 0),
                false,
                cost,
                1_000_000,
                100_000,
                200,
                EndReason.DONE,
                answerId);
        journal.append(end, durable);
        durable.written.join();
        hold.settle(cost);
    }

    private static final class Durable implements Journal.Durable {
        private final CompletableFuture<Void> written = new CompletableFuture<>();

        @Override
        public void written() {
            written.complete(null);
        }

        @Override
        public void failed(Throwable cause) {
            written.completeExceptionally(cause);
        }
    }

    private static Answer get(String path, String secret) throws IOException, InterruptedException {
        return ominigate.send("GET", path, "", Map.of("Authorization", "Bearer " + secret));
    }

    private static JsonNode json(String text) throws IOException {
        return JsonMapper.builder().build().readTree(text);
    }
}
