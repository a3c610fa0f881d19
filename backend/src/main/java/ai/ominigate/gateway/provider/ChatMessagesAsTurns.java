package ai.ominigate.gateway.provider;

import static ai.ominigate.gateway.provider.RequestSplice.quoted;

import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of a chat as Anthropic's turns: system prompts apart, neighbouring messages of one side as one
 * turn, tools' results as the user's.
 */
final class ChatMessagesAsTurns {
    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";

    private final ByteQueue system = new ByteQueue();
    private final ByteQueue turns = new ByteQueue();

    private String openTurn = "";
    private String lastRole = "";
    private String at = "messages";

    void read(Value messages) throws BadRequest {
        int index = 0;
        for (Value.Elements elements = messages.elements(); elements.next(); index++) {
            at = "messages[" + index + "]";
            message(elements.value());
        }
        at = "messages";
    }

    /** Adds a block of text, given as JSON, to the system prompt. */
    void addSystem(byte[] quotedText) {
        comma(system);
        system.append("{\"type\":\"text\",\"text\":");
        system.append(quotedText);
        system.append("}");
    }

    /** Whether the model is to go on from what its tools said. */
    boolean endWithToolResults() {
        return lastRole.equals("tool");
    }

    /** Appends the system prompt and the messages. A prompt of nothing but system messages becomes the user's. */
    void write(ByteQueue out) {
        boolean onlySystem = turns.isEmpty() && !system.isEmpty();
        if (!system.isEmpty() && !onlySystem) {
            out.append(",\"system\":[");
            out.append(system.array(), 0, system.length());
            out.append("]");
        }
        out.append(",\"messages\":[");
        if (onlySystem) {
            out.append("{\"role\":\"user\",\"content\":[");
            out.append(system.array(), 0, system.length());
            out.append("]}");
        } else {
            out.append(turns.array(), 0, turns.length());
            out.append(openTurn.isEmpty() ? "" : "]}");
        }
        out.append("]");
    }

    private void message(Value message) throws BadRequest {
        Value role = null;
        Value content = null;
        Value toolCalls = null;
        Value toolCallId = null;
        Value refusal = null;
        for (Value.Fields fields = message.fields(); fields.next(); ) {
            Value value = fields.value().isNull() ? null : fields.value();
            switch (fields.name()) {
                case "role" -> role = value;
                case "content" -> content = value;
                case "tool_calls" -> toolCalls = value;
                case "tool_call_id" -> toolCallId = value;
                case "refusal" -> refusal = value;
                case "function_call" -> {
                    if (value != null) {
                        throw bad("function_call", "is retired: use tool_calls");
                    }
                }
                default -> {}
            }
        }
        lastRole = role == null ? "" : role.text();
        switch (lastRole) {
            case "system", "developer" -> systemMessage(content);
            case USER -> parts(USER, content);
            case ASSISTANT -> {
                parts(ASSISTANT, content);
                text(ASSISTANT, refusal == null ? null : refusal.requireString(at + ".refusal"));
                toolCalls(toolCalls);
            }
            case "tool" -> toolResult(toolCallId, content);
            default -> throw bad("role", "must be system, developer, user, assistant or tool");
        }
    }

    private BadRequest bad(String field, String what) {
        return new BadRequest("The field " + at + "." + field + " " + what + ".", at + "." + field);
    }

    private void systemMessage(@Nullable Value content) throws BadRequest {
        if (content == null) {
            return;
        }
        requireStringOrArray(content);
        if (content.isText()) {
            comma(system);
            textBlock(system, content, null);
        }
        for (Value.Elements parts = content.elements(); parts.next(); ) {
            Value text = parts.value().field("text");
            if (text == null || !text.isString()) {
                throw bad("content", "must be text in a system message");
            }
            if (text.isText()) {
                comma(system);
                textBlock(system, text, parts.value().field("cache_control"));
            }
        }
    }

    private void parts(String role, @Nullable Value content) throws BadRequest {
        if (content == null) {
            return;
        }
        if (content.isString()) {
            text(role, content);
            return;
        }
        requireStringOrArray(content);
        for (Value.Elements elements = content.elements(); elements.next(); ) {
            part(role, elements.value());
        }
    }

    private void requireStringOrArray(Value content) throws BadRequest {
        if (!content.isString() && !content.isArray()) {
            throw bad("content", "must be a string or an array of parts");
        }
    }

    private void text(String role, @Nullable Value text) {
        if (text != null && text.isText()) {
            beginBlock(role);
            textBlock(turns, text, null);
        }
    }

    private static void comma(ByteQueue out) {
        out.append(out.isEmpty() ? "" : ",");
    }

    /** Makes room for one more block in this side's turn, which begins if the other side's was open. */
    private void beginBlock(String role) {
        if (openTurn.equals(role)) {
            turns.append(",");
            return;
        }
        turns.append(openTurn.isEmpty() ? "" : "]},");
        turns.append("{\"role\":\"" + role + "\",\"content\":[");
        openTurn = role;
    }

    private static void textBlock(ByteQueue out, Value text, @Nullable Value cacheControl) {
        out.append("{\"type\":\"text\",\"text\":");
        text.copyTo(out);
        endBlock(out, cacheControl);
    }

