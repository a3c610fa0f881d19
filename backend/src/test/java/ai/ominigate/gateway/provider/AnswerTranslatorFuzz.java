package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Caller;
import ai.ominigate.gateway.wire.Cost;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Any bytes as what an upstream answers, whole, streamed or as an error: the caller gets JSON, in whole events, or the
 * answer counts as broken. The first byte of the input chooses the bridge and the kind, the second the chunks.
 */
public final class AnswerTranslatorFuzz {
    private static final JsonMapper TREE = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2_000)
                            .maxNumberLength(100_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A caller's format and an upstream's dialect. */
    record Way(Bridge bridge, RequestPeek peek, Model model) {}

    private static final Way[] WAYS = {
        way(Format.OPENAI_CHAT, Dialect.OPENAI),
        way(Format.OPENAI_CHAT, Dialect.ANTHROPIC),
        way(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI),
        way(Format.ANTHROPIC_MESSAGES, Dialect.ANTHROPIC)
    };
    private static final int[] STATUSES = {400, 404, 413, 422, 429, 500, 503, 529};

    private AnswerTranslatorFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length >= 2) {
            run(WAYS[input[0] & 3], input);
        }
    }

    /** What comes back this way, of the kind that the first byte says. */
    static void run(Way way, byte[] input) {
        byte[] answer = Arrays.copyOfRange(input, 2, input.length);
        switch ((input[0] & 0xFF) >> 2 & 3) {
            case 0 -> whole(way, answer);
            case 1 -> error(way, answer, STATUSES[input[1] & 7]);
            default -> stream(way, answer, input[1]);
        }
    }

    private static void whole(Way way, byte[] body) {
        Answer answer;
        try {
            answer = way.bridge.answer(body, body.length, way.peek);
        } catch (BrokenAnswer e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        assertThat(answer.estimatedOutput()).isNotNegative();
        if (answer.error() != null || !isJson(body)) {
            return; // not told to the caller, or on its own head
        }
        tree(answer.body());
        if (answer.costAt() >= 0) {
            ByteArrayOutputStream priced = new ByteArrayOutputStream();
            priced.write(answer.body(), 0, answer.costAt());
            priced.writeBytes(Cost.field(1_234_567));
            priced.write(answer.body(), answer.costAt(), answer.body().length - answer.costAt());
            assertThat(tree(priced.toByteArray()).findValuesAsText("cost")).contains("0.001234567");
        }
    }

    private static void error(Way way, byte[] body, int status) {
        UpstreamError told = way.bridge.error(status, body, body.length, "id");
        assertThat(told.status()).isBetween(400, 599);
        if (isText(body)) {
            assertThat(tree(told.body()).has("error")).isTrue();
        }
    }

    private static void stream(Way way, byte[] bytes, byte seed) {
        AnswerStream stream = way.bridge.stream(way.peek, way.model);
        Caller caller = new Caller();
        try {
            feed(stream, caller, bytes, seed);
            stream.finish(caller);
        } catch (BrokenAnswer e) {
            assertThat(e.getMessage()).isNotBlank();
            stream.fail("upstream_error", "It broke.", caller);
            assertTold(way, bytes, caller);
            return;
        }
        assertThat(stream.estimatedOutput()).isNotNegative();
        if (stream.upstreamError() == null && stream.complete()) {
            stream.release(1_234_567, caller);
        } else {
            stream.fail("upstream_error", "It ended early.", caller);
        }
        assertTold(way, bytes, caller);
    }

    private static void feed(AnswerStream stream, Caller caller, byte[] bytes, byte seed) throws BrokenAnswer {
        Random random = new Random(seed);
        int longest = 1 << (seed & 7);
        for (int from = 0; from < bytes.length && !stream.complete() && stream.upstreamError() == null; ) {
            int to = seed == 0 ? bytes.length : Math.min(bytes.length, from + random.nextInt(longest + 1));
            caller.feed(stream, Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
    }

    /** Where the bytes are the provider's own they may hold several lines of data; elsewhere each event is one line of JSON. */
    private static void assertTold(Way way, byte[] sent, Caller caller) {
        boolean translated = !(way.bridge instanceof OpenAiChat || way.bridge instanceof AnthropicMessages);
        if (!translated || !isText(sent)) {
            return;
        }
        assertThat(caller.received()).endsWith("\n\n");
        for (String line : caller.received().split("\n")) {
            if (line.startsWith("data: ") && !line.equals("data: [DONE]")) {
                assertThat(tree(line.substring("data: ".length()).getBytes(UTF_8))
                                .isObject())
                        .isTrue();
            } else {
                assertThat(line).matches("|: .*|event: [a-z_]+|data: \\[DONE]");
            }
        }
    }

    static Way way(Format format, Dialect dialect) {
        String body =
                "{\"model\":\"m\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}";
        try {
            return new Way(
                    requireNonNull(Bridge.between(format, dialect)),
                    Calls.peek(format, body),
                    Calls.model("upstream", dialect, "https://example.com/v1"));
        } catch (BadRequest e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return TREE.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(new String(json, UTF_8), e);
        }
    }

    /** Whether another parser than ours takes it, which knows no half of a surrogate pair. */
    private static boolean isJson(byte[] body) {
        try {
            return isText(body) && TREE.readTree(body) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isText(byte[] bytes) {
        try {
            return !UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .toLowerCase(Locale.ROOT)
                    .contains("\\ud");
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
