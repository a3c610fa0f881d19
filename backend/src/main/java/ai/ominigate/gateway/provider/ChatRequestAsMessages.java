package ai.ominigate.gateway.provider;

import static ai.ominigate.gateway.provider.RequestSplice.quoted;

import ai.ominigate.catalog.Model;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.RequestPeek;
import org.jspecify.annotations.Nullable;

/**
 * Writes a chat completion's request as one for Anthropic's messages.
 *
 * <p>Dropped, because an answer without them is still an answer to what was asked: {@code seed}, {@code
 * frequency_penalty}, {@code presence_penalty}, {@code user}, {@code safety_identifier}, {@code metadata}, {@code
 * prediction}, {@code verbosity}, {@code prompt_cache_key}, {@code prompt_cache_retention}, {@code service_tier}, {@code
 * image_url.detail}, names of message authors, reasoning in earlier messages, and every field that OpenAI does not know.
 * {@code temperature} above 1 becomes 1, {@code top_p} beside it is dropped, and both are where thinking or the model
 * does not allow them. Passed on although they are Anthropic's: {@code thinking}, {@code top_k} and {@code
 * cache_control} of parts and tools.
 *
 * <p>Refused, because the answer would not be what was asked for: {@code n} above 1, {@code logprobs}, {@code
 * logit_bias}, audio, files by id, custom tools, and the retired {@code functions}.
 */
final class ChatRequestAsMessages {
    private static final long DEFAULT_MAX_TOKENS = 4096;
    private static final long MIN_THINKING = 1024;
    private static final String JSON_ONLY = "Answer with one valid JSON object and nothing else.";

    private final String upstreamModel;
    private final ClaudeVersion version;
    private final long maxTokens;
    private final ChatMessagesAsTurns turns = new ChatMessagesAsTurns();
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
    private Value topK;

    @Nullable
    private Value schema;

    @Nullable
    private Value thinking;

    private boolean jsonOnly;
    private boolean parallelTools = true;
    private String effort = "";

    private ChatRequestAsMessages(RequestPeek peek, Model model, String upstreamModel) {
        this.upstreamModel = upstreamModel;
        version = ClaudeVersion.of(upstreamModel);
        maxTokens = peek.maxOutput() > 0
                ? peek.maxOutput()
                : model.maxOutput() > 0 ? model.maxOutput() : DEFAULT_MAX_TOKENS;
    }

    static byte[] write(RequestPeek peek, byte[] body, int length, Model model, String upstreamModel, String safetyId)
            throws BadRequest {
        if (peek.choices() > 1) {
            throw new BadRequest("This model gives one answer a call: leave n out or set it to 1.", "n");
        }
        ChatRequestAsMessages request = new ChatRequestAsMessages(peek, model, upstreamModel);
        for (Value.Fields fields = Value.of(body, 0, length).fields(); fields.next(); ) {
            if (!fields.value().isNull()) {
                request.field(fields.name(), fields.value());
            }
        }
        return request.write(peek, safetyId);
    }

    private void field(String name, Value value) throws BadRequest {
        switch (name) {
            case "messages" -> turns.read(value);
            case "tools" -> tools(value);
            case "tool_choice" -> toolChoice = value;
            case "parallel_tool_calls" -> parallelTools = value.bool(name);
            case "stop" -> stop = value.strings(name);
            case "temperature" -> temperature = value.requireNumber(name);
            case "top_p" -> topP = value.requireNumber(name);
            case "top_k" -> topK = value.requireNumber(name);
            case "response_format" -> responseFormat(value);
            case "reasoning_effort" -> effort = value.requireString(name).text();
            case "thinking" -> thinking = value.requireObject(name);
            case "logprobs" -> refuse(name, value.bool(name));
            case "top_logprobs", "audio" -> refuse(name, true);
            case "logit_bias" -> refuse(name, !value.requireObject(name).isEmpty());
            case "modalities" -> {
                for (Value.Elements modes = value.elements(); modes.next(); ) {
                    refuse(name, modes.value().is("audio"));
                }
            }
            case "functions", "function_call" ->
                throw new BadRequest("This model does not take " + name + ": use tools and tool_choice.", name);
            default -> {}
        }
    }

    private static void refuse(String name, boolean refused) throws BadRequest {
        if (refused) {
            throw new BadRequest("This model has nothing like " + name + ": leave it out.", name);
        }
    }

    private void responseFormat(Value format) throws BadRequest {
        Value type = format.field("type");
        if (type == null || type.is("text")) {
            return;
        }
        if (type.is("json_object")) {
            jsonOnly = true;
            return;
        }
        Value jsonSchema = format.field("json_schema");
        schema = jsonSchema == null ? null : jsonSchema.field("schema");
        if (!type.is("json_schema") || schema == null || !schema.isObject()) {
            throw new BadRequest(
                    "The field response_format must be of type text, json_object, or json_schema with a schema.",
                    "response_format");
        }
    }

    private void tools(Value array) throws BadRequest {
        int index = 0;
        for (Value.Elements elements = array.elements(); elements.next(); index++) {
            Value tool = elements.value();
            Value function = tool.field("function");
            Value name = function == null ? null : function.field("name");
            if (function == null || name == null || !name.isText()) {
                throw new BadRequest(
                        "The field tools[" + index + "] must be of type function with a function that has a name.",
                        "tools[" + index + "]");
            }
            tools.append(tools.isEmpty() ? "{\"name\":" : ",{\"name\":");
            name.copyTo(tools);
            Value description = function.field("description");
            if (description != null) {
                tools.append(",\"description\":");
                description.copyTo(tools);
            }
            Value parameters = function.field("parameters");
            tools.append(",\"input_schema\":");
            if (parameters != null && parameters.isObject() && !parameters.isEmpty()) {
                parameters.copyTo(tools);
            } else {
                tools.append("{\"type\":\"object\",\"properties\":{}}");
            }
            Value strict = function.field("strict");
            if (strict != null && strict.isTrue()) {
                tools.append(",\"strict\":true");
            }
            Value cacheControl = tool.field("cache_control");
            if (cacheControl != null) {
                tools.append(",\"cache_control\":");
                cacheControl.copyTo(tools);
            }
            tools.append("}");
        }
    }

