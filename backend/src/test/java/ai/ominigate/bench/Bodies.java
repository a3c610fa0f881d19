package ai.ominigate.bench;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is said in a call: a conversation of 2 KB, an answer of 1 KB, or the same answer in 20 events. */
final class Bodies {

    /** The model's name where the gateway is asked, and at the upstream. */
    static final String MODEL = "bench-model";

    static final int EVENTS = 20;

    private static final int ANSWER_TOKENS = 180;
    private static final int PROMPT_TOKENS = 420;
    private static final String SENTENCE =
            "The quick brown fox jumps over the lazy dog and explains why in three lines. ";

    private Bodies() {}

    /** Before the milliseconds that a stream without an end waits between two events, in what is asked. */
    static final String PAUSE = "@pause=";

    /** Asks for a stream that has no end. */
    static String held(Duration pause) {
        return request(true).replaceFirst(SENTENCE, PAUSE + pause.toMillis() + " " + SENTENCE);
    }

    static String request(boolean stream) {
        String turns = IntStream.range(0, 6)
                .mapToObj(turn -> "{\"role\":\"%s\",\"content\":\"%s\"}"
                        .formatted(turn % 2 == 0 ? "user" : "assistant", SENTENCE.repeat(4)))
                .collect(Collectors.joining(","));
        return "{\"model\":\"%s\",\"max_tokens\":256,\"temperature\":0.2,%s\"messages\":[%s]}"
                .formatted(MODEL, stream ? "\"stream\":true," : "", turns);
    }

    static String answer() {
        return """
                {"id":"chatcmpl-bench","object":"chat.completion","created":1700000000,"model":"bench-model",\
                "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
                "usage":%s}""".formatted(SENTENCE.repeat(10), usage());
    }

    /** One event of a stream; the last ones end it and tell the usage. */
    static String event(int number) {
        return switch (number) {
            case EVENTS - 1 -> "data: [DONE]\n\n";
            case EVENTS - 2 -> event("\"choices\":[],\"usage\":" + usage());
            case EVENTS - 3 -> event("\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]");
            default ->
                event(
                        "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"the quick brown fox \"},"
                                + "\"finish_reason\":null}]");
        };
    }

    private static String event(String rest) {
        return "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"bench-model\",%s}\n\n".formatted(rest);
    }

    private static String usage() {
        return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
                .formatted(PROMPT_TOKENS, ANSWER_TOKENS, PROMPT_TOKENS + ANSWER_TOKENS);
    }
}
