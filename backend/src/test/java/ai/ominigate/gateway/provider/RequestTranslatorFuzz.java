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
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Any request that the reader lets in, for upstreams of every dialect: what is sent is JSON that asks the upstream's
 * model for what was asked, or the request is refused with a sentence. The first byte of the input chooses the format.
 */
public final class RequestTranslatorFuzz {
    private static final JsonMapper TREE = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Model[] OPENAI = {
        Calls.model("gpt-upstream", Dialect.OPENAI, "https://api.openai.com/v1"),
        Calls.model("other-upstream", Dialect.OPENAI, "https://example.com/v1")
    };
    private static final Model[] ANTHROPIC = {
        Calls.model("claude-opus-4-7", Dialect.ANTHROPIC, "https://api.anthropic.com/v1"),
        Calls.model("claude-3-7-sonnet", Dialect.ANTHROPIC, "https://api.anthropic.com/v1", 8_192)
    };

    private RequestTranslatorFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Format format = Format.values()[(input[0] & 0xFF) % Format.values().length];
        byte[] body = Arrays.copyOfRange(input, 1, input.length);
        RequestPeek peek;
        try {
            peek = RequestReader.read(format, body, body.length);
        } catch (BadRequest e) {
            return;
        }
        for (Model model : OPENAI) {
            translate(format, Dialect.OPENAI, peek, body, model);
        }
        for (Model model : ANTHROPIC) {
            translate(format, Dialect.ANTHROPIC, peek, body, model);
        }
    }

    private static void translate(Format format, Dialect dialect, RequestPeek peek, byte[] body, Model model) {
        Bridge bridge = Bridge.between(format, dialect);
        if (bridge == null) {
            return;
        }
        byte[] sent;
        try {
            sent = bytes(bridge.body(
                    peek, body, body.length, model, model.upstreams().getFirst(), Calls.SAFETY_ID));
        } catch (BadRequest e) {
            assertThat(e.getMessage()).isNotBlank().endsWith(".");
            return;
        }
        JsonNode tree = tree(format, sent);
        assertThat(tree.path("model").textValue())
                .isEqualTo(model.upstreams().getFirst().model());
        assertThat(tree.path("stream").asBoolean()).isEqualTo(peek.stream() || asksForNothing(format, tree));
        if (peek.maxOutput() > 0 && format != Format.OPENAI_EMBEDDINGS) {
            assertThat(most(bridge, tree)).isEqualTo(peek.maxOutput());
        }
        if (dialect == Dialect.OPENAI && peek.stream()) {
            assertThat(tree.at("/stream_options/include_usage").asBoolean()).isTrue();
        }
    }

    /** The bound on the answer that the upstream is told; one dialect's own field means nothing in the other. */
    private static long most(Bridge bridge, JsonNode tree) {
        long most = tree.path("max_tokens").asLong();
        boolean isChat = bridge instanceof OpenAiChat || bridge instanceof MessagesOverChat;
        return isChat ? Math.max(most, tree.path("max_completion_tokens").asLong()) : most;
    }

    /** Embeddings are never streamed, whatever a field of that name says. */
    private static boolean asksForNothing(Format format, JsonNode tree) {
        return format == Format.OPENAI_EMBEDDINGS && tree.path("stream").asBoolean();
    }

    static byte[] bytes(UpstreamBody body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (UpstreamBody.Piece piece : body.pieces()) {
            whole.write(piece.bytes(), piece.from(), piece.to() - piece.from());
        }
        assertThat(whole.size()).isEqualTo(body.length());
        return whole.toByteArray();
    }

    /** Fields of ours that come twice would mean one thing to us and another to the upstream. */
    private static JsonNode tree(Format format, byte[] json) {
        try {
            Set<String> names = new HashSet<>();
            try (JsonParser parser = TREE.getFactory().createParser(json)) {
                parser.nextToken();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    boolean ours =
                            Set.of("model", "stream", "messages", "max_tokens").contains(name)
                                    || name.equals(format == Format.ANTHROPIC_MESSAGES ? "metadata" : "stream_options");
                    assertThat(names.add(name) || !ours).as(name).isTrue();
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
            return requireNonNull(TREE.readTree(json));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
