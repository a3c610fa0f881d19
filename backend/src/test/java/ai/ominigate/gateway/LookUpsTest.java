package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a key can look up: models, its balance, itself, and what a call has cost. */
@CallsTheGateway
class LookUpsTest {
    private static final TokenCounts USED = TokenCounts.of(120, 30);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("25.00");

    @Test
    void modelsAreListedForOpenAisLibrary() {
        String model = upstreams.model(Dialect.OPENAI);

        assertThat(customer.openAi().models().list().data())
                .extracting(listed -> listed.validate().id())
                .contains(model, upstreams.model(Dialect.ANTHROPIC));
        assertThat(customer.openAi().models().retrieve(model).id()).isEqualTo(model);
        assertThatThrownBy(() -> customer.openAi().models().retrieve("no-such-model"))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void modelsAreListedForAnthropicsLibrary() {
        String model = upstreams.model(Dialect.ANTHROPIC);

        assertThat(customer.anthropic().models().list().autoPager())
                .extracting(listed -> listed.validate().id())
                .contains(model, upstreams.model(Dialect.OPENAI))
                .doesNotHaveDuplicates();
        assertThat(customer.anthropic().models().retrieve(model).id()).isEqualTo(model);
    }

    @Test
    void aKeySeesOnlyTheModelsThatItMayCall() {
        String model = upstreams.model(Dialect.OPENAI);
        Customer limited =
                gateway.customer("25.00", new NewKey("one model", null, Set.of(model), List.of(), KeyLimits.NONE));

        assertThat(limited.openAi().models().list().data())
                .extracting(listed -> listed.id())
                .containsExactly(model);
    }

    @Test
    void theBalanceIsToldInBothForms() throws Exception {
        long cost = callOnce();
        customer.assertPaid(cost);

        JsonNode credits = get("/v1/credits");

        assertThat(credits.at("/data/total_credits").decimalValue()).isEqualByComparingTo("25");
        assertThat(credits.at("/data/total_usage").decimalValue()).isEqualByComparingTo(Money.dollars(cost));
        assertThat(credits.at("/balance").asText())
                .isEqualTo(new BigDecimal("25.000000000")
                        .subtract(Money.dollars(cost))
                        .toPlainString());
    }

    @Test
    void aKeyCanLookAtItself() throws Exception {
        assertThat(get("/v1/key").toString()).doesNotContain(customer.secret()).contains("test");
    }

    @Test
    void theIdOfAnAnswerTellsWhatItCost() throws Exception {
        long cost = callOnce();

        JsonNode generation = get("/v1/generation?id=" + OpenAiAnswers.ID);

        assertThat(generation.at("/data/total_cost").decimalValue()).isEqualByComparingTo(Money.dollars(cost));
        assertThat(generation.at("/cost").asText())
                .isEqualTo(Money.dollars(cost).toPlainString());
    }

    private long callOnce() {
        upstreams.lane(Dialect.OPENAI).then(new DialectAnswers(Dialect.OPENAI).text("ok", USED));
        customer.openAi()
                .chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(upstreams.model(Dialect.OPENAI))
                        .addUserMessage("hello")
                        .build());
        return Money.costNanos(USED);
    }

    private JsonNode get(String path) throws Exception {
        try (WireClient client = WireClient.to(gateway.url())) {
            WireClient.Answer answer = client.send("GET " + path
                            + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + customer.secret() + "\r\n\r\n")
                    .answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return Json.read(answer.body());
        }
    }
}
