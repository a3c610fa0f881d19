package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong with a call reaches its caller as the exception that its library has for it, and costs nothing. */
@CallsTheGateway
class TypedErrorsTest {
    private static final TokenCounts USED = TokenCounts.of(120, 30);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();

    // ---- OpenAI's library

    @Test
    void openAi400() {
        Customer customer = gateway.customer("25.00");

        OpenAIServiceException refused = openAiRefusal(
                customer, openAiCall().putAdditionalBodyProperty("messages", com.openai.core.JsonValue.from("text")));

        assertThat(refused).isInstanceOf(com.openai.errors.BadRequestException.class);
        assertThat(refused.type()).contains("invalid_request_error");
        assertThat(refused.param()).contains("messages");
        assertNothingPaid(customer);
    }

    @Test
    void openAi401() {
        Customer stranger = gateway.customer("25.00").withSecret("og-" + "A".repeat(43));

        OpenAIServiceException refused = openAiRefusal(stranger, openAiCall());

        assertThat(refused).isInstanceOf(com.openai.errors.UnauthorizedException.class);
        assertThat(refused.code()).contains("invalid_api_key");
    }

    @Test
    void openAi402SaysWhatWouldFit() {
        Customer poor = gateway.customer("0.01");

        OpenAIServiceException refused = openAiRefusal(poor, openAiCall().maxCompletionTokens(16_000));

        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(refused.code()).contains("insufficient_balance");
        assertThat(refused.getMessage()).containsPattern("max_tokens of at most \\d+");
        assertNothingPaid(poor);
    }

    @Test
    void openAi403() {
        Customer limited = gateway.customer(
                "25.00", new NewKey("other models only", null, Set.of("another-model"), List.of(), KeyLimits.NONE));

        OpenAIServiceException refused = openAiRefusal(limited, openAiCall());

        assertThat(refused).isInstanceOf(com.openai.errors.PermissionDeniedException.class);
        assertThat(refused.code()).contains("model_not_allowed");
        assertNothingPaid(limited);
    }

    @Test
    void openAi404() {
        Customer customer = gateway.customer("25.00");

        OpenAIServiceException refused = openAiRefusal(customer, openAiCall().model("no-such-model"));

        assertThat(refused).isInstanceOf(com.openai.errors.NotFoundException.class);
        assertThat(refused.code()).contains("model_not_found");
    }

