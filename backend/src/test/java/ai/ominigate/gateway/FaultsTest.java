package ai.ominigate.gateway;

import static ai.ominigate.catalog.Dialect.ANTHROPIC;
import static ai.ominigate.catalog.Dialect.GEMINI;
import static ai.ominigate.catalog.Dialect.OPENAI;
import static ai.ominigate.gateway.FaultsTest.Case.asked;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What callers see and what they pay when upstreams misbehave: a table, one row a case. A row says what the upstream
 * does, then what the caller gets, then how the usage row ends, with which tokens. The cost is that of the tokens,
 * always.
 */
@CallsTheGateway
class FaultsTest {
    /** 400 characters: about 100 tokens where they have to be estimated. */
    private static final String TEXT = "Some words. ".repeat(33) + "Grüß";

    private static final String[] WORDS = {TEXT.substring(0, 150), TEXT.substring(150, 398), TEXT.substring(398)};
    private static final String USAGE = OpenAiAnswers.usage(120, 90);
    private static final String LESS = OpenAiAnswers.usage(120, 40);
    private static final String A_USAGE = AnthropicAnswers.usage(120, 90);
    private static final String A_START = AnthropicAnswers.usage(120, 1);
    private static final TokenCounts REPORTED = TokenCounts.of(120, 90);

