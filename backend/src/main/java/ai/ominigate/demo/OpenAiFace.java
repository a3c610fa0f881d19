package ai.ominigate.demo;

import ai.ominigate.platform.UuidV7;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The demo's models as OpenAI's API would serve them. */
final class OpenAiFace implements DemoProvider.Face {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final InstantSource clock;

    OpenAiFace(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public JsonNode error(int status, String message) {
        ObjectNode error = JSON.objectNode();
        error.putObject("error")
                .put("message", message)
                .put("type", status >= 500 ? "server_error" : "invalid_request_error")
                .putNull("param")
                .put("code", status == 404 ? "model_not_found" : null);
        return error;
    }

    JsonNode models() {
        ObjectNode list = JSON.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        for (DemoModel model : DemoModel.values()) {
            addModel(data, model.id());
        }
        addModel(data, DemoEmbedding.ID);
        return list;
    }

    private static void addModel(ArrayNode data, String id) {
        data.addObject().put("id", id).put("object", "model").put("created", 0).put("owned_by", "demo");
    }

    void chat(JsonNode body, DemoCall call) throws IOException {
        DemoRequest request = DemoRequest.read(body, "max_completion_tokens", "max_tokens");
        DemoModel model = request.model();
        if (model == null) {
            call.fail(404, "The demo has no such model.");
            return;
        }
        Chunks chunks = new Chunks("chatcmpl-demo-" + id(), model.id(), clock.millis() / 1_000);
        if (!request.stream()) {
            call.json(chunks.whole(request));
            return;
        }
        boolean includeUsage = body.path("stream_options").path("include_usage").asBoolean();
        stream(request, model, chunks, includeUsage, call.startEvents());
    }

    private static void stream(
            DemoRequest request, DemoModel model, Chunks chunks, boolean includeUsage, DemoCall.Events events)
            throws IOException {
        DemoModel.Reply reply = request.reply();
        events.send(null, chunks.chunk("", true, null, includeUsage).toString());
        for (String token : reply.tokens()) {
            events.pause(model.pace());
            events.send(null, chunks.chunk(token, false, null, includeUsage).toString());
        }
        events.send(null, chunks.chunk(null, false, finish(reply), includeUsage).toString());
        if (includeUsage) {
            events.send(null, chunks.usage(request, reply).toString());
        }
        events.send(null, "[DONE]");
        events.end();
    }

    void embeddings(JsonNode body, DemoCall call) throws IOException {
        if (!body.path("model").asText().equals(DemoEmbedding.ID)) {
            call.fail(404, "The demo has no such model.");
            return;
        }
        int dimensions = body.path("dimensions").asInt(DemoEmbedding.DEFAULT_DIMENSIONS);
        if (dimensions < 1 || dimensions > DemoEmbedding.MAX_DIMENSIONS) {
            call.fail(400, "dimensions lies between 1 and " + DemoEmbedding.MAX_DIMENSIONS + ".");
            return;
        }
        boolean base64 = body.path("encoding_format").asText().equals("base64");
        ObjectNode list = JSON.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        int promptTokens = 0;
        for (JsonNode text : texts(body.path("input"))) {
            promptTokens += text.isTextual() ? DemoModel.count(text.asText()) : text.size();
            float[] vector = DemoEmbedding.of(text.isTextual() ? text.asText() : text.toString(), dimensions);
            ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            putVector(item, vector, base64);
        }
        list.put("model", DemoEmbedding.ID)
                .putObject("usage")
                .put("prompt_tokens", promptTokens)
                .put("total_tokens", promptTokens);
        call.json(list);
    }

    /** One text, several, one text as token numbers, or several of those. */
    private static JsonNode texts(JsonNode input) {
        boolean several = input.isArray() && !input.path(0).isIntegralNumber();
        return several ? input : JSON.arrayNode().add(input);
    }

    private static void putVector(ObjectNode item, float[] vector, boolean base64) {
        if (base64) {
            item.put("embedding", DemoEmbedding.base64(vector));
            return;
        }
        ArrayNode numbers = item.putArray("embedding");
        for (float part : vector) {
            numbers.add(part);
        }
    }

    private static String finish(DemoModel.Reply reply) {
        return reply.cut() ? "length" : "stop";
    }

    private String id() {
        return UuidV7.at(clock.instant()).toString();
    }

    /** The objects of one answer, which all carry its id. */
    private record Chunks(String id, String model, long created) {

        ObjectNode head(String object) {
            return JSON.objectNode()
                    .put("id", id)
                    .put("object", object)
                    .put("created", created)
                    .put("model", model);
        }

        JsonNode chunk(@Nullable String content, boolean first, @Nullable String finish, boolean includeUsage) {
            ObjectNode chunk = head("chat.completion.chunk");
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
            ObjectNode delta = choice.putObject("delta");
            if (first) {
                delta.put("role", "assistant");
            }
            if (content != null) {
                delta.put("content", content);
            }
            choice.putNull("logprobs").put("finish_reason", finish);
            return includeUsage ? chunk.putNull("usage") : chunk;
        }

        JsonNode usage(DemoRequest request, DemoModel.Reply reply) {
            ObjectNode chunk = head("chat.completion.chunk");
            chunk.putArray("choices");
            putUsage(chunk, request, reply);
            return chunk;
        }

        JsonNode whole(DemoRequest request) {
            DemoModel.Reply reply = request.reply();
            ObjectNode whole = head("chat.completion");
            ObjectNode choice = whole.putArray("choices").addObject().put("index", 0);
            choice.putObject("message")
                    .put("role", "assistant")
                    .put("content", reply.text())
                    .putNull("refusal");
            choice.putNull("logprobs").put("finish_reason", finish(reply));
            putUsage(whole, request, reply);
            return whole;
        }

        private static void putUsage(ObjectNode parent, DemoRequest request, DemoModel.Reply reply) {
            int completion = reply.tokens().size();
            ObjectNode usage = parent.putObject("usage")
                    .put("prompt_tokens", request.promptTokens())
                    .put("completion_tokens", completion)
                    .put("total_tokens", request.promptTokens() + completion);
            usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
            usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
        }
    }
}
