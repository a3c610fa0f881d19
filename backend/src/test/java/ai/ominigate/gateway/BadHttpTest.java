package ai.ominigate.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that this server and a proxy before it could take for different ones, and other things that are not HTTP/1.1.
 * Each gets one answer that says why, reaches no upstream, and its connection serves nothing after it.
 */
@CallsTheGateway
class BadHttpTest {
    private static final String CHAT = "/v1/chat/completions";

    /** What a smuggler hides behind the first request; nobody may ever answer it. */
    private static final String SMUGGLED = "GET /health HTTP/1.1\r\nHost: gateway\r\n\r\n";

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("25.00");

    static Stream<Arguments> heads() {
        return Stream.of(
                head("a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
                head("two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n"),
                head("the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n"),
                head("a list of lengths", "Content-Length: 5, 5\r\n"),
                head("a length with a sign", "Content-Length: +5\r\n"),
                head("a length below nothing", "Content-Length: -1\r\n"),
                head("a hexadecimal length", "Content-Length: 0x5\r\n"),
                head("a length beyond counting", "Content-Length: 99999999999999999999\r\n"),
                head("another encoding than chunks", "Transfer-Encoding: identity\r\n"),
                head("an encoding around chunks", "Transfer-Encoding: gzip, chunked\r\n"),
                head("an encoding behind chunks", "Transfer-Encoding: chunked, gzip\r\n"),
                head("chunks twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                head("almost chunks", "Transfer-Encoding: xchunked\r\n"),
                head("chunks behind a vertical tab", "Transfer-Encoding: \u000Bchunked\r\n"),
                head("a header that goes on in the next line", "X-A: b\r\n c\r\nContent-Length: 0\r\n"),
                head("an encoding in the next line", "Transfer-Encoding:\r\n chunked\r\n"),
                head("a line that begins with a tab", "X-A: b\r\n\tTransfer-Encoding: chunked\r\n"),
                head("a line that ends with LF alone", "X-A: b\nContent-Length: 0\r\n"),
                head("CR within a value", "X-A: b\rTransfer-Encoding: chunked\r\n"),
                head("NUL within a value", "X-A: b\0c\r\n"),
                head("NUL within a name", "X\0A: b\r\n"),
                head("a blank before the colon", "Content-Length : 5\r\n"),
                head("a line without a colon", "Content-Length\r\n"),
                head("a header without a name", ": b\r\n"),
                head("a second host", "Host: other\r\n"),
                head("a second credential", "Authorization: Bearer og-other\r\n"));
    }

    private static Arguments head(String what, String headers) {
        return Arguments.of(what, headers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void aHeadThatCanBeReadTwoWaysIsRefused(String what, String headers) throws IOException {
        for (String path : List.of(CHAT, "/v1/messages")) {
            JsonNode refusal = refused(400, "POST " + path + " HTTP/1.1\r\n" + rest(headers));

            assertThat(refusal.at("/error/message").asText()).contains("cannot be read because");
            assertThat(refusal.at("/error/type").asText()).isEqualTo("invalid_request_error");
        }
        assertThat(answers("POST /health HTTP/1.1\r\n" + rest(headers)))
                .hasSize(1)
                .first()
                .asString()
                .contains("HTTP/1.1 400")
                .contains("connection: close");
    }

    @Test
    void aHostIsNeededAndIsOne() throws IOException {
        String without = "POST " + CHAT + " HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + SMUGGLED;
        assertThat(refused(400, without).at("/error/message").asText()).contains("no Host header");
        for (String host : List.of("a b", "a/b", "user@host", "a\\b", "\"a\"", "a?b", "\u00E9")) {
            String odd = "POST " + CHAT + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n" + SMUGGLED;
            assertThat(refused(400, odd).at("/error/message").asText()).contains("Host header");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://gateway/v1/chat/completions",
                "gateway:443",
                "v1/chat/completions",
                "/v1/chat/completions?a=\u00E9",
                "/v1/chat/completions?a=%zz",
                "/v1/chat/completions?a=%4"
            })
    void aTargetIsAPathOrAnHttpUrl(String target) throws IOException {
        List<String> answers = answers("POST " + target + " HTTP/1.1\r\n" + rest("Content-Length: 0\r\n"));

        assertThat(answers).hasSize(1).first().asString().contains("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v1/chat/completions",
                "/v1//chat/completions",
                "/v1/../v1/chat/completions",
                "/v1/./chat/completions",
                "/v1%2Fchat%2Fcompletions",
                "/v1/%63hat/completions",
                "/V1/chat/completions",
                "/v1/chat/completions/",
                "/v1/chat/completions;a=b",
                "http://gateway?/v1/chat/completions"
            })
    void onlyThePathItselfIsThePath(String target) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send("POST " + target + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + customer.secret()
                    + "\r\nContent-Length: 2\r\n\r\n{}");

            assertThat(client.answer().status()).isEqualTo(404);
        }
        assertThat(lane().received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/v1/accounts",
                "//admin/v1/accounts",
                "/admin/v1/./accounts",
                "/v1/../admin/v1/accounts",
                "/%61dmin/v1/accounts",
                "/admin%2Fv1/accounts",
                "/ADMIN/v1/accounts",
                "/admin;a=b/v1/accounts",
                "http://gateway/admin/v1/accounts",
                "//v1/models",
                "/v1/./models",
                "/v1/x/../models",
                "/v1/models/",
                "/v1/%6dodels",
                "http://gateway/v1/models"
            })
    void noSpellingOfAPathIsServedWithoutItsKey(String target) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: gateway\r\n\r\n");

            assertThat(client.answer().status()).isIn(400, 401, 404);
        }
    }

