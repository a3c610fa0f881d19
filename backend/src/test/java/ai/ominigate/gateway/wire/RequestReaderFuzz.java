package ai.ominigate.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes as a request: what the one-pass reader says of it is what a tree says of it, or the request is refused with
 * a sentence. The first byte of the input chooses the format.
 */
public final class RequestReaderFuzz {
    private static final JsonMapper TREE = JsonMapper.builder(Json.FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RequestReaderFuzz() {}

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
            assertThat(e.getMessage()).isNotBlank().endsWith(".");
            if (String.valueOf(e.getMessage()).contains("not valid JSON")) {
                assertThat(tree(body)).isNull();
            }
            return;
        }
        JsonNode tree = tree(body);
        assertThat(tree).as("what was read is JSON").isNotNull();
        assertThat(isUtf8(body)).isTrue();
        compare(format, peek, tree, body);
    }

    private static void compare(Format format, RequestPeek peek, JsonNode tree, byte[] body) {
        assertThat(peek.model()).isNotEmpty().isEqualTo(tree.path("model").textValue());
        RequestPeek.OwnedFields at = peek.edits();
        assertThat(value(body, at.modelFrom(), at.modelTo())).isEqualTo(tree.get("model"));
        assertThat((char) body[at.objectEnd()]).isEqualTo('}');
        if (format == Format.OPENAI_EMBEDDINGS) {
            assertThat(peek.stream()).isFalse();
            return;
        }
        assertThat(peek.stream()).isEqualTo(tree.path("stream").asBoolean());
        long most = tree.path("max_tokens").asLong(-1);
        if (format == Format.OPENAI_CHAT) {
            most = Math.max(most, tree.path("max_completion_tokens").asLong(-1));
            assertThat(peek.choices()).isEqualTo(tree.path("n").asInt(1));
            assertThat(peek.includeUsage())
                    .isEqualTo(tree.at("/stream_options/include_usage").asBoolean());
            assertThat(value(body, at.streamOptionsFrom(), at.streamOptionsTo()))
                    .isEqualTo(tree.get("stream_options"));
            assertThat(value(body, at.userFrom(), at.userTo())).isEqualTo(tree.get("user"));
        } else {
            assertThat(value(body, at.metadataFrom(), at.metadataTo())).isEqualTo(tree.get("metadata"));
        }
        assertThat(peek.maxOutput()).isEqualTo(most);
        for (String once : List.of("model", "stream", "messages", "max_tokens", "tools")) {
            assertThat(count(body, once)).as(once).isLessThanOrEqualTo(1);
        }
        assertNoServerTools(format, tree);
    }

    /** What costs by use must not come through, however it is spelt. */
    private static void assertNoServerTools(Format format, JsonNode tree) {
        Set<String> types = new HashSet<>();
        tree.path("tools").forEach(tool -> types.add(tool.path("type").asText()));
        assertThat(types)
                .noneMatch(type -> type.startsWith(format == Format.OPENAI_CHAT ? "web_search" : "code_execution_"));
    }

    private static @Nullable JsonNode tree(byte[] body) {
        try {
            return TREE.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable JsonNode value(byte[] body, int from, int to) {
        return from < 0 ? null : tree(Arrays.copyOfRange(body, from, to));
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static int count(byte[] body, String name) {
        int count = 0;
        try (JsonParser parser = Json.FACTORY.createParser(body)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.FIELD_NAME
                        && depth == 1
                        && parser.currentName().equals(name)) {
                    count++;
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return count;
    }
}