    // Writing

    private byte[] write(RequestPeek peek, String safetyId) throws BadRequest {
        ByteQueue out = new ByteQueue();
        out.append("{\"model\":");
        out.append(quoted(upstreamModel));
        out.append(",\"max_tokens\":" + maxTokens);
        if (jsonOnly) {
            turns.addSystem(quoted(JSON_ONLY));
        }
        turns.write(out);
        boolean forced = writeTools(out);
        writeStop(out);
        boolean thinks = writeThinking(out, forced);
        writeSampling(out, thinks);
        if (peek.stream()) {
            out.append(",\"stream\":true");
        }
        out.append(",\"metadata\":{\"user_id\":");
        out.append(quoted(safetyId));
        out.append("}}");
        return out.toArray();
    }

    /** Writes tools and their choice; true if a tool must be called. */
    private boolean writeTools(ByteQueue out) throws BadRequest {
        if (tools.isEmpty()) {
            return false;
        }
        out.append(",\"tools\":[");
        out.append(tools.array(), 0, tools.length());
        out.append("]");
        String type = "auto";
        Value name = null;
        if (toolChoice != null) {
            Value function = toolChoice.field("function");
            name = function == null ? null : function.field("name");
            type = toolChoiceType(toolChoice, name);
        } else if (parallelTools) {
            return false;
        }
        out.append(",\"tool_choice\":{\"type\":\"" + type + "\"");
        if (name != null) {
            out.append(",\"name\":");
            name.copyTo(out);
        }
        if (!parallelTools && !type.equals("none")) {
            out.append(",\"disable_parallel_tool_use\":true");
        }
        out.append("}");
        return type.equals("any") || type.equals("tool");
    }

    private static String toolChoiceType(Value choice, @Nullable Value name) throws BadRequest {
        return switch (choice.text()) {
            case "auto" -> "auto";
            case "none" -> "none";
            case "required" -> "any";
            default -> {
                if (name == null || !name.isText()) {
                    throw new BadRequest(
                            "The field tool_choice must be auto, none, required, or an object that names a function.",
                            "tool_choice");
                }
                yield "tool";
            }
        };
    }

    private void writeStop(ByteQueue out) {
        if (stop == null) {
            return;
        }
        out.append(",\"stop_sequences\":");
        if (stop.isString()) {
            out.append("[");
            stop.copyTo(out);
            out.append("]");
        } else {
            stop.copyTo(out);
        }
    }

    /** Writes how much to think and the schema of the answer; true if the model thinks by a budget. */
    private boolean writeThinking(ByteQueue out, boolean forcedTool) {
        String level = switch (effort) {
            case "minimal", "low" -> "low";
            case "medium" -> "medium";
            case "high", "xhigh" -> "high";
            case "max" -> "max";
            default -> "";
        };
        boolean adaptive = version.thinksAdaptively() && !level.isEmpty();
        long budget = adaptive ? 0 : budget(forcedTool);
        if (thinking != null) {
            out.append(",\"thinking\":");
            thinking.copyTo(out);
        } else if (adaptive && !forcedTool) {
            out.append(",\"thinking\":{\"type\":\"adaptive\"");
            out.append(version.hasFixedSampling() ? ",\"display\":\"summarized\"}" : "}");
        } else if (budget > 0) {
            out.append(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":" + budget + "}");
        }
        writeOutputConfig(out, adaptive ? level : "");
        return thinking != null || adaptive || budget > 0;
    }

    private void writeOutputConfig(ByteQueue out, String level) {
        if (level.isEmpty() && schema == null) {
            return;
        }
        out.append(",\"output_config\":{");
        if (!level.isEmpty()) {
            out.append("\"effort\":\"" + level + "\"");
        }
        if (schema != null) {
            out.append(level.isEmpty() ? "" : ",");
            out.append("\"format\":{\"type\":\"json_schema\",\"schema\":");
            schema.copyTo(out);
            out.append("}");
        }
        out.append("}");
    }

    /**
     * Tokens to think with, or 0. A model that thinks by a budget does not take it together with a forced tool, nor when
     * tools' results follow a turn whose thoughts are gone, as they always are in this format.
     */
    private long budget(boolean forcedTool) {
        long wanted = switch (effort) {
            case "minimal" -> MIN_THINKING;
            case "low" -> 2 * MIN_THINKING;
            case "medium" -> 8 * MIN_THINKING;
            case "high" -> 16 * MIN_THINKING;
            case "xhigh", "max" -> 32 * MIN_THINKING;
            default -> 0;
        };
        long possible = Math.min(wanted, maxTokens / 5 * 4);
        return forcedTool || turns.endWithToolResults() || possible < MIN_THINKING ? 0 : possible;
    }

    private void writeSampling(ByteQueue out, boolean thinks) {
        if (thinks || version.hasFixedSampling()) {
            return;
        }
        if (temperature != null) {
            out.append(",\"temperature\":");
            if (temperature.decimal() > 1) {
                out.append("1");
            } else {
                temperature.copyTo(out);
            }
        } else if (topP != null) {
            out.append(",\"top_p\":");
            topP.copyTo(out);
        }
        if (topK != null) {
            out.append(",\"top_k\":");
            topK.copyTo(out);
        }
    }
}
