package ai.ominigate.gateway.provider;

import static ai.ominigate.gateway.provider.RequestSplice.quoted;

import ai.ominigate.catalog.Upstream;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.RequestPeek;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for Anthropic's messages as one for chat completions.
 *
 * <p>Dropped, because an answer without them is still an answer to what was asked: {@code top_k}, {@code metadata},
 * {@code service_tier}, {@code cache_control}, {@code context_management}, {@code citations}, titles and contexts of
 * documents of text, thoughts in earlier turns, and every field that Anthropic does not know. A budget of thinking
 * becomes one of three efforts. A tool's result that is an error says so in its text; images in it follow in a message
 * of the user's.
 *
 * <p>Refused, because the answer would not be what was asked for: tools that only Anthropic's models know, {@code
 * mcp_servers}, {@code container}, documents and images that are neither base64 nor (images) a URL, and blocks of
 * unknown types.
 */
final class MessagesRequestAsChat {
    private static final long LOW_BUDGET = 4096;
    private static final long MEDIUM_BUDGET = 12_288;

    private final TurnsAsChatMessages messages = new TurnsAsChatMessages();
    private final ByteQueue tools = new ByteQueue();

    @Nullable
    private Value toolChoice;

    @Nullable
    private Value stop;

    @Nullable
    private Value temperature;

    @Nullable
    private Value topP;

    @Nullable
    private Value schema;

    private String effort = "";

    private MessagesRequestAsChat() {}

    static byte[] write(RequestPeek peek, byte[] body, int length, Upstream upstream, String safetyId)
            throws BadRequest {
        MessagesRequestAsChat request = new MessagesRequestAsChat();
        for (Value.Fields fields = Value.of(body, 0, length).fields(); fields.next(); ) {
            if (!fields.value().isNull()) {
                request.field(fields.name(), fields.value());
            }
        }
        return request.write(peek, upstream, safetyId);
    }

    private void field(String name, Value value) throws BadRequest {
        switch (name) {
            case "system" -> messages.readSystem(value);
            case "messages" -> messages.read(value);
            case "tools" -> tools(value);
            case "tool_choice" -> toolChoice = value;
            case "stop_sequences" -> stop = value.requireArray(name).isEmpty() ? null : value.strings(name);
            case "temperature" -> temperature = value.requireNumber(name);
            case "top_p" -> topP = value.requireNumber(name);
            case "thinking" -> thinking(value.requireObject(name));
            case "output_config" -> outputConfig(value);
            case "output_format" -> schema = value.field("schema");
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

    private void thinking(Value thinking) {
        Value budget = thinking.field("budget_tokens");
        Value type = thinking.field("type");
        if (budget == null || type == null || !type.is("enabled") || !effort.isEmpty()) {
            return;
        }
        long tokens = budget.number(0);
        effort = tokens <= LOW_BUDGET ? "low" : tokens <= MEDIUM_BUDGET ? "medium" : "high";
    }

    private void outputConfig(Value config) {
        Value format = config.field("format");
        if (format != null) {
            schema = format.field("schema");
        }
        Value level = config.field("effort");
        effort = switch (level == null ? "" : level.text()) {
            case "low" -> "low";
            case "medium" -> "medium";
            case "high", "xhigh", "max" -> "high";
            default -> effort;
        };
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
            tools.append(tools.isEmpty() ? "" : ",");
            tools.append("{\"type\":\"function\",\"function\":{\"name\":");
            name.copyTo(tools);
            Value description = tool.field("description");
            if (description != null) {
                tools.append(",\"description\":");
                description.copyTo(tools);
            }
            tools.append(",\"parameters\":");
            inputSchema.copyTo(tools);
            Value strict = tool.field("strict");
            if (strict != null && strict.isTrue()) {
                tools.append(",\"strict\":true");
            }
            tools.append("}}");
        }
    }

    // Writing

    private byte[] write(RequestPeek peek, Upstream upstream, String safetyId) throws BadRequest {
        boolean isOpenAi = OpenAiHeaders.takesSafetyIdentifier(upstream.provider());
        ByteQueue out = new ByteQueue();
        out.append("{\"model\":");
        out.append(quoted(upstream.model()));
        out.append(isOpenAi ? ",\"max_completion_tokens\":" : ",\"max_tokens\":");
        out.append(Long.toString(peek.maxOutput()));
        messages.write(out);
        writeTools(out);
        copy(",\"stop\":", stop, out);
        copy(",\"temperature\":", temperature, out);
        copy(",\"top_p\":", topP, out);
        if (!effort.isEmpty()) {
            out.append(",\"reasoning_effort\":\"" + effort + "\"");
        }
        if (schema != null) {
            out.append(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\","
                    + "\"strict\":true,\"schema\":");
            schema.copyTo(out);
            out.append("}}");
        }
        if (peek.stream()) {
            out.append(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        }
        if (isOpenAi) {
            out.append(",\"safety_identifier\":");
            out.append(quoted(safetyId));
        }
        out.append("}");
        return out.toArray();
    }

    private static void copy(String name, @Nullable Value value, ByteQueue out) {
        if (value != null) {
            out.append(name);
            value.copyTo(out);
        }
    }

    private void writeTools(ByteQueue out) throws BadRequest {
        if (tools.isEmpty()) {
            return;
        }
        out.append(",\"tools\":[");
        out.append(tools.array(), 0, tools.length());
        out.append("]");
        if (toolChoice == null) {
            return;
        }
        Value type = toolChoice.field("type");
        Value name = toolChoice.field("name");
        out.append(",\"tool_choice\":");
        switch (type == null ? "" : type.text()) {
            case "auto" -> out.append("\"auto\"");
            case "none" -> out.append("\"none\"");
            case "any" -> out.append("\"required\"");
            case "tool" -> {
                out.append("{\"type\":\"function\",\"function\":{\"name\":");
                if (name == null || !name.isText()) {
                    throw new BadRequest("The field tool_choice must name a tool.", "tool_choice");
                }
                name.copyTo(out);
                out.append("}}");
            }
            default ->
                throw new BadRequest("The field tool_choice must be of type auto, any, tool or none.", "tool_choice");
        }
        Value single = toolChoice.field("disable_parallel_tool_use");
        if (single != null && single.isTrue()) {
            out.append(",\"parallel_tool_calls\":false");
        }
    }
}
