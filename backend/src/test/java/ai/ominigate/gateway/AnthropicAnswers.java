package ai.ominigate.gateway;

import static ai.ominigate.gateway.OpenAiAnswers.quoted;

import java.util.ArrayList;
import java.util.List;

/** Answers as Anthropic's API gives them, in pieces that tests put together. */
public final class AnthropicAnswers {
    static final String ID = "msg_upstream_1";
    static final String STOP = event("message_stop", "{\"type\":\"message_stop\"}");
    static final String PING = event("ping", "{\"type\":\"ping\"}");

    /** Two tool calls side by side. */
    static final String TWO_TOOL_CALLS = """
            {"type":"tool_use","id":"toolu_a","name":"weather","input":{"city":"Oslo"}},\
            {"type":"tool_use","id":"toolu_b","name":"weather","input":{"city":"Turin"}}""";

    private AnthropicAnswers() {}

    static String usage(int input, int output) {
        return usage(input, 0, 0, output);
    }

    /** Anthropic's cache tokens come on top of its input tokens. */
    public static String usage(int input, int cacheWrite, int cacheRead, int output) {
        return """
                {"input_tokens":%d,"cache_creation_input_tokens":%d,"cache_read_input_tokens":%d,\
                "output_tokens":%d}""".formatted(input, cacheWrite, cacheRead, output);
    }

    /** A whole answer of text. */
    public static String text(String text, String usage) {
        return whole("{\"type\":\"text\",\"text\":" + quoted(text) + "}", "end_turn", usage);
    }

    static String whole(String blocks, String stopReason, String usage) {
        return """
                {"id":"%s","type":"message","role":"assistant","model":"upstream-model","content":[%s],\
                "stop_reason":"%s","stop_sequence":null,"usage":%s}""".formatted(ID, blocks, stopReason, usage);
    }

    /** The first event of a stream. */
    static String start(String usage) {
        return event("message_start", """
                {"type":"message_start","message":{"id":"%s","type":"message","role":"assistant",\
                "model":"upstream-model","content":[],"stop_reason":null,"stop_sequence":null,"usage":%s}}""".formatted(ID, usage));
    }

    static String blockStart(int index, String block) {
        return event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}");
    }

    static String blockDelta(int index, String delta) {
        return event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}");
    }

    static String textDelta(int index, String text) {
        return blockDelta(index, "{\"type\":\"text_delta\",\"text\":" + quoted(text) + "}");
    }

    static String blockStop(int index) {
        return event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}");
    }

    /** The event with which a stream tells why it stops and what it used in all. */
    static String messageDelta(String stopReason, String usage) {
        return event(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + stopReason
                        + "\",\"stop_sequence\":null},\"usage\":" + usage + "}");
    }

    /** A whole stream of words. */
    public static List<String> stream(String startUsage, String endUsage, String... words) {
        List<String> events = new ArrayList<>(opening(startUsage, words));
        events.add(blockStop(0));
        events.add(messageDelta("end_turn", endUsage));
        events.add(STOP);
        return events;
    }

    /** A stream of words that has not ended yet. */
    static List<String> opening(String startUsage, String... words) {
        List<String> events = new ArrayList<>();
        events.add(start(startUsage));
        events.add(blockStart(0, "{\"type\":\"text\",\"text\":\"\"}"));
        events.add(PING);
        for (String word : words) {
            events.add(textDelta(0, word));
        }
        return events;
    }

    /** Two tool calls with their arguments in pieces. */
    static List<String> streamOfTwoToolCalls(String startUsage, String endUsage) {
        List<String> events = new ArrayList<>();
        events.add(start(startUsage));
        addToolCall(events, 0, "toolu_a", "{\"ci", "ty\":\"Oslo\"}");
        addToolCall(events, 1, "toolu_b", "{\"city\":\"Tu", "rin\"}");
        events.add(messageDelta("tool_use", endUsage));
        events.add(STOP);
        return events;
    }

    private static void addToolCall(List<String> events, int index, String id, String... pieces) {
        events.add(
                blockStart(index, "{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"weather\",\"input\":{}}"));
        for (String piece : pieces) {
            events.add(blockDelta(index, "{\"type\":\"input_json_delta\",\"partial_json\":" + quoted(piece) + "}"));
        }
        events.add(blockStop(index));
    }

    /** Thought first, then an answer. */
    static List<String> streamWithThinking(String startUsage, String endUsage, String thought, String answer) {
        return List.of(
                start(startUsage),
                blockStart(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
                blockDelta(0, "{\"type\":\"thinking_delta\",\"thinking\":" + quoted(thought) + "}"),
                blockDelta(0, "{\"type\":\"signature_delta\",\"signature\":\"c2lnbmVk\"}"),
                blockStop(0),
                blockStart(1, "{\"type\":\"text\",\"text\":\"\"}"),
                textDelta(1, answer),
                blockStop(1),
                messageDelta("end_turn", endUsage),
                STOP);
    }

    static String errorEvent(String type, String message) {
        return event("error", error(type, message));
    }

    /** An error of Anthropic's. */
    public static String error(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":" + quoted(message) + "}}";
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
