package ai.ominigate.gateway.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.gateway.wire.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SameDialectRequestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Model AT_OPENAI = Calls.model("gpt-é", Dialect.OPENAI, "https://api.openai.com/v1");
    private static final Model ELSEWHERE = Calls.model("gpt-é", Dialect.OPENAI, "https://notopenai.com/v1");
    private static final Model AT_ANTHROPIC = Calls.model("claude", Dialect.ANTHROPIC, "https://api.anthropic.com/v1");

    @Test
    void onlyTheModelsNameChangesWhereNothingElseIsOurs() throws Exception {
        assertThat(chat("{ \"model\" :\"m\" , \"x\":[ 1.50 ],\"messages\":[{\"role\":\"user\"}] }\n", ELSEWHERE))
                .isEqualTo("{ \"model\" :\"gpt-é\" , \"x\":[ 1.50 ],\"messages\":[{\"role\":\"user\"}] }\n");
    }

    @Test
    void streamsReportTheirUsageWhateverTheCallerAskedFor() throws Exception {
        assertThat(chat("{\"model\":\"m\",\"stream\":true,\"messages\":[{}]}", ELSEWHERE))
                .isEqualTo("{\"model\":\"gpt-é\",\"stream\":true,\"messages\":[{}],"
                        + "\"stream_options\":{\"include_usage\":true}}");
        assertThat(chat("{\"model\":\"m\",\"stream\":true,\"stream_options\":null,\"messages\":[{}]}", ELSEWHERE))
                .isEqualTo("{\"model\":\"gpt-é\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"messages\":[{}]}");
        assertThat(chat(
                        "{\"stream_options\":{\"include_usage\":false,\"include_obfuscation\":false},"
                                + "\"model\":\"m\",\"stream\":true,\"messages\":[{}]}",
                        ELSEWHERE))
                .isEqualTo("{\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":true},"
                        + "\"model\":\"gpt-é\",\"stream\":true,\"messages\":[{}]}");
    }

    @Test
    void theSafetyIdentifierIsOursAtOpenAiAndTheUserTheCallersOwn() throws Exception {
        assertThat(chat("{\"model\":\"m\",\"user\":\"u\",\"safety_identifier\":\"fake\",\"messages\":[{}]}", AT_OPENAI))
                .isEqualTo(
                        "{\"model\":\"gpt-é\",\"user\":\"u\",\"safety_identifier\":\"acct_5f3a\",\"messages\":[{}]}");
        assertThat(chat("{\"model\":\"m\",\"messages\":[{}]}", AT_OPENAI))
                .isEqualTo("{\"model\":\"gpt-é\",\"messages\":[{}],\"safety_identifier\":\"acct_5f3a\"}");
    }

    @Test
    void anthropicsUserIdIsOursWithinTheCallersMetadata() throws Exception {
        assertThat(messages("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{}]}"))
                .isEqualTo("{\"model\":\"claude\",\"max_tokens\":1,\"messages\":[{}],"
                        + "\"metadata\":{\"user_id\":\"acct_5f3a\"}}");
        assertThat(messages("{\"metadata\":{\"user_id\":\"fake\",\"a\":{\"b\":1.0}},\"model\":\"m\",\"max_tokens\":1,"
                        + "\"messages\":[{}]}"))
                .isEqualTo("{\"metadata\":{\"a\":{\"b\":1.0},\"user_id\":\"acct_5f3a\"},\"model\":\"claude\","
                        + "\"max_tokens\":1,\"messages\":[{}]}");
        assertThat(messages("{\"metadata\":null,\"model\":\"m\",\"max_tokens\":1,\"messages\":[{}]}"))
                .isEqualTo("{\"metadata\":{\"user_id\":\"acct_5f3a\"},\"model\":\"claude\",\"max_tokens\":1,"
                        + "\"messages\":[{}]}");
    }

    @Test
    void embeddingsChangeTheirModelOnly() throws Exception {
        Bridge bridge = requireNonNull(Bridge.between(Format.OPENAI_EMBEDDINGS, Dialect.OPENAI));

        assertThat(bridge.path(
                        Calls.peek(Format.OPENAI_EMBEDDINGS, "{\"input\":\"é\",\"model\":\"m\"}"),
                        AT_OPENAI.upstreams().getFirst()))
                .isEqualTo("/embeddings");
        assertThat(Calls.sent(bridge, Format.OPENAI_EMBEDDINGS, "{\"input\":\"é\",\"model\":\"m\"}", AT_OPENAI))
                .isEqualTo("{\"input\":\"é\",\"model\":\"gpt-é\"}");
    }

    @Test
    void noUpstreamOfAnthropicsDialectServesEmbeddings() {
        assertThat(Bridge.between(Format.OPENAI_EMBEDDINGS, Dialect.ANTHROPIC)).isNull();
    }

    @Test
    void eachDialectGetsOurCredentialInItsOwnHeader() {
        assertThat(headers(Format.OPENAI_CHAT, Dialect.OPENAI, Map.of("anthropic-beta", "context-1m-2025-08-07")))
                .isEqualTo(Map.of("authorization", "Bearer sk-secret"));
        assertThat(headers(Format.ANTHROPIC_MESSAGES, Dialect.ANTHROPIC, Map.of()))
                .isEqualTo(Map.of("x-api-key", "sk-secret", "anthropic-version", "2023-06-01"));
        for (Format format : Format.values()) {
            assertThat(headers(format, Dialect.GEMINI, Map.of("anthropic-beta", "context-1m-2025-08-07")))
                    .isEqualTo(Map.of("x-goog-api-key", "sk-secret"));
        }
    }

    @Test
    void onlyBetasThatChangeHowTheModelIsUsedGoOn() {
        Map<String, String> headers = headers(
                Format.ANTHROPIC_MESSAGES,
                Dialect.ANTHROPIC,
                Map.of(
                        "anthropic-beta",
                        "context-1m-2025-08-07, files-api-2025-04-14,interleaved-thinking-2025-05-14,"
                                + "fast-mode-2026-02-01,context-1m-\r\nx: y"));

        assertThat(headers).containsEntry("anthropic-beta", "context-1m-2025-08-07,interleaved-thinking-2025-05-14");
    }

    @Property(tries = 300)
    void aSpliceEqualsTheEditOfATree(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        ObjectNode chat = request(random, Format.OPENAI_CHAT);
        ObjectNode messages = request(random, Format.ANTHROPIC_MESSAGES);

        String sentChat = chat(write(chat, random), AT_OPENAI);
        String sentMessages = messages(write(messages, random));

        chat.put("model", "gpt-é").put("safety_identifier", Calls.SAFETY_ID);
        if (chat.path("stream").asBoolean()) {
            ObjectNode options =
                    chat.path("stream_options") instanceof ObjectNode o ? o : chat.putObject("stream_options");
            options.put("include_usage", true);
        }
        messages.put("model", "claude");
        ObjectNode metadata = messages.path("metadata") instanceof ObjectNode o ? o : messages.putObject("metadata");
        metadata.put("user_id", Calls.SAFETY_ID);
        assertThat(JSON.readTree(sentChat)).isEqualTo(chat);
        assertThat(JSON.readTree(sentMessages)).isEqualTo(messages);
    }

    private static String write(ObjectNode request, Random random) throws Exception {
        return random.nextBoolean()
                ? JSON.writeValueAsString(request)
                : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(request);
    }

    private static ObjectNode request(Random random, Format format) {
        ObjectNode all = JSON.createObjectNode();
        all.put("model", text(random) + "m");
        all.putArray("messages").addObject().put("content", text(random));
        all.put("max_tokens", 1 + random.nextInt(100));
        boolean stream = random.nextBoolean();
        all.put("stream", stream);
        for (int i = random.nextInt(4); i > 0; i--) {
            all.set("x" + i, value(random, 3));
        }
        if (format == Format.ANTHROPIC_MESSAGES && random.nextBoolean()) {
            all.putObject("metadata").put(random.nextBoolean() ? "user_id" : "é\"", text(random));
        }
        if (format == Format.OPENAI_CHAT && random.nextBoolean()) {
            all.put("safety_identifier", text(random));
        }
        if (format == Format.OPENAI_CHAT && stream && random.nextBoolean()) {
            all.putObject("stream_options")
                    .put("include_usage", random.nextBoolean())
                    .set("o", value(random, 2));
        }
        List<String> names = new ArrayList<>();
        all.fieldNames().forEachRemaining(names::add);
        Collections.shuffle(names, random);
        ObjectNode shuffled = JSON.createObjectNode();
        names.forEach(name -> shuffled.set(name, all.get(name)));
        return shuffled;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 0 -> JSON.getNodeFactory().textNode(text(random));
            case 1 -> JSON.getNodeFactory().numberNode(random.nextInt());
            case 2 -> JSON.createArrayNode().add(value(random, depth - 1)).add(text(random));
            default -> {
                ObjectNode object = JSON.createObjectNode();
                object.set("model", value(random, depth - 1));
                yield object.put("user_id", text(random));
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(List.of("a", "\"", "\\", "}", "é", "漢", "😀", "\n", "\u0001", "{")
                    .get(random.nextInt(10)));
        }
        return text.toString();
    }

    private static Map<String, String> headers(Format format, Dialect dialect, Map<String, String> callers) {
        Map<String, String> headers = new TreeMap<>();
        Bridge bridge = requireNonNull(Bridge.between(format, dialect));
        bridge.headers(AT_OPENAI.upstreams().getFirst().provider(), callers::get, headers::put);
        return headers;
    }

    private static String chat(String body, Model model) throws Exception {
        return Calls.sent(
                requireNonNull(Bridge.between(Format.OPENAI_CHAT, Dialect.OPENAI)), Format.OPENAI_CHAT, body, model);
    }

    private static String messages(String body) throws Exception {
        return Calls.sent(
                requireNonNull(Bridge.between(Format.ANTHROPIC_MESSAGES, Dialect.ANTHROPIC)),
                Format.ANTHROPIC_MESSAGES,
                body,
                AT_ANTHROPIC);
    }
}
