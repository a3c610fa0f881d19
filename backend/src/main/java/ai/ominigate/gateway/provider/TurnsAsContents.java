package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/** Reads Anthropic's system prompt and turns into Gemini's contents. */
final class TurnsAsContents {
    private final GeminiContents contents;

    private String at = "messages";

    TurnsAsContents(GeminiContents contents) {
        this.contents = contents;
    }

    void readSystem(Value prompt) throws BadRequest {
        if (prompt.isString()) {
            contents.system(prompt);
            return;
        }
        for (Value.Elements blocks = prompt.elements(); blocks.next(); ) {
            Value text = blocks.value().field("text");
            if (text == null || !text.isString()) {
                throw new BadRequest("The field system must be a string or an array of blocks of text.", "system");
            }
            contents.system(text);
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

    private BadRequest bad(String field, String what) {
        return new BadRequest("The field " + at + "." + field + " " + what + ".", at + "." + field);
    }

    private static String type(Value block) {
        Value type = block.field("type");
        return type == null ? "" : type.text();
    }

    /** Results of tools come first: they must follow the calls at once. */
    private void userTurn(Value content) throws BadRequest {
        if (content.isString()) {
            contents.userText(content);
            return;
        }
        for (Value.Elements elements = content.elements(); elements.next(); ) {
            if (type(elements.value()).equals("tool_result")) {
                toolResult(elements.value());
            }
        }
        for (Value.Elements elements = content.elements(); elements.next(); ) {
            if (!type(elements.value()).equals("tool_result")) {
                userBlock(elements.value());
            }
        }
    }

    private void toolResult(Value result) throws BadRequest {
        Value id = result.field("tool_use_id");
        Value content = result.field("content");
        Value isError = result.field("is_error");
        if (id == null || !id.isText()) {
            throw bad("content", "has a tool_result without its tool_use_id");
        }
        Value text = content != null && content.isString() ? content : resultText(content);
        if (!contents.result(id.text(), text, isError != null && isError.isTrue())) {
            throw bad("content", "has a tool_result whose tool_use_id is of no tool_use in an earlier turn");
        }
    }

    /** The texts of a result, one a line; all else follows beside it. */
    private Value resultText(@Nullable Value content) throws BadRequest {
        ByteQueue text = new ByteQueue();
        if (content != null) {
            for (Value.Elements elements = content.elements(); elements.next(); ) {
                Value block = elements.value();
                if (type(block).equals("text")) {
                    text.append(text.isEmpty() ? "" : "\\n");
                    text(block).copyInnerTo(text);
                } else {
                    media(block, contents.partBesideResults());
                }
            }
        }
        return Value.inQuotes(text);
    }

    private Value text(Value block) throws BadRequest {
        Value text = block.field("text");
        if (text == null || !text.isString()) {
            throw bad("content", "has a block of text without its text");
        }
        return text;
    }

    private void userBlock(Value block) throws BadRequest {
        if (type(block).equals("text")) {
            contents.userText(text(block));
            return;
        }
        Value source = block.field("source");
        boolean isDocument = type(block).equals("document");
        if (isDocument && source != null && type(source).equals("text")) {
            contents.userText(string(source, "data"));
        } else if (isDocument && source != null && type(source).equals("content")) {
            documentOfBlocks(source.field("content"));
        } else {
            media(block, contents.userPart());
        }
    }

    private void documentOfBlocks(@Nullable Value content) throws BadRequest {
        if (content == null || (!content.isText() && !content.isArray())) {
            throw bad("content", "has a document without content");
        }
        contents.userText(content);
        for (Value.Elements elements = content.elements(); elements.next(); ) {
            userBlock(elements.value());
        }
    }

    private Value string(Value object, String name) throws BadRequest {
        Value value = object.field(name);
        if (value == null || !value.isString()) {
            throw bad("content", "has a source without its " + name);
        }
        return value;
    }

    private void media(Value block, ByteQueue out) throws BadRequest {
        boolean isImage = type(block).equals("image");
        if (!isImage && !type(block).equals("document")) {
            throw bad("content", "has a block whose type this model does not take");
        }
        Value source = block.field("source");
        String sourceType = source == null ? "" : type(source);
        if (source != null && sourceType.equals("base64")) {
            base64(source, out);
        } else if (source != null && sourceType.equals("url")) {
            url(string(source, "url"), isImage, out);
        } else {
            throw bad("content", "has an image or a document whose source is neither base64 nor a url");
        }
    }

    private void base64(Value source, ByteQueue out) throws BadRequest {
        Value data = string(source, "data");
        String type = string(source, "media_type").text();
        if (!GeminiContents.writeMedia(out, type, data.json(), data.from() + 1, data.to() - 1)) {
            throw bad("content", "has a file that is neither an image nor a PDF, which is all that this model takes");
        }
    }

    private void url(Value url, boolean isImage, ByteQueue out) throws BadRequest {
        String typeAt = isImage ? GeminiContents.typeAt(url) : "application/pdf";
        if (typeAt == null) {
            throw bad(
                    "content",
                    "has an image by a URL that does not end with the name of its type, as in .png; send it as base64");
        }
        GeminiContents.writeFileData(out, typeAt, url);
    }

    /** The signature of a block of thought goes with what was said next. */
    private void assistantTurn(Value content) throws BadRequest {
        if (content.isString()) {
            contents.modelText(content, null);
            return;
        }
        Value signature = null;
        for (Value.Elements elements = content.elements(); elements.next(); ) {
            Value block = elements.value();
            switch (type(block)) {
                case "text" -> {
                    contents.modelText(text(block), signature);
                    signature = null;
                }
                case "tool_use" -> {
                    toolUse(block, signature);
                    signature = null;
                }
                case "thinking" -> signature = GeminiSignature.unmarked(block.field("signature"));
                case "redacted_thinking" -> {}
                default -> throw bad("content", "has a block whose type this model does not take");
            }
        }
    }

    private void toolUse(Value block, @Nullable Value signature) throws BadRequest {
        Value id = block.field("id");
        Value name = block.field("name");
        Value input = block.field("input");
        if (id == null || !id.isText() || name == null || !name.isText() || input == null || !input.isObject()) {
            throw bad("content", "has a tool_use without its id, name or input");
        }
        contents.call(id.text(), name, input, signature);
    }
}
