package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.platform.Network;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may call the models and what they are told who may not, in both formats that callers speak. */
@CallsTheGateway
class DoorTest {
    private static final TokenCounts USED = TokenCounts.of(12, 3);
    private static final String NO_HEADER = "";

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();

    /** A format that callers speak. */
    private enum Caller {
        OPENAI(Dialect.OPENAI, "/v1/chat/completions"),
        ANTHROPIC(Dialect.ANTHROPIC, "/v1/messages");

        private final Dialect dialect;
        private final String path;

        Caller(Dialect dialect, String path) {
            this.dialect = dialect;
            this.path = path;
        }

        /** How an error is called in this format. */
        String named(String openAiCode, String anthropicType) {
            return this == OPENAI ? openAiCode : anthropicType;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredKeyIsRefused(Caller caller) throws Exception {
        Instant expiry = Instant.now().plus(Duration.ofSeconds(6));
        Customer customer = gateway.customer("25.00", new NewKey("short", expiry, Set.of(), List.of(), KeyLimits.NONE));
        while (Instant.now().isBefore(expiry)) {
            LockSupport.parkUntil(expiry.toEpochMilli() + 1);
        }

        assertRefused(caller, call(caller, customer), 401, "invalid_api_key", "authentication_error");
    }

    @ParameterizedTest
    @EnumSource
    void aRevokedKeyIsRefused(Caller caller) throws Exception {
        Customer customer = gateway.customer("25.00");
        serve(caller);
        assertThat(call(caller, customer).status()).isEqualTo(200);

        gateway.revoke(customer);

        WireClient.Answer refused = call(caller, customer);
        assertRefused(caller, refused, 401, "invalid_api_key", "authentication_error");
        assertThat(refused.body()).contains("revoked");
    }

    @ParameterizedTest
    @EnumSource
    void theAccountOfASuspendedCustomerIsRefused(Caller caller) throws Exception {
        Customer customer = gateway.customer("25.00");

        gateway.suspend(customer);

        WireClient.Answer refused = call(caller, customer);
        assertRefused(caller, refused, 403, "account_suspended", "permission_error");
        assertThat(refused.body()).contains("suspended").contains("contact@ominigate.ai");
    }

    @ParameterizedTest
    @EnumSource
    void aKeyIsGoodInItsOwnNetworksAlone(Caller caller) throws Exception {
        Customer customer = gateway.customer(
                "25.00",
                new NewKey(
                        "office",
                        null,
                        Set.of(),
                        List.of(Network.parse("203.0.113.0/24"), Network.parse("2001:db8::/32")),
                        KeyLimits.NONE));
        serve(caller);

        assertThat(call(caller, customer, "X-Forwarded-For: 203.0.113.77").status())
                .isEqualTo(200);
        assertThat(call(caller, customer, "X-Forwarded-For: 2001:db8::1").status())
                .isEqualTo(200);
        WireClient.Answer elsewhere = call(caller, customer, "X-Forwarded-For: 203.0.113.77, 198.51.100.1");
        assertRefused(caller, elsewhere, 401, "invalid_api_key", "authentication_error");
        assertThat(elsewhere.body()).contains("network").doesNotContain("198.51.100.1");
        assertRefused(caller, call(caller, customer), 401, "invalid_api_key", "authentication_error");
    }

    @ParameterizedTest
    @EnumSource
    void aModelThatTheKeyMayNotCallIsRefused(Caller caller) throws Exception {
        Customer customer = gateway.customer(
                "25.00", new NewKey("one model", null, Set.of("another-model"), List.of(), KeyLimits.NONE));

        WireClient.Answer refused = call(caller, customer);

        assertRefused(caller, refused, 403, "model_not_allowed", "permission_error");
        assertThat(refused.body()).contains(upstreams.model(caller.dialect));
    }

    @ParameterizedTest
    @EnumSource
    void aPathThatDoesNotExistIsNotFound(Caller caller) throws Exception {
        Customer customer = gateway.customer("25.00");

        WireClient.Answer missed =
                send(WireClient.post(caller.path + "/nothing", customer.secret(), body(caller)), NO_HEADER);

        assertRefused(caller, missed, 404, "not_found", "not_found_error");
    }

    @ParameterizedTest
    @EnumSource
    void modelsAreNotCalledByGet(Caller caller) throws Exception {
        Customer customer = gateway.customer("25.00");

        WireClient.Answer refused = send(WireClient.get(caller.path, customer.secret()), NO_HEADER);

        assertRefused(caller, refused, 405, "method_not_allowed", "invalid_request_error");
        assertThat(refused.header("allow")).isEqualTo("POST");
    }

    private void serve(Caller caller) {
        upstreams.lane(caller.dialect).always(new DialectAnswers(caller.dialect).text("Hello.", USED));
    }

    private WireClient.Answer call(Caller caller, Customer customer) throws IOException {
        return call(caller, customer, NO_HEADER);
    }

    private WireClient.Answer call(Caller caller, Customer customer, String header) throws IOException {
        return send(WireClient.post(caller.path, customer.secret(), body(caller)), header);
    }

    private WireClient.Answer send(String request, String header) throws IOException {
        String more = header.isEmpty() ? "" : header + "\r\n";
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(request.replaceFirst("Host: gateway\r\n", "Host: gateway\r\n" + more))
                    .answer();
        }
    }

    private String body(Caller caller) {
        return "{\"model\":\"" + upstreams.model(caller.dialect)
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }

    private void assertRefused(
            Caller caller, WireClient.Answer answer, int status, String openAiCode, String anthropicType) {
        assertThat(answer.status()).isEqualTo(status);
        @Nullable String error = CallerView.of(answer).error();
        assertThat(error).isEqualTo(caller.named(openAiCode, anthropicType));
        assertThat(answer.header("x-request-id")).isNotNull();
    }
}
