package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.model.abuse.DecisionAction;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Model calls of whom the abuse desk has decided about, in both formats that callers speak. */
@CallsTheGateway
class BlockedCallersTest {
    private static final TokenCounts USED = TokenCounts.of(12, 3);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();

    /** A format that callers speak. */
    private enum Caller {
        OPENAI(Dialect.OPENAI, "/v1/chat/completions", "blocked", "rate_limit_exceeded"),
        ANTHROPIC(Dialect.ANTHROPIC, "/v1/messages", "permission_error", "rate_limit_error");

        private final Dialect dialect;
        private final String path;
        private final String blocked;
        private final String slowedDown;

        Caller(Dialect dialect, String path, String blocked, String slowedDown) {
            this.dialect = dialect;
            this.path = path;
            this.blocked = blocked;
            this.slowedDown = slowedDown;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallFromABlockedNetworkReachesNoUpstreamAndCostsNothing(Caller caller) throws Exception {
        Customer customer = gateway.customer("25.00");
        String address = caller == Caller.OPENAI ? "198.18.7.1" : "2001:db8:198:18::7";
        upstreams.lane(caller.dialect).always(new DialectAnswers(caller.dialect).text("Hello.", USED));
        try (WireClient client = WireClient.to(gateway.url())) {
            assertThat(client.send(request(caller, customer, address)).answer().status())
                    .isEqualTo(200);

            gateway.decides(Entity.parse("network:" + address), DecisionAction.BLOCK_NETWORK);
            Await.until(
                    "refused on the same connection",
                    () -> client.send(request(caller, customer, address))
                                    .answer()
                                    .status()
                            != 200);
            WireClient.Answer refused =
                    client.send(request(caller, customer, address)).answer();
            assertThat(refused.status()).isEqualTo(403);
            assertThat(CallerView.of(refused).error()).isEqualTo(caller.blocked);
            assertThat(refused.body())
                    .contains("contact@ominigate.ai")
                    .contains(String.valueOf(refused.header("x-request-id")))
                    .doesNotContain(address);
            assertThat(client.send(request(caller, customer, "198.18.7.200"))
                            .answer()
                            .status())
                    .as("somebody else, on the same connection of the proxy")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aThrottledAccountCallsOnceASecond(Caller caller) throws Exception {
        Customer customer = gateway.customer("25.00");
        upstreams.lane(caller.dialect).always(new DialectAnswers(caller.dialect).text("Hello.", USED));
        gateway.decides(new Entity.Account(customer.account()), DecisionAction.THROTTLE);

        WireClient.Answer slowed =
                Await.value("slowed down", () -> call(caller, customer), answer -> answer.status() != 200);
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(CallerView.of(slowed).error()).isEqualTo(caller.slowedDown);
        assertThat(slowed.header("retry-after")).isEqualTo("1");
        Await.until("a second later", () -> call(caller, customer).status() == 200);
    }

    private WireClient.Answer call(Caller caller, Customer customer) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(request(caller, customer, "198.18.7.201")).answer();
        }
    }

    private String request(Caller caller, Customer customer, String address) {
        String body = "{\"model\":\"" + upstreams.model(caller.dialect)
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        return WireClient.post(caller.path, customer.secret(), body)
                .replaceFirst("Host: gateway\r\n", "Host: gateway\r\nX-Forwarded-For: " + address + "\r\n");
    }
}
