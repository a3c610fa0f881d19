package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/** Writes Anthropic's system prompt and turns as the messages of a chat. */
final class TurnsAsChatMessages {

    /** Anthropic has no name for a document that a chat would need. */
    private static final String DOCUMENT = "\"document.pdf\"";

    private final ByteQueue system = new ByteQueue();
    private final ByteQueue messages = new ByteQueue();

    private String at = "messages";

    void readSystem(Value prompt) throws BadRequest {
        if (prompt.isString()) {
            prompt.copyInnerTo(system);
            return;
        }
        for (Value.Elements blocks = prompt.elements(); blocks.next(); ) {
            Value text = blocks.value().field("text");
            if (text == null || !text.isString()) {
                throw new BadRequest("The field system must be a string or an array of blocks of text.", "system");
            }
            system.append(system.isEmpty() ? "" : "\\n\\n");
            text.copyInnerTo(system);
        }
    }

    void read(Value turns) throws BadRequest {
        int index = 0;
        for (Value.Elements elements = turns.elements(); elements.next(); index++) {
            at = "messages[" + index + "]";
            Value role = elements.value().field("role");
            Value content = elements.value().field("content");
            if (content == null || (!content.isString() && !content.isArray())) {
                throw bad("content", "must be a string or an array of blocks");
            }
            switch (role == null ? "" : role.text()) {
                case "user" -> userTurn(content);
                case "assistant" -> assistantTurn(content);
                default -> throw bad("role", "must be user or assistant");
            }
        }
    }

    /** Appends the messages. */
    void write(ByteQueue out) {
        out.append(",\"messages\":[");
        if (!system.isEmpty()) {
            out.append("{\"role\":\"system\",\"content\":\"");
            out.append(system.array(), 0, system.length());
            out.append(messages.isEmpty() ? "\"}" : "\"},");
        }
        out.append(messages.array(), 0, messages.length());
        out.append("]");
    }

    private BadRequest bad(String field, String what) {
        return new BadRequest("The field " + at + "." + field + " " + what + ".", at + "." + field);
    }

    private void beginMessage(String role) {
        messages.append(messages.isEmpty() ? "" : ",");
        messages.append("{\"role\":\"" + role + "\"");
    }

    /** Results of tools come first: they must follow the calls at once. */
    private void userTurn(Value content) throws BadRequest {
        Value onlyText = content.isString() ? content : onlyText(content);
        if (onlyText != null) {
            beginMessage("user");
            messages.append(",\"content\":");
            onlyText.copyTo(messages);
            messages.append("}");
            return;
        }
        ByteQueue parts = new ByteQueue();
        for (Value.Elements elements = content.elements(); elements.next(); ) {
            Value block = elements.value();
            if (type(block).equals("tool_result")) {
                toolResult(block, parts);
            } else {
                part(block, parts);
            }
        }
        if (!parts.isEmpty()) {
            beginMessage("user");
            messages.append(",\"content\":[");
            messages.append(parts.array(), 0, parts.length());
            messages.append("]}");
        }
    }

    /** The text of a turn of one block: many who copy OpenAI's dialect take only strings. */
    @Nullable
    private static Value onlyText(Value content) {
        Value.Elements elements = content.elements();
        if (!elements.next()) {
            return null;
        }
        Value block = elements.value();
        Value text = block.field("text");
        return !elements.next() && type(block).equals("text") && text != null && text.isString() ? text : null;
    }

    private static String type(Value block) {
        Value type = block.field("type");
        return type == null ? "" : type.text();
    }

    private void toolResult(Value result, ByteQueue partsOfUser) throws BadRequest {
        Value id = result.field("tool_use_id");
        Value content = result.field("content");
        Value isError = result.field("is_error");
        if (id == null || !id.isText()) {
            throw bad("content", "has a tool_result without its tool_use_id");
        }
        ByteQueue text = new ByteQueue();
        int before = partsOfUser.length();
        if (content != null && content.isString()) {
            content.copyInnerTo(text);
        } else if (content != null) {
            content.requireArray(at + ".content");
            for (Value.Elements elements = content.elements(); elements.next(); ) {
                Value block = elements.value();
                if (type(block).equals("text")) {
                    text.append(text.isEmpty() ? "" : "\\n");
                    text(block).copyInnerTo(text);
                } else {
                    part(block, partsOfUser);
                }
            }
        }
        beginMessage("tool");
        messages.append(",\"tool_call_id\":");
        id.copyTo(messages);
        messages.append(",\"content\":\"");
        messages.append(isError != null && isError.isTrue() ? "Error: " : "");
        messages.append(text.isEmpty() && partsOfUser.length() > before ? "The result follows." : "");
        messages.append(text.array(), 0, text.length());
        messages.append("\"}");
    }

