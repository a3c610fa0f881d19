package ai.ominigate.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies that no client of good faith sends. Each gets a 400 in its caller's dialect that says what is wrong, reaches
 * no upstream, costs nothing, holds nothing back and leaves its connection fit for the next call.
 */
@CallsTheGateway
class BadBodiesTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";

    private static final List<String> VALUES =
            List.of("true", "7", "-1", "1.5", "1e999", "\"text\"", "\"\"", "[]", "[7]", "[[]]", "{}", "{\"a\":1}");

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("25.00");

    /** A field that the gateway reads itself, and which of {@link #VALUES} are right for it. */
    private record Field(String path, String name, List<String> right) {
        Stream<Arguments> wrong() {
            return VALUES.stream()
                    .filter(value -> !right.contains(value))
                    .map(value -> Arguments.of(path, name, value));
        }
    }

    static Stream<Arguments> wrongTypes() {
        List<Field> fields = new ArrayList<>();
        for (String path : List.of(CHAT, MESSAGES)) {
            fields.add(new Field(path, "model", List.of("\"text\"")));
            fields.add(new Field(path, "messages", List.of("[{}]")));
            fields.add(new Field(path, "stream", List.of("true")));
            fields.add(new Field(path, "max_tokens", List.of("7")));
            fields.add(new Field(path, "tools", List.of("[]")));
        }
        fields.add(new Field(CHAT, "max_completion_tokens", List.of("7")));
        fields.add(new Field(CHAT, "n", List.of("7")));
        fields.add(new Field(CHAT, "stream_options", List.of()));
        fields.add(new Field(CHAT, "user", List.of("\"text\"", "\"\"")));
        fields.add(new Field(CHAT, "safety_identifier", List.of("\"text\"", "\"\"")));
        fields.add(new Field(CHAT, "functions", List.of("[]", "[7]", "[[]]")));
        fields.add(new Field(CHAT, "response_format", List.of("{}", "{\"a\":1}")));
        fields.add(new Field(CHAT, "prediction", List.of("{}", "{\"a\":1}")));
        fields.add(new Field(CHAT, "modalities", List.of("[]")));
        fields.add(new Field(CHAT, "parallel_tool_calls", List.of("true")));
        fields.add(new Field(CHAT, "web_search_options", List.of()));
        fields.add(new Field(CHAT, "service_tier", List.of()));
        fields.add(new Field(CHAT, "store", List.of()));
        fields.add(new Field(MESSAGES, "system", List.of("\"text\"", "\"\"", "[]", "[7]", "[[]]")));
        fields.add(new Field(MESSAGES, "metadata", List.of("{}", "{\"a\":1}")));
        fields.add(new Field(MESSAGES, "output_config", List.of("{}", "{\"a\":1}")));
        fields.add(new Field(MESSAGES, "speed", List.of()));
        fields.add(new Field(MESSAGES, "inference_geo", List.of()));
        fields.add(new Field(EMBEDDINGS, "model", List.of("\"text\"")));
        fields.add(new Field(EMBEDDINGS, "input", List.of("\"text\"", "\"\"", "[7]", "[[]]")));
        fields.add(new Field(EMBEDDINGS, "user", List.of("\"text\"", "\"\"")));
        return fields.stream().flatMap(Field::wrong);
    }

    @Test
    void aWrongTypeInAnyFieldThatIsReadIsRefusedByItsName() throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            for (Arguments row : wrongTypes().toList()) {
                String path = (String) row.get()[0];
                String name = (String) row.get()[1];
                String value = (String) row.get()[2];
                Map<String, String> fields = good(path, Dialect.OPENAI);
                fields.put(name, value);

                WireClient.Answer answer = send(client, path, json(fields));

                assertThat(answer.status()).as("%s: %s", name, value).isEqualTo(400);
                assertThat(message(path, answer)).as("%s: %s", name, value).contains(name);
            }
            assertStillServes(client);
        }
    }

    /** Fields that only a translation to the other dialect reads; who speaks the same dialect judges them itself. */
    static Stream<Arguments> wrongWhereTranslated() {
        List<Field> fields = List.of(
                new Field(CHAT, "temperature", List.of("7", "-1", "1.5", "1e999")),
                new Field(CHAT, "top_p", List.of("7", "-1", "1.5", "1e999")),
                new Field(CHAT, "stop", List.of("\"text\"", "\"\"", "[]")),
                new Field(CHAT, "reasoning_effort", List.of("\"text\"", "\"\"")),
                new Field(CHAT, "logprobs", List.of()),
                new Field(CHAT, "logit_bias", List.of("{}")),
                new Field(CHAT, "thinking", List.of("{}", "{\"a\":1}")),
                new Field(MESSAGES, "temperature", List.of("7", "-1", "1.5", "1e999")),
                new Field(MESSAGES, "top_p", List.of("7", "-1", "1.5", "1e999")),
                new Field(MESSAGES, "stop_sequences", List.of("[]")),
                new Field(MESSAGES, "thinking", List.of("{}", "{\"a\":1}")),
                new Field(MESSAGES, "mcp_servers", List.of("[]")));
        return fields.stream().flatMap(Field::wrong);
    }

    @Test
    void aWrongTypeInAnyFieldThatIsTranslatedIsRefusedByItsName() throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            int rows = 0;
            for (Arguments row : wrongWhereTranslated().toList()) {
                String path = (String) row.get()[0];
                String name = (String) row.get()[1];
                Map<String, String> fields = good(path, path.equals(CHAT) ? Dialect.ANTHROPIC : Dialect.OPENAI);
                fields.put(name, (String) row.get()[2]);

                WireClient.Answer answer = send(client, path, json(fields));

                assertThat(answer.status()).as("%s: %s", name, row.get()[2]).isEqualTo(400);
                assertThat(message(path, answer)).contains(name);
                rows++;
            }
            // These were admitted, so each has its row, which costs nothing.
            assertThat(customer.usage(rows))
                    .allSatisfy(usage -> assertThat(usage.costNanos()).isZero());
            assertStillServes(client);
        }
    }

    static Stream<Arguments> brokenTexts() {
        return Stream.of(
                Arguments.of("nothing", "", "JSON object"),
                Arguments.of("only white space", " \n\t ", "JSON object"),
                Arguments.of("a byte order mark", "\u00EF\u00BB\u00BF{" + HELLO + "}", "byte order mark"),
                Arguments.of("UTF-16", "\0{\0}", "UTF-8"),
                Arguments.of("not an object", "[1,2]", "JSON object"),
                Arguments.of("nothing but null", "null", "JSON object"),
                Arguments.of("half an object", "{\"model\":\"MODEL\"," + HELLO, "not valid JSON"),
                Arguments.of("garbage behind it", "{\"model\":\"MODEL\"," + HELLO + "}x", "not valid JSON"),
                Arguments.of("a second object", "{\"model\":\"MODEL\"," + HELLO + "}{}", "nothing behind"),
                Arguments.of("a NUL byte behind it", "{\"model\":\"MODEL\"," + HELLO + "}\0", "not valid JSON"),
                Arguments.of(
                        "a NUL byte in a string", "{\"model\":\"MODEL\",\"user\":\"a\0b\"," + HELLO + "}", "not valid"),
                Arguments.of("NaN", "{\"model\":\"MODEL\",\"temperature\":NaN," + HELLO + "}", "not valid JSON"),
                Arguments.of("Infinity", "{\"model\":\"MODEL\",\"temperature\":-Infinity," + HELLO + "}", "not valid"),
                Arguments.of(
                        "a hexadecimal number",
                        "{\"model\":\"MODEL\",\"max_tokens\":0x10," + HELLO + "}",
                        "max_tokens"),
                Arguments.of(
                        "a leading zero", "{\"model\":\"MODEL\",\"max_tokens\":010," + HELLO + "}", "not valid JSON"),
                Arguments.of("a comment", "{/**/\"model\":\"MODEL\"," + HELLO + "}", "not valid JSON"),
                Arguments.of("single quotes", "{'model':'MODEL'," + HELLO + "}", "not valid JSON"),
                Arguments.of("a trailing comma", "{\"model\":\"MODEL\"," + HELLO + ",}", "not valid JSON"),
                Arguments.of("a number of 2,000 digits", number("9".repeat(2_000)), "too long"),
                Arguments.of("a number beyond 64 bits", number("9".repeat(40)), "max_tokens"),
                Arguments.of("a number with an endless exponent", number("1e" + "9".repeat(2_000)), "too long"),
                Arguments.of("250 arrays in each other", extra("[".repeat(250) + "]".repeat(250)), "deeper than 200"),
                Arguments.of("a million arrays in each other", extra("[".repeat(1_000_000)), "deeper than 200"),
                Arguments.of("objects in each other", extra("{\"a\":".repeat(100_000)), "deeper than 200"),
                Arguments.of("a name of 100,000 characters", "{\"" + "a".repeat(100_000) + "\":1}", "name or number"),
                Arguments.of("a byte that is not UTF-8", extra("\"\u00FF\""), "UTF-8 near byte"),
                Arguments.of("an overlong form", extra("\"\u00C0\u0080\""), "UTF-8 near byte"),
                Arguments.of("a surrogate in UTF-8", extra("\"\u00ED\u00A0\u0080\""), "UTF-8 near byte"),
                Arguments.of("a character cut in two", extra("\"\u00E2\u0082\""), "UTF-8 near byte"),
                Arguments.of("beyond Unicode", extra("\"\u00F4\u0090\u0080\u0080\""), "UTF-8 near byte"),
                Arguments.of("half a surrogate pair", extra("\"\\ud83d\""), "half of a surrogate pair"),
                Arguments.of("the other half", extra("\"\\uDE00\""), "half of a surrogate pair"),
                Arguments.of("two first halves", extra("\"\\ud83d\\ud83d\""), "half of a surrogate pair"),
                Arguments.of("half a pair in a name", extra("{\"\\udbff\":1}"), "half of a surrogate pair"),
                Arguments.of("half an escape", extra("\"\\u12\""), "not valid JSON"),
                Arguments.of("the model twice", "{\"model\":\"MODEL\",\"model\":\"MODEL\"," + HELLO + "}", "only once"),
                Arguments.of(
                        "the model twice, once in escapes",
                        "{\"model\":\"MODEL\",\"\\u006dodel\":\"MODEL\"," + HELLO + "}",
                        "only once"),
                Arguments.of("the messages twice", "{\"model\":\"MODEL\"," + HELLO + "," + HELLO + "}", "only once"),
                Arguments.of(
                        "a tool that costs, in escapes",
                        "{\"model\":\"MODEL\",\"tools\":[{\"type\":\"\\u0077eb_search_preview\"}]," + HELLO + "}",
                        "charges by use"));
    }

    private static String extra(String value) {
        return "{\"model\":\"MODEL\",\"extra\":" + value + "," + HELLO + "}";
    }

    private static String number(String digits) {
        return "{\"model\":\"MODEL\",\"max_tokens\":" + digits + "," + HELLO + "}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenTexts")
    void whatIsNotJsonThatAllReadAlikeIsRefused(String what, String body, String says) throws IOException {
        for (String path : List.of(CHAT, MESSAGES, EMBEDDINGS)) {
            try (WireClient client = WireClient.to(gateway.url())) {
                String sent = body.replace("MODEL", upstreams.model(Dialect.OPENAI));
                WireClient.Answer answer = sendBytes(client, path, sent.getBytes(ISO_8859_1));

                assertThat(answer.status()).isEqualTo(400);
                if (path.equals(CHAT)) {
                    assertThat(message(path, answer)).contains(says);
                } else {
                    // Another format may find something else wrong first: a field that it lacks.
                    assertThat(message(path, answer)).isNotBlank();
                }
                assertStillServes(client);
            }
        }
    }

    @Test
    void aHundredMegabytesAreRefusedWhileTheyAreStillComing() throws Exception {
        long announced = 100L << 20;
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nHost: gateway\r\nx-api-key: " + customer.secret()
                    + "\r\nContent-Length: " + announced + "\r\n\r\n");

            WireClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("larger than " + GatewayFixture.MAX_REQUEST + " bytes");
            assertThat(answer.header("connection")).isEqualTo("close");
        }
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send("POST " + MESSAGES + " HTTP/1.1\r\nHost: gateway\r\nx-api-key: " + customer.secret()
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            String megabyte = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
            for (int sent = 0; sent <= GatewayFixture.MAX_REQUEST; sent += 1 << 20) {
                client.send(megabyte);
            }

            WireClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(Json.read(answer.body()).at("/error/type").asText()).isEqualTo("request_too_large");
        }
        assertNothingHeldOrPaid();
    }

    // ---- what all have in common

    private void assertStillServes(WireClient client) throws IOException {
        UpstreamDouble.Lane lane = upstreams.lane(Dialect.OPENAI);
        assertThat(lane.received()).isEmpty();
        assertNothingHeldOrPaid();
        lane.then(Script.json(200, OpenAiAnswers.text("still here", OpenAiAnswers.usage(0, 0))));
        assertThat(send(client, CHAT, json(good(CHAT, Dialect.OPENAI))).body()).contains("still here");
        lane.forget();
    }

    private void assertNothingHeldOrPaid() {
        customer.assertPaid(0);
    }

    private Map<String, String> good(String path, Dialect dialect) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("model", "\"" + upstreams.model(dialect) + "\"");
        switch (path) {
            case EMBEDDINGS -> fields.put("input", "\"hello\"");
            case MESSAGES -> {
                fields.put("max_tokens", "9");
                fields.put("messages", "[{\"role\":\"user\",\"content\":\"hello\"}]");
            }
            default -> fields.put("messages", "[{\"role\":\"user\",\"content\":\"hello\"}]");
        }
        return fields;
    }

    private static String json(Map<String, String> fields) {
        List<String> members = new ArrayList<>();
        fields.forEach((name, value) -> members.add("\"" + name + "\":" + value));
        return "{" + String.join(",", members) + "}";
    }

    private WireClient.Answer send(WireClient client, String path, String body) throws IOException {
        return sendBytes(client, path, body.getBytes(UTF_8));
    }

    private WireClient.Answer sendBytes(WireClient client, String path, byte[] body) throws IOException {
        client.send("POST " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + customer.secret()
                + "\r\nContent-Length: " + body.length + "\r\n\r\n");
        return client.send(body).answer();
    }

    /** The sentence, from where the dialect has it. */
    private static String message(String path, WireClient.Answer answer) {
        JsonNode body = Json.read(answer.body());
        if (path.equals(MESSAGES)) {
            assertThat(body.at("/type").asText()).isEqualTo("error");
            assertThat(body.at("/error/type").asText()).isEqualTo("invalid_request_error");
            assertThat(body.at("/request_id").asText()).isEqualTo(answer.header("x-request-id"));
        } else {
            assertThat(body.at("/error/code").asText()).isEqualTo("invalid_request_error");
        }
        String message = body.at("/error/message").asText();
        assertThat(message).endsWith(".");
        return message;
    }
}
