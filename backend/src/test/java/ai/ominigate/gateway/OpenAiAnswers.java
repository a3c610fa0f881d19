package ai.ominigate.gateway;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as OpenAI's API gives them, in pieces that tests put together. */
public final class OpenAiAnswers {
    static final String ID = "chatcmpl-upstream-1";
    static final String DONE = "data: [DONE]\n\n";

    /** Two tool calls side by side. */
    static final String TWO_TOOL_CALLS = """
            {"role":"assistant","content":null,"tool_calls":[\
            {"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}},\
            {"id":"call_b","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Turin\\"}"}}]}""";

    private static final String HEAD = "\"created\":1790000000,\"model\":\"upstream-model\"";

    private OpenAiAnswers() {}

    static String usage(int prompt, int completion) {
        return usage(prompt, 0, completion, 0);
    }

    /** OpenAI's cached tokens are part of the prompt, its reasoning tokens part of the completion. */
    public static String usage(int prompt, int cached, int completion, int reasoning) {
        return """
                {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
                "prompt_tokens_details":{"cached_tokens":%d,"audio_tokens":0},\
                "completion_tokens_details":{"reasoning_tokens":%d,"audio_tokens":0}}""".formatted(prompt, completion, prompt + completion, cached, reasoning);
    }

    /** A whole answer of text. */
    public static String text(String text, @Nullable String usage) {
        return whole("{\"role\":\"assistant\",\"content\":" + quoted(text) + ",\"refusal\":null}", "stop", usage);
    }

    static String whole(String message, String finish, @Nullable String usage) {
        return """
                {"id":"%s","object":"chat.completion",%s,"choices":[{"index":0,"message":%s,"logprobs":null,\
                "finish_reason":"%s"}]%s}""".formatted(ID, HEAD, message, finish, usage == null ? "" : ",\"usage\":" + usage);
    }

    static String embeddings(int promptTokens) {
        return """
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],\
                "model":"upstream-model","usage":{"prompt_tokens":%d,"total_tokens":%d}}""".formatted(promptTokens, promptTokens);
    }

    /** One event of a stream. */
    static String chunk(String delta, @Nullable String finish) {
        return """
                data: {"id":"%s","object":"chat.completion.chunk",%s,"choices":[{"index":0,"delta":%s,\
                "logprobs":null,"finish_reason":%s}],"usage":null}

                """.formatted(ID, HEAD, delta, finish == null ? "null" : quoted(finish));
    }

    static String textChunk(String text) {
        return chunk("{\"content\":" + quoted(text) + "}", null);
    }

    /** The event with which a stream tells its usage. */
    static String usageChunk(String usage) {
        return """
                data: {"id":"%s","object":"chat.completion.chunk",%s,"choices":[],"usage":%s}

                """.formatted(ID, HEAD, usage);
    }

    /** A whole stream of words; without a usage event if {@code usage} is null. */
    public static List<String> stream(@Nullable String usage, String... words) {
        List<String> events = new ArrayList<>(opening(words));
        events.add(chunk("{}", "stop"));
        if (usage != null) {
            events.add(usageChunk(usage));
        }
        events.add(DONE);
        return events;
    }

    /** A stream of words that has not ended yet. */
    static List<String> opening(String... words) {
        List<String> events = new ArrayList<>();
        events.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", null));
        for (String word : words) {
            events.add(textChunk(word));
        }
        return events;
    }

    /** Two tool calls whose arguments arrive in turns. */
    static List<String> streamOfTwoToolCalls(String usage) {
        return List.of(
                chunk("{\"role\":\"assistant\",\"content\":null}", null),
                toolStart(0, "call_a"),
                toolArguments(0, "{\"ci"),
                toolStart(1, "call_b"),
                toolArguments(1, "{\"city\":\"Tu"),
                toolArguments(0, "ty\":\"Oslo\"}"),
                toolArguments(1, "rin\"}"),
                chunk("{}", "tool_calls"),
                usageChunk(usage),
                DONE);
    }

    private static String toolStart(int index, String id) {
        return chunk("""
                {"tool_calls":[{"index":%d,"id":"%s","type":"function",\
                "function":{"name":"weather","arguments":""}}]}""".formatted(index, id), null);
    }

    private static String toolArguments(int index, String piece) {
        return chunk(
                "{\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":" + quoted(piece) + "}}]}",
                null);
    }

    /** An error of OpenAI's. */
    public static String error(String message, String type, @Nullable String code) {
        return "{\"error\":{\"message\":" + quoted(message) + ",\"type\":" + quoted(type) + ",\"param\":null,\"code\":"
                + (code == null ? "null" : quoted(code)) + "}}";
    }

    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
