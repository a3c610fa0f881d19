package ai.ominigate.gateway.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import ai.ominigate.gateway.wire.RequestReader;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;

/**
 * Any request for a model of Google's, and any bytes as what it answers. The first byte of the input chooses which: above
 * 127 a request in one of the formats, below it an answer as in {@link AnswerTranslatorFuzz}.
 */
public final class GeminiTranslatorFuzz {
    private static final String GOOGLE = "https://generativelanguage.googleapis.com/v1beta";

    private static final JsonMapper TREE = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Model[] MODELS = {
        Calls.model("gemini-2.5-flash", Dialect.GEMINI, GOOGLE), Calls.model("gemini-3-pro", Dialect.GEMINI, GOOGLE)
    };
    private static final AnswerTranslatorFuzz.Way CHAT = AnswerTranslatorFuzz.way(Format.OPENAI_CHAT, Dialect.GEMINI);
    private static final AnswerTranslatorFuzz.Way MESSAGES =
            AnswerTranslatorFuzz.way(Format.ANTHROPIC_MESSAGES, Dialect.GEMINI);

    private GeminiTranslatorFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        if (input[0] < 0) {
            request(
                    Format.values()[(input[0] & 0x7F) % Format.values().length],
                    Arrays.copyOfRange(input, 1, input.length));
        } else {
            AnswerTranslatorFuzz.run((input[0] & 1) == 0 ? CHAT : MESSAGES, input);
        }
    }

    private static void request(Format format, byte[] body) {
        RequestPeek peek;
        try {
            peek = RequestReader.read(format, body, body.length);
        } catch (BadRequest e) {
            return;
        }
        for (Model model : MODELS) {
            try {
                Bridge bridge = requireNonNull(Bridge.between(format, Dialect.GEMINI));
                UpstreamBody sent = bridge.body(
                        peek, body, body.length, model, model.upstreams().getFirst(), Calls.SAFETY_ID);
                assertAsked(format, peek, tree(RequestTranslatorFuzz.bytes(sent)));
            } catch (BadRequest e) {
                assertThat(e.getMessage()).isNotBlank().endsWith(".");
            }
        }
    }

    private static void assertAsked(Format format, RequestPeek peek, JsonNode sent) {
        if (format == Format.OPENAI_EMBEDDINGS) {
            assertThat(sent.path("requests").isArray()).isTrue();
            return;
        }
        assertThat(sent.path("contents").isArray()).isTrue();
        if (peek.maxOutput() > 0) {
            assertThat(sent.at("/generationConfig/maxOutputTokens").asLong()).isEqualTo(peek.maxOutput());
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return requireNonNull(TREE.readTree(json));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
