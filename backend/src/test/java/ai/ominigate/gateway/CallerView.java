package ai.ominigate.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a caller makes of an answer: the text it got, whether that was all, and the error it was told.
 *
 * @param whole whether the answer had an end of its own
 * @param error the code (OpenAI) or type (Anthropic) of the error, or null
 */
public record CallerView(
        int status, String text, boolean whole, @Nullable String error) {

    /** What this answer comes to. */
    public static CallerView of(WireClient.Answer answer) {
        String type = answer.headers().getOrDefault("content-type", "");
        return type.startsWith("text/event-stream")
                ? ofEvents(answer.status(), answer.body())
                : ofObject(answer.status(), Json.read(answer.body()));
    }

    private static CallerView ofObject(int status, JsonNode body) {
        if (body.has("error")) {
            return new CallerView(status, "", false, error(body));
        }
        JsonNode openAi = body.at("/choices/0/message/content");
        String text = openAi.isMissingNode() ? body.at("/content/0/text").asText() : openAi.asText();
        return new CallerView(status, text, true, null);
    }

    private static CallerView ofEvents(int status, String body) {
        StringBuilder text = new StringBuilder();
        boolean whole = false;
        String error = null;
        for (String line : body.lines().toList()) {
            if (!line.startsWith("data:")) {
                continue;
            }
            if (whole || error != null) {
                throw new AssertionError("something follows the end of the stream: " + line);
            }
            String data = line.substring("data:".length()).strip();
            if (data.equals("[DONE]")) {
                whole = true;
                continue;
            }
            JsonNode event = Json.read(data);
            if (event.has("error")) {
                error = error(event);
                continue;
            }
            text.append(event.at("/choices/0/delta/content").asText(""));
            text.append(event.at("/delta/text").asText(""));
            whole = event.path("type").asText().equals("message_stop");
        }
        return new CallerView(status, text.toString(), whole, error);
    }

    private static String error(JsonNode body) {
        JsonNode code = body.at("/error/code");
        return code.isTextual() ? code.asText() : body.at("/error/type").asText();
    }
}
