package ai.ominigate.gateway;

import static ai.ominigate.gateway.OpenAiAnswers.quoted;

import ai.ominigate.catalog.TokenCounts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as Google's Gemini API gives them, in pieces that tests put together. */
final class GeminiAnswers {
    static final String ID = "QHiLaa6LBrb8vdIPoNztsAg";

    /** Two function calls side by side: one signature for both, as Gemini 3 gives it. */
    static final String TWO_CALLS = """
            {"functionCall":{"id":"lpndqlku","name":"weather","args":{"city":"Oslo"}},"thoughtSignature":"c2lnbmVk"},\
            {"functionCall":{"id":"m6rogicj","name":"weather","args":{"city":"Turin"}}}""";

    /** A conversation with {@link #TWO_CALLS} as Gemini wants it back: with ids and signature, the results by themselves. */
    static final String CONVERSATION = """
            [{"role":"user","parts":[{"text":"Say something."}]},
             {"role":"model","parts":[
               {"functionCall":{"id":"lpndqlku","name":"weather","args":{"city":"Oslo"}},"thoughtSignature":"c2lnbmVk"},
               {"functionCall":{"id":"m6rogicj","name":"weather","args":{"city":"Turin"}}}]},
             {"role":"user","parts":[
               {"functionResponse":{"id":"lpndqlku","name":"weather","response":{"output":"12 degrees"}}},
               {"functionResponse":{"id":"m6rogicj","name":"weather","response":{"output":"12 degrees"}}}]}]""";

    private GeminiAnswers() {}

    /** Gemini's cached tokens are part of the prompt, its thoughts are beside the candidates; zeros are left out. */
    static String usage(TokenCounts used) {
        return usage(used, used.output());
    }

    private static String usage(TokenCounts used, long candidates) {
        return "{\"promptTokenCount\":" + used.prompt()
                + (used.cacheRead() == 0 ? "" : ",\"cachedContentTokenCount\":" + used.cacheRead())
                + (candidates == 0 ? "" : ",\"candidatesTokenCount\":" + candidates)
                + ",\"totalTokenCount\":" + (used.prompt() + candidates + used.reasoning())
                + ",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":" + used.prompt() + "}]"
                + (used.reasoning() == 0 ? "" : ",\"thoughtsTokenCount\":" + used.reasoning()) + "}";
    }

    static String textPart(String text) {
        return "{\"text\":" + quoted(text) + "}";
    }

    static String thoughtPart(String text) {
        return "{\"text\":" + quoted(text) + ",\"thought\":true}";
    }

    /** A whole answer, or a chunk of one: both have the same shape. */
    static String answer(String parts, @Nullable String finishReason, @Nullable String usage) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"}"
                + (finishReason == null ? "" : ",\"finishReason\":\"" + finishReason + "\"") + ",\"index\":0}]"
                + (usage == null ? "" : ",\"usageMetadata\":" + usage)
                + ",\"modelVersion\":\"upstream-model\",\"responseId\":\"" + ID + "\"}";
    }

    /** One event of a stream. */
    static String event(String answer) {
        return "data: " + answer + "\r\n\r\n";
    }

    /** A stream of parts, one an event; each tells what was used so far, the last one the whole. */
    static List<String> stream(TokenCounts used, String... parts) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            long candidates = used.output() * i / parts.length;
            events.add(event(answer(parts[i], null, usage(used, candidates))));
        }
        events.add(event(answer("{\"text\":\"\",\"thoughtSignature\":\"ZW5k\"}", "STOP", usage(used))));
        return events;
    }

    /** What Google answers where it does not answer the prompt at all. */
    static String blocked(@Nullable String usage) {
        return "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}"
                + (usage == null ? "" : ",\"usageMetadata\":" + usage)
                + ",\"modelVersion\":\"upstream-model\",\"responseId\":\"" + ID + "\"}";
    }

    static String embeddings(@Nullable String usage) {
        return "{\"embeddings\":[{\"values\":[0.5,-0.25]}]" + (usage == null ? "" : ",\"usageMetadata\":" + usage)
                + "}";
    }

    static String error(int code, String status, String message) {
        return "{\"error\":{\"code\":" + code + ",\"message\":" + quoted(message) + ",\"status\":\"" + status + "\"}}";
    }

    /** An error that says when to come back. */
    static String errorWithDelay(int code, String status, String delay) {
        return "{\"error\":{\"code\":" + code + ",\"message\":\"You exceeded your current quota.\",\"status\":\""
                + status
                + "\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"" + delay
                + "\"}]}}";
    }

    /** What Google answers to a key that it does not know: with status 400. */
    static String badKey() {
        return """
                {"error":{"code":400,"message":"API key not valid. Please pass a valid API key.",\
                "status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",\
                "reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}""";
    }
}