    @Test
    void anHttpUrlIsServedLikeItsPath() throws IOException {
        lane().then(ok());
        try (WireClient client = WireClient.to(gateway.url())) {
            String call = call().replace("POST /", "POST http://anything.example/");

            assertThat(client.send(call).answer().status()).isEqualTo(200);
        }
    }

    // ---- other protocols

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/0.9", "HTTP/3.0"})
    void anotherVersionIsToldWhichOneIsSpoken(String version) throws IOException {
        List<String> answers = answers("POST " + CHAT + " " + version + "\r\n" + rest("Content-Length: 0\r\n"));

        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).startsWith("HTTP/1.1 505").contains("speaks HTTP/1.1");
    }

    @Test
    void http2WithoutAskingIsRefusedSoItsResetsReachNothing() throws IOException {
        StringBuilder rapidReset = new StringBuilder("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
        for (int stream = 1; stream < 2_000; stream += 2) {
            String id = new String(new char[] {0, 0, (char) (stream >> 8), (char) (stream & 0xFF)});
            rapidReset.append("\0\0\1\1\5").append(id).append('\u0082');
            rapidReset.append("\0\0\4\3\0").append(id).append("\0\0\0\u0008");
        }

        List<String> answers = answers(rapidReset.toString());

        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).startsWith("HTTP/1.1 505").contains("HTTP/2 is off");
    }

    @Test
    void anOfferOfHttp2IsPassedOver() throws IOException {
        lane().then(ok());
        try (WireClient client = WireClient.to(gateway.url())) {
            String offer = "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";

            assertThat(client.send(call().replaceFirst("\r\n", offer)).answer().status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\r\n\r\n",
                "GET /health\r\n\r\n",
                "\0\0\0\0\r\n\r\n",
                "OPTIONS sip:a@b SIP/2.0\r\n\r\n",
                "DESCRIBE rtsp://a/b RTSP/1.0\r\n\r\n"
            })
    void whatIsNoRequestAtAllIsRefused(String noise) throws IOException {
        List<String> answers = answers(noise);

        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).containsPattern("HTTP/1.[01] 400").contains("cannot be read because");
    }

    // ---- sizes

    @Test
    void headersThatAreTooLargeAreRefused() throws IOException {
        for (String headers : List.of("X-A: " + "a".repeat(20_000) + "\r\n", "X-A: a\r\n".repeat(3_000))) {
            JsonNode refusal = refused(431, "POST " + CHAT + " HTTP/1.1\r\n" + rest(headers));

            assertThat(refusal.at("/error/code").asText()).isEqualTo("headers_too_large");
        }
        assertThat(answers("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .getFirst())
                .containsPattern("HTTP/1.[01] 41[34]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\n{}\r\n0\r\n\r\n",
                "-2\r\n{}\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
                "2\n{}\n0\n\n",
                "2;a\nb\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}XX0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n"
            })
    void chunksThatCanBeReadTwoWaysAreRefused(String chunks) throws IOException {
        JsonNode refusal = refused(
                400, "POST " + CHAT + " HTTP/1.1\r\n" + rest("Transfer-Encoding: chunked\r\n", chunks + SMUGGLED));

        assertThat(refusal.at("/error/message").asText()).contains("not valid HTTP");
    }

    @Test
    void extensionsOfChunksAreBounded() throws IOException {
        refused(
                400,
                "POST " + CHAT + " HTTP/1.1\r\n"
                        + rest("Transfer-Encoding: chunked\r\n", "2;" + "a".repeat(100_000) + "\r\n{}\r\n0\r\n\r\n"));
    }

    @Test
    void trailersAreNoHeaders() throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\n{}\r\n0\r\nAuthorization: Bearer " + customer.secret() + "\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(401);
        }
    }

    // ---- what is copied from one side to the other

    @Test
    void nothingThatACallerSendsBecomesAHeaderUpstreamOrInItsAnswer() throws IOException {
        lane().then(ok().header("x-request-id", "theirs")
                .header("set-cookie", "a=b")
                .header("x-secret", "s"));
        try (WireClient client = WireClient.to(gateway.url())) {
            String headers =
                    "\r\nx-request-id: mine\r\ntraceparent: 00-zz\r\nCookie: a=b\r\nX-Forwarded-For: 1.2.3.4\r\n"
                            + "anthropic-beta: a,b\r\nOpenAI-Organization: evil\r\nX-Evil: yes\r\n";

            WireClient.Answer answer =
                    client.send(call().replaceFirst("\r\n", headers)).answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().keySet())
                    .isSubsetOf("content-type", "content-length", "x-request-id", "x-ominigate-cost", "date");
            assertThat(answer.header("x-request-id")).matches("[0-9a-f-]{36}");
            UpstreamDouble.Received sent = lane().only();
            assertThat(sent.header("x-request-id")).isEqualTo(answer.header("x-request-id"));
            for (String name :
                    List.of("cookie", "x-forwarded-for", "openai-organization", "x-evil", "anthropic-beta")) {
                assertThat(sent.header(name)).as(name).isNull();
            }
        }
    }

    @Test
    void aNameOfAModelBreaksOutOfNothing() throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            String body = "{\"model\":\"a\\r\\nX-Evil: yes\\r\\n\\r\\n\",\"messages\":[{}]}";

            WireClient.Answer answer =
                    client.send(WireClient.post(CHAT, customer.secret(), body)).answer();

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.headers()).doesNotContainKey("x-evil");
        }
    }

    // ---- what all have in common

    private UpstreamDouble.Lane lane() {
        return upstreams.lane(Dialect.OPENAI);
    }

    private static Script ok() {
        return Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(0, 0)));
    }

    private String call() {
        return WireClient.post(
                CHAT,
                customer.secret(),
                "{\"model\":\"" + upstreams.model(Dialect.OPENAI)
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }

    private String rest(String headers) {
        return rest(headers, SMUGGLED);
    }

    private String rest(String headers, String behind) {
        return "Host: gateway\r\nAuthorization: Bearer " + customer.secret() + "\r\n" + headers + "\r\n" + behind;
    }

    /** The only answer there is, its body as JSON. */
    private JsonNode refused(int status, String request) throws IOException {
        List<String> answers = answers(request);
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).startsWith("HTTP/1.1 " + status).contains("connection: close");
        assertThat(lane().received()).isEmpty();
        return Json.read(answers.getFirst().substring(answers.getFirst().indexOf("\r\n\r\n") + 4));
    }

    /** All answers until the other side closes. */
    private List<String> answers(String request) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(request.getBytes(ISO_8859_1));
            String all = client.untilClosed();
            return Stream.of(all.split("(?=HTTP/\\d\\.\\d \\d{3} )"))
                    .filter(answer -> !answer.isEmpty())
                    .toList();
        }
    }
}
