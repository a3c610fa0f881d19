package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A key in a URL is not read, its sender is told where it belongs, and it is written down nowhere. */
@CallsTheGateway
class KeysInUrlsTest {
    private final GatewayFixture gateway = GatewayFixture.running();
    private final Customer customer = gateway.customer("25.00");

    @Test
    void whoPutsTheKeyIntoTheUrlIsToldThatItBelongsInAHeader() throws Exception {
        for (String target : targets()) {
            for (String method : List.of("GET", "POST")) {
                try (WireClient client = WireClient.to(gateway.url())) {
                    WireClient.Answer answer = client.send(
                                    method + " " + target + " HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\n\r\n")
                            .answer();

                    assertThat(answer.status()).as(target).isIn(401, 404, 405);
                    assertThat(answer.body()).doesNotContain(customer.secret());
                    if (answer.status() == 401) {
                        assertThat(answer.body())
                                .contains("key in a URL is not read")
                                .contains("Authorization: Bearer");
                    }
                }
            }
        }
    }

    @Test
    void aKeyInAUrlIsInNoLogAndInNoTable() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            whoPutsTheKeyIntoTheUrlIsToldThatItBelongsInAHeader();
        } finally {
            System.setOut(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain(customer.secret());
        // That it was asked is in the operational log soon after, by its route.
        Await.until(
                "the route is logged",
                () -> !gateway.tablesWith("/v1/generation").isEmpty());
        assertThat(gateway.tablesWith(customer.secret())).isEmpty();
    }

    private List<String> targets() {
        String key = customer.secret();
        return List.of(
                "/v1/models?key=" + key,
                "/v1/credits?api_key=" + key,
                "/v1/chat/completions?key=" + key,
                "/v1/chat/completions?access_token=" + key,
                "/v1/messages?x-api-key=" + key,
                "/v1/embeddings?" + "auth=" + key,
                "/v1/generation?id=x&key=" + key,
                "/v1/unknown/" + key + "?key=" + key,
                "/unknown/" + key);
    }
}
