package ai.ominigate.demo;

import ai.ominigate.platform.UuidV7;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.InstantSource;

/** The demo's models as Anthropic's API would serve them. */
final class AnthropicFace implements DemoProvider.Face {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final InstantSource clock;

    AnthropicFace(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public JsonNode error(int status, String message) {
        ObjectNode error = JSON.objectNode().put("type", "error");
        error.putObject("error")
                .put(
                        "type",
                        switch (status) {
                            case 401 -> "authentication_error";
                            case 404 -> "not_found_error";
                            case 413 -> "request_too_large";
                            default -> status >= 500 ? "api_error" : "invalid_request_error";
                        })
                .put("message", message);
        return error.put("request_id", "req_demo");
    }

    void messages(JsonNode body, DemoCall call) throws IOException {
        DemoRequest request = DemoRequest.read(body, "max_tokens");
        DemoModel model = request.model();
        if (model == null) {
            call.fail(404, "The demo has no such model.");
            return;
        }
        if (request.maxTokens() == Long.MAX_VALUE) {
            call.fail(400, "max_tokens: Field required");
            return;
        }
        String id = "msg_demo_" + UuidV7.at(clock.instant());
        if (request.stream()) {
            stream(request, model, id, call.startEvents());
        } else {
            call.json(whole(request, model, id));
        }
    }

    private static void stream(DemoRequest request, DemoModel model, String id, DemoCall.Events events)
            throws IOException {
        DemoModel.Reply reply = request.reply();
        ObjectNode start = event("message_start");
        start.set("message", message(id, model, request.promptTokens(), 1));
        send(events, start);
        ObjectNode blockStart = event("content_block_start").put("index", 0);
        blockStart.putObject("content_block").put("type", "text").put("text", "");
        send(events, blockStart);
        send(events, event("ping"));
        for (String token : reply.tokens()) {
            events.pause(model.pace());
            ObjectNode delta = event("content_block_delta").put("index", 0);
            delta.putObject("delta").put("type", "text_delta").put("text", token);
            send(events, delta);
        }
        send(events, event("content_block_stop").put("index", 0));
        ObjectNode end = event("message_delta");
        end.putObject("delta").put("stop_reason", stopReason(reply)).putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", reply.tokens().size());
        send(events, end);
        send(events, event("message_stop"));
        events.end();
    }

    private static JsonNode whole(DemoRequest request, DemoModel model, String id) {
        DemoModel.Reply reply = request.reply();
        ObjectNode message =
                message(id, model, request.promptTokens(), reply.tokens().size());
        message.putArray("content").addObject().put("type", "text").put("text", reply.text());
        return message.put("stop_reason", stopReason(reply));
    }

    private static ObjectNode message(String id, DemoModel model, int inputTokens, int outputTokens) {
        ObjectNode message = JSON.objectNode()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model.id());
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage")
                .put("input_tokens", inputTokens)
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", outputTokens);
        return message;
    }

    private static String stopReason(DemoModel.Reply reply) {
        return reply.cut() ? "max_tokens" : "end_turn";
    }

    private static ObjectNode event(String type) {
        return JSON.objectNode().put("type", type);
    }

    private static void send(DemoCall.Events events, ObjectNode event) throws IOException {
        events.send(event.path("type").asText(), event.toString());
    }
}