    private static void endBlock(ByteQueue out, @Nullable Value cacheControl) {
        if (cacheControl != null && cacheControl.isObject()) {
            out.append(",\"cache_control\":");
            cacheControl.copyTo(out);
        }
        out.append("}");
    }

    private void part(String role, Value part) throws BadRequest {
        Value type = part.field("type");
        Value cacheControl = part.field("cache_control");
        switch (type == null ? "" : type.text()) {
            case "text", "refusal" -> {
                Value text = part.field(part.field("text") == null ? "refusal" : "text");
                if (text == null || !text.isString()) {
                    throw bad("content", "has a part of text without its text");
                }
                if (text.isText()) {
                    beginBlock(role);
                    textBlock(turns, text, cacheControl);
                }
            }
            case "image_url" -> {
                beginBlock(role);
                image(turns, part, cacheControl);
            }
            case "file" -> {
                beginBlock(role);
                file(part, cacheControl);
            }
            case "input_audio" -> throw bad("content", "has audio, which this model does not take");
            default -> throw bad("content", "has a part whose type this model does not take");
        }
    }

    private void image(ByteQueue out, Value part, @Nullable Value cacheControl) throws BadRequest {
        Value image = part.field("image_url");
        Value url = image != null && image.isObject() ? image.field("url") : image;
        if (url == null || !url.isText()) {
            throw bad("content", "has an image without its url");
        }
        DataUrl data = DataUrl.read(url);
        if (data != null) {
            out.append(data.isPdf() ? "{\"type\":\"document\",\"source\":" : "{\"type\":\"image\",\"source\":");
            data.writeSource(out);
        } else {
            out.append("{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":");
            url.copyTo(out);
            out.append("}");
        }
        endBlock(out, cacheControl);
    }

    private void file(Value part, @Nullable Value cacheControl) throws BadRequest {
        Value file = part.field("file");
        Value fileData = file == null ? null : file.field("file_data");
        DataUrl data = fileData == null || !fileData.isString() ? null : DataUrl.read(fileData);
        if (file == null || data == null) {
            throw bad("content", "has a file without its data as a data URL of base64");
        }
        turns.append("{\"type\":\"document\",\"source\":");
        data.writeSource(turns);
        Value name = file.field("filename");
        if (name != null && name.isText()) {
            turns.append(",\"title\":");
            name.copyTo(turns);
        }
        endBlock(turns, cacheControl);
    }

    private void toolCalls(@Nullable Value calls) throws BadRequest {
        if (calls == null) {
            return;
        }
        calls.requireArray(at + ".tool_calls");
        for (Value.Elements elements = calls.elements(); elements.next(); ) {
            Value call = elements.value();
            Value id = call.field("id");
            Value function = call.field("function");
            Value name = function == null ? null : function.field("name");
            if (id == null || !id.isText() || function == null || name == null || !name.isText()) {
                throw bad("tool_calls", "must have an id and a function with a name each");
            }
            Value arguments = function.field("arguments");
            Value input = arguments == null ? null : arguments.heldObject();
            if (arguments != null && input == null) {
                throw bad("tool_calls", "has arguments that are not a JSON object in a string");
            }
            beginBlock(ASSISTANT);
            turns.append("{\"type\":\"tool_use\",\"id\":");
            turns.append(toolId(id));
            turns.append(",\"name\":");
            name.copyTo(turns);
            turns.append(",\"input\":");
            if (input == null) {
                turns.append("{}");
            } else {
                input.copyTo(turns);
            }
            turns.append("}");
        }
    }

    private void toolResult(@Nullable Value callId, @Nullable Value content) throws BadRequest {
        if (callId == null || !callId.isText()) {
            throw bad("tool_call_id", "is required: the id of the call whose result this is");
        }
        if (content != null) {
            requireStringOrArray(content);
        }
        beginBlock(USER);
        turns.append("{\"type\":\"tool_result\",\"tool_use_id\":");
        turns.append(toolId(callId));
        if (content != null && content.isString()) {
            turns.append(",\"content\":");
            content.copyTo(turns);
        } else if (content != null && content.isArray()) {
            turns.append(",\"content\":[");
            ByteQueue blocks = new ByteQueue();
            for (Value.Elements elements = content.elements(); elements.next(); ) {
                int before = blocks.length();
                resultBlock(blocks, elements.value());
                if (before > 0 && blocks.length() > before) {
                    turns.append(",");
                }
                turns.append(blocks.array(), before, blocks.length());
            }
            turns.append("]");
        }
        turns.append("}");
    }

    private void resultBlock(ByteQueue out, Value part) throws BadRequest {
        Value text = part.field("text");
        if (part.field("image_url") != null) {
            image(out, part, null);
        } else if (text == null || !text.isString()) {
            throw bad("content", "must be text or images in a tool's result");
        } else if (text.isText()) {
            textBlock(out, text, null);
        }
    }

    /** Anthropic allows letters, digits, hyphen and underscore only; whatever else there is is the same in call and result. */
    private static byte[] toolId(Value id) {
        StringBuilder allowed = new StringBuilder(id.text());
        for (int i = 0; i < allowed.length(); i++) {
            char c = allowed.charAt(i);
            boolean ok =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!ok) {
                allowed.setCharAt(i, '_');
            }
        }
        return quoted(allowed.toString());
    }
}
