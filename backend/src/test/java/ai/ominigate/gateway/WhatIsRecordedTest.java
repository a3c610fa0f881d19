package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What stays of a call: a row of usage without a trace of who connected, and a row of that without what was asked. */
@CallsTheGateway
class WhatIsRecordedTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final TokenCounts USED = TokenCounts.of(12, 3);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final UpstreamDouble.Lane lane = upstreams.lane(Dialect.OPENAI);
    private final Customer customer = gateway.customer("25.00");

    // ---- usage

    @Test
    void theUsageOfAWholeAnswer() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("Hello.", OpenAiAnswers.usage(12, 3))));
        Instant before = Instant.now();

        try (WireClient client = WireClient.to(gateway.url())) {
            assertThat(client.send(WireClient.post(CHAT, customer.secret(), body(false)))
                            .answer()
                            .status())
                    .isEqualTo(200);
        }

        UsageRow row = customer.onlyUsage();
        assertUsage(row, before);
        assertThat(row.firstByteMicros()).isEqualTo(row.latencyMicros());
    }

    @Test
    void theUsageOfAStream() throws Exception {
        List<String> events = OpenAiAnswers.stream(OpenAiAnswers.usage(12, 3), "one ", "two");
        CountDownLatch goOn = new CountDownLatch(1);
        lane.then(Script.stream()
                .body(String.join("", events.subList(0, 2)))
                .waitFor(goOn)
                .body(String.join("", events.subList(2, events.size()))));
        Instant before = Instant.now();

        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(WireClient.post(CHAT, customer.secret(), body(true))).head();
            client.chunk();
            goOn.countDown();
            while (client.chunk().length > 0) {
                // To its end.
            }
        }

        UsageRow row = customer.onlyUsage();
        assertUsage(row, before);
        assertThat(row.firstByteMicros()).isPositive().isLessThan(row.latencyMicros());
    }

    private void assertUsage(UsageRow row, Instant before) {
        Instant now = Instant.now();
        assertThat(row.model()).isEqualTo(upstreams.model(Dialect.OPENAI));
        assertThat(row.provider()).isEqualTo(upstreams.provider(Dialect.OPENAI));
        assertThat(row.tokens()).isEqualTo(USED);
        assertThat(row.end()).isEqualTo(EndReason.DONE);
        assertThat(row.keyId()).isEqualTo(customer.key());
        assertThat(row.calls()).isEqualTo(1);
        assertThat(row.priceVersion()).isEqualTo(gateway.priceVersion(row.model()));
        assertThat(row.costNanos()).isEqualTo(Money.costNanos(USED));
        assertThat(row.latencyMicros()).isPositive();
        assertThat(row.latencyMicros()).isLessThanOrEqualTo(ChronoUnit.MICROS.between(before, now));
        assertThat(row.occurredAt()).isBetween(before.truncatedTo(ChronoUnit.MILLIS), now);
        assertThat(row.occurredAt().toEpochMilli())
                .as("the time that the id of the event carries")
                .isEqualTo(row.id().getMostSignificantBits() >>> 16);
    }

    // ---- who connected from where

    @Test
    void anAnsweredCallIsLoggedByItsPathItsKeyAndWhereItCameFrom() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("SECRET answer", OpenAiAnswers.usage(12, 3))));

        call("203.0.113.21", CHAT + "?trace=SECRET", body(false));

        LoggedRequest entry = gateway.logged("203.0.113.21");
        assertThat(entry.method()).isEqualTo("POST");
        assertThat(entry.pathTemplate()).isEqualTo(CHAT);
        assertThat(entry.status()).isEqualTo(200);
        assertThat(entry.key()).isEqualTo(customer.key());
        assertOnlyHarmlessHeaders(entry);
    }

    @Test
    void aRefusedCallIsLoggedWithItsStatus() throws Exception {
        call("203.0.113.22", "/v1/messages", body(false).replace(upstreams.model(Dialect.OPENAI), "SECRET-model"));

        LoggedRequest entry = gateway.logged("203.0.113.22");
        assertThat(entry.pathTemplate()).isEqualTo("/v1/messages");
        assertThat(entry.status()).isEqualTo(404);
        assertThat(entry.key()).isEqualTo(customer.key());
        assertOnlyHarmlessHeaders(entry);
    }

    @Test
    void aPathThatACallerInventsIsNotLogged() throws Exception {
        call("203.0.113.23", "/v1/SECRET", body(false));

        LoggedRequest entry = gateway.logged("203.0.113.23");
        assertThat(entry.pathTemplate()).isEqualTo("(none)");
        assertThat(entry.status()).isEqualTo(404);
        assertThat(entry.key()).isNull();
        assertOnlyHarmlessHeaders(entry);
    }

    private void assertOnlyHarmlessHeaders(LoggedRequest entry) {
        assertThat(entry.headers().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("user-agent", "content-type", "content-length");
        assertThat(entry.headers().path("user-agent").asText()).isEqualTo("curl/8");
        assertThat(entry.everything()).doesNotContain("SECRET").doesNotContain(customer.secret());
    }

    private void call(String address, String path, String body) throws IOException {
        String request = WireClient.post(path, customer.secret(), body)
                .replaceFirst("Host: gateway\r\n", """
                    Host: gateway\r
                    X-Forwarded-For: 198.51.100.9, %s\r
                    User-Agent: curl/8\r
                    Cookie: session=SECRET\r
                    X-Own: SECRET\r
                    """.formatted(address));
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(request).answer();
        }
    }

    private String body(boolean stream) {
        return "{\"model\":\"" + upstreams.model(Dialect.OPENAI) + "\",\"stream\":" + stream
                + ",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"SECRET prompt\"}]}";
    }
}
