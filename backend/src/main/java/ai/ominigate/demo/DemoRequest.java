package ai.ominigate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A chat request as either dialect words it: a system prompt, messages of text or of parts, a bound on the answer.
 *
 * @param model null if the demo has no model of that name
 */
record DemoRequest(
        @Nullable DemoModel model, boolean stream, long maxTokens, int promptTokens, String lastUserMessage) {

    /** @param boundNames the fields that may bound the answer; the first that is there counts */
    static DemoRequest read(JsonNode body, String... boundNames) {
        int promptTokens = DemoModel.count(text(body.path("system")));
        String lastUserMessage = "";
        for (JsonNode message : body.path("messages")) {
            String text = text(message.path("content"));
            promptTokens += DemoModel.count(text);
            if (message.path("role").asText().equals("user") && !text.isEmpty()) {
                lastUserMessage = text;
            }
        }
        return new DemoRequest(
                DemoModel.of(body.path("model").asText()),
                body.path("stream").asBoolean(),
                bound(body, boundNames),
                promptTokens,
                lastUserMessage);
    }

    private static long bound(JsonNode body, String... names) {
        for (String name : names) {
            if (body.path(name).isIntegralNumber()) {
                return Math.max(0, body.path(name).asLong());
            }
        }
        return Long.MAX_VALUE;
    }

    /** All text of a string, of a list of parts, or of the parts inside a tool's result. */
    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode part : content) {
            all.append(part.path("text").asText()).append(text(part.path("content")));
        }
        return all.toString();
    }

    DemoModel.Reply reply() {
        if (model == null) {
            throw new IllegalStateException("a request for a model that does not exist has no reply");
        }
        return model.reply(lastUserMessage, maxTokens);
    }
}
