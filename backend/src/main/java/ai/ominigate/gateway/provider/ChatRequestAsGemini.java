package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.RequestPeek;

/**
 * Writes a chat completion's request as one for Gemini.
 *
 * <p>Dropped, because an answer without them is still an answer to what was asked: {@code user}, {@code
 * safety_identifier}, {@code metadata}, {@code prediction}, {@code verbosity}, {@code prompt_cache_key}, {@code
 * prompt_cache_retention}, {@code service_tier}, {@code image_url.detail}, {@code cache_control}, names of message
 * authors and of files, reasoning in earlier messages (but for its signatures), penalties of zero, and every field that
 * OpenAI does not know. Passed on although they are others': {@code top_k} and Anthropic's {@code thinking}.
 *
 * <p>Refused, because the answer would not be what was asked for: {@code n} above 1, {@code logprobs}, {@code
 * logit_bias}, answers in audio, files by id, files that are neither images nor PDFs, images by URLs that do not tell
 * their type, custom tools, and the retired {@code functions}.
 */
final class ChatRequestAsGemini {
    private final GeminiRequest request;
    private final ChatMessagesAsContents messages;

    private ChatRequestAsGemini(String upstreamModel) {
        request = new GeminiRequest(upstreamModel);
        messages = new ChatMessagesAsContents(request.contents);
    }

    static byte[] write(RequestPeek peek, byte[] body, int length, String upstreamModel) throws BadRequest {
        if (peek.choices() > 1) {
            throw new BadRequest("This model gives one answer a call: leave n out or set it to 1.", "n");
        }
        ChatRequestAsGemini chat = new ChatRequestAsGemini(upstreamModel);
        chat.request.maxOutput(peek.maxOutput());
        for (Value.Fields fields = Value.of(body, 0, length).fields(); fields.next(); ) {
            if (!fields.value().isNull()) {
                chat.field(fields.name(), fields.value());
            }
        }
        return chat.request.toArray();
    }

    private void field(String name, Value value) throws BadRequest {
        switch (name) {
            case "messages" -> messages.read(value);
            case "tools" -> tools(value);
            case "tool_choice" -> toolChoice(value);
            case "stop" -> stop(value.strings(name));
            case "temperature" -> request.config("temperature", value.requireNumber(name));
            case "top_p" -> request.config("topP", value.requireNumber(name));
            case "top_k" -> request.config("topK", value.requireNumber(name));
            case "seed" -> request.config("seed", value.requireNumber(name));
            case "presence_penalty" -> penalty("presencePenalty", value.requireNumber(name));
            case "frequency_penalty" -> penalty("frequencyPenalty", value.requireNumber(name));
            case "response_format" -> responseFormat(value);
            case "reasoning_effort" -> request.effort(value.requireString(name).text());
            case "thinking" -> request.thinking(value.requireObject(name));
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

    /** Many callers send zeros, and many models take no penalty at all. */
    private void penalty(String name, Value value) {
        if (value.decimal() != 0) {
            request.config(name, value);
        }
    }

    private void stop(Value value) {
        if (value.isString()) {
            request.config("stopSequences", value.inArray());
        } else {
            request.config("stopSequences", value);
        }
    }

    private void responseFormat(Value format) throws BadRequest {
        Value type = format.field("type");
        if (type == null || type.is("text")) {
            return;
        }
        if (type.is("json_object")) {
            request.json(null);
            return;
        }
        Value jsonSchema = format.field("json_schema");
        Value schema = jsonSchema == null ? null : jsonSchema.field("schema");
        if (!type.is("json_schema") || schema == null || !schema.isObject()) {
            throw new BadRequest(
                    "The field response_format must be of type text, json_object, or json_schema with a schema.",
                    "response_format");
        }
        request.json(schema);
    }

    private void tools(Value array) throws BadRequest {
        int index = 0;
        for (Value.Elements elements = array.elements(); elements.next(); index++) {
            Value function = elements.value().field("function");
            Value name = function == null ? null : function.field("name");
            if (function == null || name == null || !name.isText()) {
                throw new BadRequest(
                        "The field tools[" + index + "] must be of type function with a function that has a name.",
                        "tools[" + index + "]");
            }
            request.function(
                    name, function.field("description"), function.field("parameters"), function.field("strict"));
        }
    }

    private void toolChoice(Value choice) throws BadRequest {
        switch (choice.text()) {
            case "auto" -> request.mayCall();
            case "none" -> request.mustNotCall();
            case "required" -> request.mustCall(null);
            default -> request.mustCall(namedFunction(choice));
        }
    }

    private static Value namedFunction(Value choice) throws BadRequest {
        Value function = choice.field("function");
        Value name = function == null ? null : function.field("name");
        if (name == null || !name.isText()) {
            throw new BadRequest(
                    "The field tool_choice must be auto, none, required, or an object that names a function.",
                    "tool_choice");
        }
        return name;
    }
}