    private Value text(Value block) throws BadRequest {
        Value text = block.field("text");
        if (text == null || !text.isString()) {
            throw bad("content", "has a block of text without its text");
        }
        return text;
    }

    private void part(Value block, ByteQueue out) throws BadRequest {
        out.append(out.isEmpty() ? "" : ",");
        switch (type(block)) {
            case "text" -> textPart(text(block), out);
            case "image" -> image(block, out);
            case "document" -> document(block, out);
            default -> throw bad("content", "has a block whose type this model does not take");
        }
    }

    private static void textPart(Value text, ByteQueue out) {
        out.append("{\"type\":\"text\",\"text\":");
        text.copyTo(out);
        out.append("}");
    }

    private void image(Value block, ByteQueue out) throws BadRequest {
        Value source = block.field("source");
        String type = source == null ? "" : type(source);
        out.append("{\"type\":\"image_url\",\"image_url\":{\"url\":");
        if (source != null && type.equals("url")) {
            string(source, "url").copyTo(out);
        } else if (source != null && type.equals("base64")) {
            dataUrl(source, out);
        } else {
            throw bad("content", "has an image whose source is neither base64 nor a url");
        }
        out.append("}}");
    }

    private void dataUrl(Value source, ByteQueue out) throws BadRequest {
        out.append("\"data:");
        string(source, "media_type").copyInnerTo(out);
        out.append(";base64,");
        string(source, "data").copyInnerTo(out);
        out.append("\"");
    }

    private Value string(Value object, String name) throws BadRequest {
        Value value = object.field(name);
        if (value == null || !value.isString()) {
            throw bad("content", "has a source without its " + name);
        }
        return value;
    }

    private void document(Value block, ByteQueue out) throws BadRequest {
        Value source = block.field("source");
        switch (source == null ? "" : type(source)) {
            case "base64" -> {
                Value title = block.field("title");
                out.append("{\"type\":\"file\",\"file\":{\"filename\":");
                if (title != null && title.isText()) {
                    title.copyTo(out);
                } else {
                    out.append(DOCUMENT);
                }
                out.append(",\"file_data\":");
                dataUrl(present(source), out);
                out.append("}}");
            }
            case "text" -> textPart(string(present(source), "data"), out);
            case "content" -> documentOfBlocks(present(source).field("content"), out);
            default -> throw bad("content", "has a document whose source is neither base64 nor text");
        }
    }

    private Value present(@Nullable Value source) throws BadRequest {
        if (source == null) {
            throw bad("content", "has a document without its source");
        }
        return source;
    }

    private void documentOfBlocks(@Nullable Value content, ByteQueue out) throws BadRequest {
        if (content != null && content.isString()) {
            textPart(content, out);
            return;
        }
        ByteQueue parts = new ByteQueue();
        if (content != null) {
            for (Value.Elements elements = content.elements(); elements.next(); ) {
                part(elements.value(), parts);
            }
        }
        if (parts.isEmpty()) {
            throw bad("content", "has a document without content");
        }
        out.append(parts.array(), 0, parts.length());
    }

    private void assistantTurn(Value content) throws BadRequest {
        ByteQueue text = new ByteQueue();
        ByteQueue calls = new ByteQueue();
        if (content.isString()) {
            content.copyInnerTo(text);
        }
        for (Value.Elements elements = content.elements(); elements.next(); ) {
            Value block = elements.value();
            switch (type(block)) {
                case "text" -> text(block).copyInnerTo(text);
                case "tool_use" -> toolUse(block, calls);
                case "thinking", "redacted_thinking" -> {}
                default -> throw bad("content", "has a block whose type this model does not take");
            }
        }
        beginMessage("assistant");
        if (text.isEmpty() && !calls.isEmpty()) {
            messages.append(",\"content\":null");
        } else {
            messages.append(",\"content\":\"");
            messages.append(text.array(), 0, text.length());
            messages.append("\"");
        }
        if (!calls.isEmpty()) {
            messages.append(",\"tool_calls\":[");
            messages.append(calls.array(), 0, calls.length());
            messages.append("]");
        }
        messages.append("}");
    }

    private void toolUse(Value block, ByteQueue calls) throws BadRequest {
        Value id = block.field("id");
        Value name = block.field("name");
        Value input = block.field("input");
        if (id == null || !id.isText() || name == null || !name.isText() || input == null || !input.isObject()) {
            throw bad("content", "has a tool_use without its id, name or input");
        }
        calls.append(calls.isEmpty() ? "" : ",");
        calls.append("{\"id\":");
        id.copyTo(calls);
        calls.append(",\"type\":\"function\",\"function\":{\"name\":");
        name.copyTo(calls);
        calls.append(",\"arguments\":");
        input.quoteTo(calls);
        calls.append("}}");
    }
}
