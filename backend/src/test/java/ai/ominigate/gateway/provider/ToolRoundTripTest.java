package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is said of tools survives a translation there and back. */
class ToolRoundTripTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Model CLAUDE = Calls.model("claude", Dialect.ANTHROPIC, "https://example.com/v1");
    private static final Model GEMINI = Calls.model("gemini-3-pro", Dialect.GEMINI, "https://example.com/v1");
    private static final Model GPT = Calls.model("gpt", Dialect.OPENAI, "https://example.com/v1");

    @Property(tries = 300)
    void chatToMessagesAndBack(@ForAll long seed) throws Exception {
        JsonNode chat = chatRequest(new Random(seed));

        String messages = sent(Format.OPENAI_CHAT, Dialect.ANTHROPIC, chat.toString(), CLAUDE);
        JsonNode back = JSON.readTree(sent(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI, messages, GPT));

        assertThat(back.path("tools")).isEqualTo(chat.path("tools"));
        assertThat(calls(back)).isEqualTo(calls(chat));
        assertThat(results(back)).isEqualTo(results(chat));
    }

    @Property(tries = 300)
    void bothFormatsTellGeminiTheSame(@ForAll long seed) throws Exception {
        String chat = chatRequest(new Random(seed)).toString();
        String messages = sent(Format.OPENAI_CHAT, Dialect.ANTHROPIC, chat, CLAUDE);

        JsonNode ofChat = JSON.readTree(sent(Format.OPENAI_CHAT, Dialect.GEMINI, chat, GEMINI));
        JsonNode ofMessages = JSON.readTree(sent(Format.ANTHROPIC_MESSAGES, Dialect.GEMINI, messages, GEMINI));

        assertThat(ofMessages.path("contents")).isEqualTo(ofChat.path("contents"));
        assertThat(ofMessages.path("tools")).isEqualTo(ofChat.path("tools"));
    }

    @Property(tries = 1_000)
    void mutatedRequestsAreTranslatedOrRefusedAndNothingElse(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        String chat = chatRequest(random).toString();
        boolean fromChat = random.nextBoolean();
        String original = fromChat ? chat : sent(Format.OPENAI_CHAT, Dialect.ANTHROPIC, chat, CLAUDE);
        byte[] body = original.getBytes(UTF_8);
        String alphabet = "{}[]\",:0n\\ abt";
        for (int i = random.nextInt(3); i >= 0; i--) {
            body[random.nextInt(body.length)] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        Format format = fromChat ? Format.OPENAI_CHAT : Format.ANTHROPIC_MESSAGES;
        boolean toGemini = random.nextBoolean();
        Dialect dialect = toGemini ? Dialect.GEMINI : fromChat ? Dialect.ANTHROPIC : Dialect.OPENAI;

        try {
            String sent = sent(format, dialect, new String(body, UTF_8), toGemini ? GEMINI : fromChat ? CLAUDE : GPT);
            assertThat(JSON.readTree(sent).isObject()).isTrue();
        } catch (BadRequest e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static String sent(Format format, Dialect dialect, String body, Model model) throws BadRequest {
        return Calls.sent(requireNonNull(Bridge.between(format, dialect)), format, body, model);
    }

    private static ArrayNode calls(JsonNode chat) throws Exception {
        ArrayNode all = JSON.createArrayNode();
        for (JsonNode message : chat.path("messages")) {
            for (JsonNode call : message.path("tool_calls")) {
                all.addObject()
                        .put("id", call.path("id").asText())
                        .put("name", call.at("/function/name").asText())
                        .set(
                                "arguments",
                                JSON.readTree(call.at("/function/arguments").asText()));
            }
        }
        return all;
    }

    private static ArrayNode results(JsonNode chat) {
        ArrayNode all = JSON.createArrayNode();
        for (JsonNode message : chat.path("messages")) {
            if (message.path("role").asText().equals("tool")) {
                all.addObject()
                        .put("id", message.path("tool_call_id").asText())
                        .put("content", message.path("content").asText());
            }
        }
        return all;
    }

    private static ObjectNode chatRequest(Random random) {
        ObjectNode chat = JSON.createObjectNode().put("model", "m");
        ArrayNode tools = chat.putArray("tools");
        for (int i = random.nextInt(3); i >= 0; i--) {
            ObjectNode function = tools.addObject().put("type", "function").putObject("function");
            function.put("name", "f" + i).put("description", text(random));
            function.putObject("parameters").put("type", "object").set("x", value(random, 2));
        }
        ArrayNode messages = chat.putArray("messages");
        messages.addObject().put("role", "user").put("content", "x" + text(random));
        for (int round = random.nextInt(3); round >= 0; round--) {
            ObjectNode assistant = messages.addObject().put("role", "assistant");
            assistant.put("content", text(random));
            ArrayNode calls = assistant.putArray("tool_calls");
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                ObjectNode arguments = JSON.createObjectNode();
                arguments.set(text(random), value(random, 2));
                ObjectNode call =
                        calls.addObject().put("id", "call_" + round + i).put("type", "function");
                call.putObject("function").put("name", "f0").put("arguments", arguments.toString());
            }
            for (int i = 0; i < count; i++) {
                messages.addObject()
                        .put("role", "tool")
                        .put("tool_call_id", "call_" + round + i)
                        .put("content", text(random));
            }
        }
        return chat;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 0 -> JSON.getNodeFactory().textNode(text(random));
            case 1 -> JSON.getNodeFactory().numberNode(random.nextInt());
            case 2 -> JSON.createArrayNode().add(value(random, depth - 1)).add(text(random));
            default -> {
                ObjectNode object = JSON.createObjectNode();
                object.set(text(random), value(random, depth - 1));
                yield object;
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
}