    static Stream<Case> streams() {
        return Stream.of(
                asked(OPENAI, "answers in order", Script.events(OpenAiAnswers.stream(USAGE, WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "splits at every byte",
                                Script.events(OpenAiAnswers.stream(USAGE, WORDS))
                                        .inPiecesOf(1))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "ends lines with CRLF, split anywhere",
                                Script.events(OpenAiAnswers.stream(USAGE, WORDS))
                                        .withCrLf()
                                        .inPiecesOf(7))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "leaves out the last blank line",
                                Script.stream()
                                        .body(joined(OpenAiAnswers.stream(USAGE, WORDS))
                                                .stripTrailing()))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "ends the body with the connection",
                                Script.stream().untilClose().body(joined(OpenAiAnswers.stream(USAGE, WORDS))))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "leaves out [DONE]",
                                Script.events(without(OpenAiAnswers.DONE, OpenAiAnswers.stream(USAGE, WORDS))))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "sends comments and other fields in between",
                                Script.stream()
                                        .body(": hello\n\nretry: 100\nid: 7\n\n")
                                        .body(joined(OpenAiAnswers.stream(USAGE, WORDS))
                                                .replace("\n\n", "\n\n: ping\n\n")))
                        .whole(EndReason.DONE, REPORTED),
                asked(OPENAI, "reports null as its usage", Script.events(OpenAiAnswers.stream("null", WORDS)))
                        .wholeEstimated(EndReason.DONE),
                asked(OPENAI, "reports no usage", Script.events(OpenAiAnswers.stream(null, WORDS)))
                        .wholeEstimated(EndReason.DONE),
                asked(
                                OPENAI,
                                "reports a usage of zero",
                                Script.events(OpenAiAnswers.stream(OpenAiAnswers.usage(0, 0), WORDS)))
                        .whole(EndReason.DONE, TokenCounts.ZERO),
                asked(OPENAI, "reports its usage twice", Script.events(twice(OpenAiAnswers.stream(USAGE, WORDS))))
                        .whole(EndReason.DONE, REPORTED),
                asked(OPENAI, "reports its usage with every event, growing", Script.events(cumulative()))
                        .whole(EndReason.DONE, REPORTED),
                asked(OPENAI, "reports its usage with the finish reason", Script.events(usageWithFinish()))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "resets before its answer",
                                always(Script.silence().reset()))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "resets once before its answer",
                                Script.silence().reset(),
                                Script.events(OpenAiAnswers.stream(USAGE, WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "resets once before the first content",
                                Script.events(OpenAiAnswers.opening()).reset(),
                                Script.events(OpenAiAnswers.stream(USAGE, WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "resets in the middle",
                                Script.events(OpenAiAnswers.opening(WORDS)).reset())
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "closes inside a chunk",
                                Script.events(OpenAiAnswers.opening(WORDS)).closeInsideChunk("data: {\"id\""))
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "half-closes in the middle",
                                Script.events(OpenAiAnswers.opening(WORDS)).halfClose())
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(OPENAI, "ends in order without having finished", Script.events(OpenAiAnswers.opening(WORDS)))
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "ends with the connection without having finished",
                                Script.stream().untilClose().body(joined(OpenAiAnswers.opening(WORDS))))
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(OPENAI, "never answers", Script.silence().stall())
                        .refused(504, "upstream_timeout", EndReason.UPSTREAM_TIMEOUT),
                asked(
                                OPENAI,
                                "stalls after its head, and comments keep the caller waiting",
                                Script.stream().stall())
                        .endedBeforeContent("upstream_timeout", EndReason.UPSTREAM_TIMEOUT),
                asked(
                                OPENAI,
                                "stalls in the middle",
                                Script.events(OpenAiAnswers.opening(WORDS)).stall())
                        .cut("upstream_timeout", EndReason.UPSTREAM_TIMEOUT),
                asked(OPENAI, "tells an error before the first content", always(Script.events(List.of(inBandError()))))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_ERROR),
                asked(
                                OPENAI,
                                "tells an error in the middle",
                                Script.events(plus(OpenAiAnswers.opening(WORDS), inBandError())))
                        .cut("upstream_error", EndReason.UPSTREAM_ERROR),
                asked(
                                OPENAI,
                                "answers 200 with an error as JSON",
                                always(Script.json(200, OpenAiAnswers.error("no", "server_error", null))))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_ERROR),
                asked(
                                OPENAI,
                                "sends what is not JSON in the middle",
                                Script.events(plus(OpenAiAnswers.opening(WORDS), "data: {nonsense\n\n")))
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "sends an event that never ends",
                                Script.events(OpenAiAnswers.opening(WORDS)).endless("data: " + "x".repeat(10_000)))
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "is overloaded once, 429 with retry-after",
                                overloaded(429).header("retry-after", "1"),
                                Script.events(OpenAiAnswers.stream(USAGE, WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "is overloaded once, 429 without retry-after",
                                overloaded(429),
                                Script.events(OpenAiAnswers.stream(USAGE, WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "is overloaded for ten minutes, 429",
                                always(overloaded(429).header("retry-after", "600")))
                        .refused(503, "overloaded", EndReason.UPSTREAM_ERROR),
                asked(OPENAI, "stays overloaded, 529", always(overloaded(529)))
                        .refused(503, "overloaded", EndReason.UPSTREAM_ERROR),
                asked(OPENAI, "fails with 500", always(overloaded(500)))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_ERROR),
                asked(OPENAI, "fails with 500 once", overloaded(500), Script.events(OpenAiAnswers.stream(USAGE, WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(ANTHROPIC, "answers in order", Script.events(AnthropicAnswers.stream(A_START, A_USAGE, WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                ANTHROPIC,
                                "splits at every byte",
                                Script.events(AnthropicAnswers.stream(A_START, A_USAGE, WORDS))
                                        .inPiecesOf(1))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                ANTHROPIC,
                                "ends lines with CRLF, split anywhere",
                                Script.events(AnthropicAnswers.stream(A_START, A_USAGE, WORDS))
                                        .withCrLf()
                                        .inPiecesOf(5))
                        .whole(EndReason.DONE, REPORTED),
                asked(ANTHROPIC, "starts the message twice", Script.events(startedTwice()))
                        .whole(EndReason.DONE, REPORTED),
                asked(ANTHROPIC, "restates its usage, growing", Script.events(restated()))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                ANTHROPIC,
                                "reports only output tokens at the end",
                                Script.events(AnthropicAnswers.stream(A_START, "{\"output_tokens\":90}", WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                ANTHROPIC,
                                "resets in the middle",
                                Script.events(AnthropicAnswers.opening(A_START, WORDS))
                                        .reset())
                        .cutWithPromptKnown("api_error", EndReason.UPSTREAM_BROKE),
                asked(
                                ANTHROPIC,
                                "stalls in the middle",
                                Script.events(AnthropicAnswers.opening(A_START, WORDS))
                                        .stall())
                        .cutWithPromptKnown("timeout_error", EndReason.UPSTREAM_TIMEOUT),
                asked(
                                ANTHROPIC,
                                "tells an error in the middle",
                                Script.events(plus(
                                        AnthropicAnswers.opening(A_START, WORDS),
                                        AnthropicAnswers.errorEvent("overloaded_error", "too much"))))
                        .cutWithPromptKnown("api_error", EndReason.UPSTREAM_ERROR),
                asked(
                                ANTHROPIC,
                                "tells an error before the first content",
                                always(Script.events(
                                        List.of(AnthropicAnswers.errorEvent("overloaded_error", "too much")))))
                        .refused(502, "api_error", EndReason.UPSTREAM_ERROR),
                asked(ANTHROPIC, "stays overloaded, 529", always(overloaded(529)))
                        .refused(503, "overloaded_error", EndReason.UPSTREAM_ERROR),
                asked(GEMINI, "answers in order", Script.events(geminiStream(WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                GEMINI,
                                "splits at every byte",
                                Script.events(geminiStream(WORDS)).inPiecesOf(1))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                GEMINI,
                                "leaves out the last blank line",
                                Script.stream().body(joined(geminiStream(WORDS)).stripTrailing()))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                GEMINI,
                                "says what it used in the middle and resets",
                                Script.events(geminiStream(WORDS).subList(0, 3)).reset())
                        .cutReported("upstream_error", EndReason.UPSTREAM_BROKE, TokenCounts.of(120, 60)),
                asked(
                                GEMINI,
                                "resets in the middle",
                                Script.events(withoutUsage(geminiStream(WORDS).subList(0, 3)))
                                        .reset())
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                GEMINI,
                                "ends in order without having finished",
                                Script.events(withoutUsage(geminiStream(WORDS).subList(0, 3))))
                        .cut("upstream_error", EndReason.UPSTREAM_BROKE),
                asked(GEMINI, "reports no usage", Script.events(withoutUsage(geminiStream(WORDS))))
                        .wholeEstimated(EndReason.DONE),
                asked(
                                GEMINI,
                                "tells an error in the middle",
                                Script.events(plus(
                                        withoutUsage(geminiStream(WORDS).subList(0, 3)),
                                        GeminiAnswers.event(GeminiAnswers.error(503, "UNAVAILABLE", "overloaded")))))
                        .cut("upstream_error", EndReason.UPSTREAM_ERROR),
                asked(
                                GEMINI,
                                "calls a function that is none, once",
                                Script.events(List.of(GeminiAnswers.event(GeminiAnswers.answer(
                                        "", "MALFORMED_FUNCTION_CALL", GeminiAnswers.usage(TokenCounts.of(120, 0)))))),
                                Script.events(geminiStream(WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                GEMINI,
                                "is out of quota for half a minute, as its body says",
                                always(Script.json(
                                        429, GeminiAnswers.errorWithDelay(429, "RESOURCE_EXHAUSTED", "34.4s"))))
                        .refused(503, "overloaded", EndReason.UPSTREAM_ERROR),
                asked(
                                GEMINI,
                                "is out of quota for a moment, as its body says",
                                Script.json(429, GeminiAnswers.errorWithDelay(429, "RESOURCE_EXHAUSTED", "0.05s")),
                                Script.events(geminiStream(WORDS)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                GEMINI,
                                "does not know our key, with status 400",
                                always(Script.json(400, GeminiAnswers.badKey())))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_ERROR));
    }

    private static List<String> geminiStream(String... words) {
        return GeminiAnswers.stream(
                REPORTED, Stream.of(words).map(GeminiAnswers::textPart).toArray(String[]::new));
    }

    private static List<String> withoutUsage(List<String> geminiStream) {
        return geminiStream.stream()
                .map(event -> event.replace("\"usageMetadata\"", "\"unknown\""))
                .toList();
    }

    static Stream<Case> wholeAnswers() {
        return Stream.of(
                asked(OPENAI, "answers in order", Script.json(200, OpenAiAnswers.text(TEXT, USAGE)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "splits at every byte",
                                Script.json(200, OpenAiAnswers.text(TEXT, USAGE))
                                        .inPiecesOf(1))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "sends chunks",
                                Script.json(200, OpenAiAnswers.text(TEXT, USAGE))
                                        .chunked()
                                        .inPiecesOf(3))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "ends the body with the connection",
                                Script.json(200, OpenAiAnswers.text(TEXT, USAGE))
                                        .untilClose())
                        .whole(EndReason.DONE, REPORTED),
                asked(OPENAI, "reports null as its usage", Script.json(200, OpenAiAnswers.text(TEXT, "null")))
                        .wholeEstimated(EndReason.DONE),
                asked(OPENAI, "reports no usage", Script.json(200, OpenAiAnswers.text(TEXT, null)))
                        .wholeEstimated(EndReason.DONE),
                asked(
                                OPENAI,
                                "reports a usage of zero",
                                Script.json(200, OpenAiAnswers.text(TEXT, OpenAiAnswers.usage(0, 0))))
                        .whole(EndReason.DONE, TokenCounts.ZERO),
                asked(
                                OPENAI,
                                "answers 200 with an error inside",
                                always(Script.json(200, OpenAiAnswers.error("no", "server_error", null))))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_ERROR),
                asked(
                                OPENAI,
                                "answers 200 with what is not JSON",
                                always(Script.status(200).body("<html>hello</html>")))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_BROKE),
                asked(OPENAI, "answers 200 with nothing", always(Script.status(200)))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "closes before the announced length",
                                always(Script.status(200)
                                        .body("{\"id\":")
                                        .close()
                                        .body("\"rest\"}")))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "closes once before the announced length",
                                Script.status(200).body("{\"id\":").close().body("\"rest\"}"),
                                Script.json(200, OpenAiAnswers.text(TEXT, USAGE)))
                        .whole(EndReason.DONE, REPORTED),
                asked(
                                OPENAI,
                                "sends what is not HTTP",
                                always(Script.silence().raw("hello\r\n\r\n").close()))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                OPENAI,
                                "stalls in the middle",
                                Script.status(200).body("{\"id\":").stall().body("\"rest\"}"))
                        .refused(504, "upstream_timeout", EndReason.UPSTREAM_TIMEOUT),
                asked(ANTHROPIC, "answers in order", Script.json(200, AnthropicAnswers.text(TEXT, A_USAGE)))
                        .whole(EndReason.DONE, REPORTED),
                asked(ANTHROPIC, "reports null as its usage", Script.json(200, AnthropicAnswers.text(TEXT, "null")))
                        .wholeEstimated(EndReason.DONE),
                asked(
                                ANTHROPIC,
                                "answers 200 with an error inside",
                                always(Script.json(200, AnthropicAnswers.error("api_error", "no"))))
                        .refused(502, "api_error", EndReason.UPSTREAM_ERROR),
                asked(GEMINI, "answers in order", Script.json(200, geminiAnswer(GeminiAnswers.usage(REPORTED))))
                        .whole(EndReason.DONE, REPORTED),
                asked(GEMINI, "reports no usage", Script.json(200, geminiAnswer(null)))
                        .wholeEstimated(EndReason.DONE),
                asked(GEMINI, "answers 200 with no candidate", always(Script.json(200, "{\"candidates\":[]}")))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_BROKE),
                asked(
                                GEMINI,
                                "answers 200 with an error inside",
                                always(Script.json(200, GeminiAnswers.error(500, "INTERNAL", "no"))))
                        .refused(502, "upstream_error", EndReason.UPSTREAM_ERROR));
    }

    private static String geminiAnswer(@Nullable String usage) {
        return GeminiAnswers.answer(GeminiAnswers.textPart(TEXT), "STOP", usage);
    }

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("25.00");

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void streams(Case row) throws Exception {
        check(row, row.dialect() == GEMINI ? ANTHROPIC : row.dialect(), true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void wholeAnswers(Case row) throws Exception {
        check(row, row.dialect() == GEMINI ? ANTHROPIC : row.dialect(), false);
    }

    /** The same faults, seen through the other dialect: the words differ, the money does not. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void translatedStreams(Case row) throws Exception {
        check(row, row.dialect() == OPENAI ? ANTHROPIC : OPENAI, true);
    }

    @ParameterizedTest
    @CsvSource({"retry-after, 1, PT1S", "retry-after-ms, 300, PT0.3S"})
    void anOverloadedUpstreamIsNotAskedAgainBeforeItWants(String header, String value, Duration wait) throws Exception {
        UpstreamDouble.Lane lane = upstreams.lane(OPENAI);
        lane.then(overloaded(429).header(header, value), Script.events(OpenAiAnswers.stream(USAGE, WORDS)));

        try (WireClient client = WireClient.to(gateway.url())) {
            CallerView seen =
                    CallerView.of(client.send(call(OPENAI, OPENAI, true)).answer());
            assertThat(seen.whole()).isTrue();
        }

        assertThat(lane.received()).hasSize(2);
        assertThat(Duration.ofNanos(lane.received().get(1).arrivedNanos()
                        - lane.received().get(0).arrivedNanos()))
                .isGreaterThanOrEqualTo(wait);
    }

    private void check(Case row, Dialect caller, boolean stream) throws Exception {
        UpstreamDouble.Lane lane = upstreams.lane(row.dialect());
        row.scripts().forEach(lane::then);
        if (row.always() != null) {
            lane.always(row.always());
        }

        CallerView seen;
        try (WireClient client = WireClient.to(gateway.url())) {
            seen = CallerView.of(
                    client.send(call(row.dialect(), caller, stream)).answer());
        }

        row.expected().check(seen, customer.onlyUsage(), caller);
        customer.assertPaid(customer.onlyUsage().costNanos());
    }

    private String call(Dialect upstream, Dialect caller, boolean stream) {
        String path = switch (caller) {
            case OPENAI -> "/v1/chat/completions";
            case ANTHROPIC -> "/v1/messages";
            case GEMINI -> throw new IllegalArgumentException("callers do not speak it");
        };
        String body = "{\"model\":\"" + upstreams.model(upstream) + "\",\"stream\":" + stream
                + ",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"" + "a word ".repeat(60)
                + "\"}]}";
        return WireClient.post(path, customer.secret(), body);
    }

    /** One row of the table. */
    record Case(
            Dialect dialect,
            String upstream,
            List<Script> scripts,
            @Nullable Script always,
            @Nullable Expected result) {

        static Case asked(Dialect dialect, String upstream, Script... scripts) {
            return new Case(dialect, upstream, List.of(scripts), null, null);
        }

        static Case asked(Dialect dialect, String upstream, Always always) {
            return new Case(dialect, upstream, List.of(), always.script(), null);
        }

        Case whole(EndReason end, TokenCounts tokens) {
            return expecting(new Expected(200, TEXT, true, null, end, tokens, false, false));
        }

        Case wholeEstimated(EndReason end) {
            return expecting(new Expected(200, TEXT, true, null, end, null, true, false));
        }

        Case cut(String error, EndReason end) {
            return expecting(new Expected(200, TEXT, false, error, end, null, true, false));
        }

        Case cutReported(String error, EndReason end, TokenCounts tokens) {
            return expecting(new Expected(200, TEXT, false, error, end, tokens, false, false));
        }

        Case cutWithPromptKnown(String error, EndReason end) {
            return expecting(new Expected(200, TEXT, false, error, end, null, true, true));
        }

        Case endedBeforeContent(String error, EndReason end) {
            return expecting(new Expected(200, "", false, error, end, TokenCounts.ZERO, false, false));
        }

        Case refused(int status, String error, EndReason end) {
            return expecting(new Expected(status, "", false, error, end, TokenCounts.ZERO, false, false));
        }

        private Case expecting(Expected expected) {
            return new Case(dialect, upstream, scripts, always, expected);
        }

        Expected expected() {
            if (result == null) {
                throw new IllegalStateException("a row says what is expected");
            }
            return result;
        }

        @Override
        public String toString() {
            return dialect + " upstream " + upstream + " → caller sees " + result;
        }
    }

    private record Always(Script script) {}

    /** What the caller sees, and what is billed. {@code tokens} is null where they are estimated. */
    record Expected(
            int status,
            String text,
            boolean whole,
            @Nullable String error,
            EndReason end,
            @Nullable TokenCounts tokens,
            boolean estimated,
            boolean promptKnown) {

        void check(CallerView seen, UsageRow row, Dialect caller) {
            assertThat(seen.status()).isEqualTo(status);
            assertThat(seen.text()).isEqualTo(text);
            assertThat(seen.whole()).as("the answer was whole").isEqualTo(whole);
            assertThat(seen.error()).isEqualTo(error == null ? null : Words.in(caller, error));
            assertThat(row.end()).isEqualTo(end);
            assertThat(row.httpStatus()).isEqualTo(status);
            assertThat(row.estimated()).as("estimated").isEqualTo(estimated);
            if (tokens != null) {
                assertThat(row.tokens()).isEqualTo(tokens);
            } else {
                assertThat(row.tokens().completion()).as("about 100 tokens").isBetween(60L, 160L);
                assertThat(row.tokens().prompt()).as("tokens of the prompt").isBetween(80L, 180L);
            }
            if (promptKnown) {
                assertThat(row.tokens().prompt()).isEqualTo(120);
            }
            assertThat(row.costNanos()).isEqualTo(Money.costNanos(row.tokens()));
        }

        @Override
        public String toString() {
            return status + (whole ? " whole" : " " + error) + ", billed " + end + " "
                    + (tokens == null ? "estimated" : tokens.prompt() + " + " + tokens.completion());
        }
    }

    /** How the dialects call the same trouble. */
    private enum Words {
        BROKEN("upstream_error", "api_error"),
        TIMEOUT("upstream_timeout", "timeout_error"),
        OVERLOADED("overloaded", "overloaded_error");

        private final String openAi;
        private final String anthropic;

        Words(String openAi, String anthropic) {
            this.openAi = openAi;
            this.anthropic = anthropic;
        }

        static String in(Dialect caller, String either) {
            for (Words words : values()) {
                if (words.openAi.equals(either) || words.anthropic.equals(either)) {
                    return caller == OPENAI ? words.openAi : words.anthropic;
                }
            }
            throw new IllegalArgumentException(either);
        }
    }

    // ---- the rows' scripts

    private static Always always(Script script) {
        return new Always(script);
    }

    private static Script overloaded(int status) {
        return Script.json(status, OpenAiAnswers.error("not now", "server_error", null));
    }

    private static String inBandError() {
        return "data: " + OpenAiAnswers.error("the model fell over", "server_error", null) + "\n\n";
    }

    private static String joined(List<String> events) {
        return String.join("", events);
    }

    private static List<String> plus(List<String> events, String last) {
        List<String> longer = new ArrayList<>(events);
        longer.add(last);
        return longer;
    }

    private static List<String> without(String event, List<String> events) {
        return events.stream().filter(other -> !other.equals(event)).toList();
    }

    /** The usage of less first, then the right one. */
    private static List<String> twice(List<String> stream) {
        List<String> events = new ArrayList<>(stream);
        events.add(events.size() - 2, OpenAiAnswers.usageChunk(LESS));
        return events;
    }

    private static List<String> cumulative() {
        List<String> events = new ArrayList<>();
        for (String event : OpenAiAnswers.stream(USAGE, WORDS)) {
            events.add(event.replace("\"usage\":null", "\"usage\":" + LESS));
        }
        return events;
    }

    private static List<String> usageWithFinish() {
        return List.of(
                joined(OpenAiAnswers.opening(WORDS)),
                OpenAiAnswers.chunk("{}", "stop").replace("\"usage\":null", "\"usage\":" + USAGE),
                OpenAiAnswers.DONE);
    }

    private static List<String> startedTwice() {
        List<String> events = new ArrayList<>(AnthropicAnswers.stream(A_START, A_USAGE, WORDS));
        events.add(0, AnthropicAnswers.start(A_START));
        return events;
    }

    private static List<String> restated() {
        List<String> events = new ArrayList<>(AnthropicAnswers.opening(A_START, WORDS));
        events.add(AnthropicAnswers.blockStop(0));
        events.add(AnthropicAnswers.messageDelta("end_turn", AnthropicAnswers.usage(120, 40)));
        events.add(AnthropicAnswers.messageDelta("end_turn", A_USAGE));
        events.add(AnthropicAnswers.STOP);
        return events;
    }
}