    @Test
    void openAi413() {
        Customer customer = gateway.customer("25.00");

        OpenAIServiceException refused =
                openAiRefusal(customer, openAiCall().addUserMessage("x".repeat(GatewayFixture.MAX_REQUEST)));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.code()).contains("request_too_large");
        assertNothingPaid(customer);
    }

    @Test
    void openAi429TellsWhenToComeBack() {
        Customer slow = gateway.customer("25.00", oneCallAMinute());
        upstreams.lane(Dialect.OPENAI).then(new DialectAnswers(Dialect.OPENAI).text("first", USED));
        slow.openAi().chat().completions().create(openAiCall().build());

        OpenAIServiceException refused = openAiRefusal(slow, openAiCall());

        assertThat(refused).isInstanceOf(com.openai.errors.RateLimitException.class);
        assertThat(refused.code()).contains("rate_limit_exceeded");
        assertThat(refused.headers().values("retry-after")).hasSize(1);
        assertThat(refused.headers().values("x-ratelimit-limit-requests")).containsExactly("1");
        assertThat(refused.headers().values("x-ratelimit-remaining-requests")).containsExactly("0");
    }

    // ---- Anthropic's library

    @Test
    void anthropic400() {
        Customer customer = gateway.customer("25.00");

        var refused = anthropicRefusal(
                customer,
                anthropicCall().putAdditionalBodyProperty("messages", com.anthropic.core.JsonValue.from("text")));

        assertThat(refused).isInstanceOf(com.anthropic.errors.BadRequestException.class);
        assertThat(refused.errorType()).contains(ErrorType.INVALID_REQUEST_ERROR);
        assertThat(refused.requestId()).isPresent();
    }

    @Test
    void anthropic401() {
        Customer stranger = gateway.customer("25.00").withSecret("og-" + "A".repeat(43));

        var refused = anthropicRefusal(stranger, anthropicCall());

        assertThat(refused).isInstanceOf(com.anthropic.errors.UnauthorizedException.class);
        assertThat(refused.errorType()).contains(ErrorType.AUTHENTICATION_ERROR);
    }

    @Test
    void anthropic402SaysWhatWouldFit() {
        Customer poor = gateway.customer("0.01");

        var refused = anthropicRefusal(poor, anthropicCall().maxTokens(16_000));

        assertThat(refused).isInstanceOf(com.anthropic.errors.PaymentRequiredException.class);
        assertThat(refused.errorType()).contains(ErrorType.BILLING_ERROR);
        assertThat(refused.apiMessage().orElseThrow()).containsPattern("max_tokens of at most \\d+");
        assertNothingPaid(poor);
    }

    @Test
    void anthropic403() {
        Customer limited = gateway.customer(
                "25.00", new NewKey("other models only", null, Set.of("another-model"), List.of(), KeyLimits.NONE));

        var refused = anthropicRefusal(limited, anthropicCall());

        assertThat(refused).isInstanceOf(com.anthropic.errors.PermissionDeniedException.class);
        assertThat(refused.errorType()).contains(ErrorType.PERMISSION_ERROR);
    }

    @Test
    void anthropic404() {
        var refused =
                anthropicRefusal(gateway.customer("25.00"), anthropicCall().model("no-such-model"));

        assertThat(refused).isInstanceOf(com.anthropic.errors.NotFoundException.class);
        assertThat(refused.errorType()).contains(ErrorType.NOT_FOUND_ERROR);
    }

    @Test
    void anthropic413() {
        var refused = anthropicRefusal(
                gateway.customer("25.00"), anthropicCall().addUserMessage("x".repeat(GatewayFixture.MAX_REQUEST)));

        assertThat(refused).isInstanceOf(com.anthropic.errors.ContentTooLargeException.class);
    }

    @Test
    void anthropic429TellsWhenToComeBack() {
        Customer slow = gateway.customer("25.00", oneCallAMinute());
        upstreams.lane(Dialect.ANTHROPIC).then(new DialectAnswers(Dialect.ANTHROPIC).text("first", USED));
        slow.anthropic().messages().create(anthropicCall().build());

        var refused = anthropicRefusal(slow, anthropicCall());

        assertThat(refused).isInstanceOf(com.anthropic.errors.RateLimitException.class);
        assertThat(refused.errorType()).contains(ErrorType.RATE_LIMIT_ERROR);
        assertThat(refused.headers().values("retry-after")).hasSize(1);
    }

    // ---- what upstreams say about a call itself

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatFindsTheCallWrongIsHeardInOpenAisWords(Dialect upstream) {
        Customer customer = gateway.customer("25.00");
        upstreams.lane(upstream).then(wrong(upstream));

        OpenAIServiceException refused = openAiRefusal(customer, openAiCall().model(upstreams.model(upstream)));

        assertThat(refused).isInstanceOf(com.openai.errors.BadRequestException.class);
        assertThat(refused.getMessage()).contains("temperature is not for you");
        assertThat(upstreams.lane(upstream).received())
                .as("tried once, as it would fail again")
                .hasSize(1);
        assertRefusedByUpstream(customer);
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatFindsTheCallWrongIsHeardInAnthropicsWords(Dialect upstream) {
        Customer customer = gateway.customer("25.00");
        upstreams.lane(upstream).then(wrong(upstream));

        var refused = anthropicRefusal(customer, anthropicCall().model(upstreams.model(upstream)));

        assertThat(refused).isInstanceOf(com.anthropic.errors.BadRequestException.class);
        assertThat(refused.apiMessage().orElseThrow()).contains("temperature is not for you");
        assertRefusedByUpstream(customer);
    }

    @Test
    void anUpstreamThatRefusesOurKeyIsNotTheCallersFault() {
        Customer customer = gateway.customer("25.00");
        upstreams.lane(Dialect.OPENAI).always(Script.json(401, OpenAiAnswers.error("bad key", "auth", null)));

        OpenAIServiceException refused = openAiRefusal(customer, openAiCall());

        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.code()).contains("upstream_error");
        assertThat(refused.getMessage()).doesNotContain("bad key");
    }

    private static Script wrong(Dialect upstream) {
        return Script.json(
                400,
                new DialectAnswers(upstream)
                        .error("temperature is not for you", "unsupported_value", "invalid_request_error"));
    }

    private void assertRefusedByUpstream(Customer customer) {
        UsageRow row = customer.onlyUsage();
        assertThat(row.end()).isEqualTo(EndReason.REQUEST_REFUSED);
        assertThat(row.httpStatus()).isEqualTo(400);
        assertThat(row.tokens()).isEqualTo(TokenCounts.ZERO);
        assertNothingPaid(customer);
    }

    private static NewKey oneCallAMinute() {
        return new NewKey(
                "one call a minute", null, Set.of(), List.of(), new KeyLimits(null, null, null, 1, null, null));
    }

    private static void assertNothingPaid(Customer customer) {
        customer.assertPaid(0);
    }

    private ChatCompletionCreateParams.Builder openAiCall() {
        return ChatCompletionCreateParams.builder()
                .model(upstreams.model(Dialect.OPENAI))
                .addUserMessage("Say something.");
    }

    private MessageCreateParams.Builder anthropicCall() {
        return MessageCreateParams.builder()
                .model(upstreams.model(Dialect.ANTHROPIC))
                .maxTokens(200)
                .addUserMessage("Say something.");
    }

    private static OpenAIServiceException openAiRefusal(Customer customer, ChatCompletionCreateParams.Builder call) {
        return catchThrowableOfType(
                OpenAIServiceException.class,
                () -> customer.openAi().chat().completions().create(call.build()));
    }

    private static com.anthropic.errors.AnthropicServiceException anthropicRefusal(
            Customer customer, MessageCreateParams.Builder call) {
        return catchThrowableOfType(
                com.anthropic.errors.AnthropicServiceException.class,
                () -> customer.anthropic().messages().create(call.build()));
    }
}
