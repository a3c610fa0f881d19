package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.RequestPeek;

/**
 * Writes a request for Anthropic's messages as one for Gemini.
 *
 * <p>Dropped, because an answer without them is still an answer to what was asked: {@code metadata}, {@code
 * service_tier}, {@code cache_control}, {@code context_management}, {@code citations}, titles and contexts of documents,
 * thoughts in earlier turns (but for Gemini's signatures), and every field that Anthropic does not know. A budget of
 * thinking becomes a level where the model has levels; a model that cannot but think does as little of it as it can
 * where thinking is disabled. Images in a tool's result follow it in a content of the user's.
 *
 * <p>Refused, because the answer would not be what was asked for: tools that only Anthropic's models know, {@code
 * mcp_servers}, {@code container}, documents and images by id, images by URLs that do not tell their type, and blocks of
 * unknown types.
 */
final class MessagesRequestAsGemini {
    private final GeminiRequest request;
    private final TurnsAsContents turns;

    private MessagesRequestAsGemini(String upstreamModel) {
        request = new GeminiRequest(upstreamModel);
        turns = new TurnsAsContents(request.contents);
    }

    static byte[] write(RequestPeek peek, byte[] body, int length, String upstreamModel) throws BadRequest {
        MessagesRequestAsGemini messages = new MessagesRequestAsGemini(upstreamModel);
        messages.request.maxOutput(peek.maxOutput());
        for (Value.Fields fields = Value.of(body, 0, length).fields(); fields.next(); ) {
            if (!fields.value().isNull()) {
                messages.field(fields.name(), fields.value());
            }
        }
        return messages.request.toArray();
    }

    private void field(String name, Value value) throws BadRequest {
        switch (name) {
            case "system" -> turns.readSystem(value);
            case "messages" -> turns.read(value);
            case "tools" -> tools(value);
            case "tool_choice" -> toolChoice(value);
            case "stop_sequences" ->
                request.config("stopSequences", value.requireArray(name).strings(name));
            case "temperature" -> request.config("temperature", value.requireNumber(name));
            case "top_p" -> request.config("topP", value.requireNumber(name));
            case "top_k" -> request.config("topK", value.requireNumber(name));
            case "thinking" -> request.thinking(value.requireObject(name));
            case "output_config" -> outputConfig(value);
            case "output_format" -> format(value);
            case "mcp_servers" -> refuse(name, !value.requireArray(name).isEmpty());
            case "container" -> refuse(name, true);
            default -> {}
        }
    }

    private static void refuse(String name, boolean refused) throws BadRequest {
        if (refused) {
            throw new BadRequest("This model has nothing like " + name + ": leave it out.", name);
        }
    }

    private void outputConfig(Value config) {
        Value format = config.field("format");
        if (format != null) {
            format(format);
        }
        Value effort = config.field("effort");
        if (effort != null) {
            request.effort(effort.text());
        }
    }

    private void format(Value format) {
        Value schema = format.field("schema");
        if (schema != null) {
            request.json(schema);
        }
    }

    private void tools(Value array) throws BadRequest {
        int index = 0;
        for (Value.Elements elements = array.elements(); elements.next(); index++) {
            Value tool = elements.value();
            Value type = tool.field("type");
            Value name = tool.field("name");
            Value inputSchema = tool.field("input_schema");
            if (type != null && !type.is("custom")) {
                throw new BadRequest(
                        "The field tools[" + index + "] is a tool that only Anthropic's models know: describe it with a"
                                + " name and an input_schema.",
                        "tools[" + index + "]");
            }
            if (name == null || !name.isText() || inputSchema == null || !inputSchema.isObject()) {
                throw new BadRequest(
                        "The field tools[" + index + "] must have a name and an input_schema.", "tools[" + index + "]");
            }
            request.function(name, tool.field("description"), inputSchema, tool.field("strict"));
        }
    }

    private void toolChoice(Value choice) throws BadRequest {
        Value type = choice.field("type");
        Value name = choice.field("name");
        switch (type == null ? "" : type.text()) {
            case "auto" -> request.mayCall();
            case "none" -> request.mustNotCall();
            case "any" -> request.mustCall(null);
            case "tool" -> {
                if (name == null || !name.isText()) {
                    throw new BadRequest("The field tool_choice must name a tool.", "tool_choice");
                }
                request.mustCall(name);
            }
            default ->
                throw new BadRequest("The field tool_choice must be of type auto, any, tool or none.", "tool_choice");
        }
    }
}
