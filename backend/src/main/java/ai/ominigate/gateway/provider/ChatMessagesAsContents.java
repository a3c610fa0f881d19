package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ByteQueue;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a chat into Gemini's contents. */
final class ChatMessagesAsContents {
    private final GeminiContents contents;

    private String at = "messages";

    ChatMessagesAsContents(GeminiContents contents) {
        this.contents = contents;
    }

    void read(Value messages) throws BadRequest {
        int index = 0;
        for (Value.Elements elements = messages.elements(); elements.next(); index++) {
            at = "messages[" + index + "]";
            message(elements.value());
        }
    }

    private void message(Value message) throws BadRequest {
        Value role = message.field("role");
        Value content = message.field("content");
        if (message.field("function_call") != null) {
            throw bad("function_call", "is retired: use tool_calls");
        }
        switch (role == null ? "" : role.text()) {
            case "system", "developer" -> system(content);
            case "user" -> user(content);
            case "assistant" -> assistant(message, content);
            case "tool" -> toolResult(message.field("tool_call_id"), content);
            default -> throw bad("role", "must be system, developer, user, assistant or tool");
        }
    }

    private BadRequest bad(String field, String what) {
        return new BadRequest("The field " + at + "." + field + " " + what + ".", at + "." + field);
    }

    private void system(@Nullable Value content) throws BadRequest {
        if (content == null) {
            return;
        }
        contents.system(content);
        for (Value.Elements parts = content.elements(); parts.next(); ) {
            Value text = parts.value().field("text");
            if (text == null) {
                throw bad("content", "must be text in a system message");
            }
            contents.system(text);
        }
    }

    private void user(@Nullable Value content) throws BadRequest {
        if (content == null) {
            return;
        }
        if (content.isString()) {
            contents.userText(content);
            return;
        }
        requireParts(content);
        for (Value.Elements elements = content.elements(); elements.next(); ) {
            userPart(elements.value());
        }
    }

    private void requireParts(Value content) throws BadRequest {
        if (!content.isArray()) {
            throw bad("content", "must be a string or an array of parts");
        }
    }

    private void userPart(Value part) throws BadRequest {
        Value type = part.field("type");
        switch (type == null ? "" : type.text()) {
            case "text" -> {
                Value text = part.field("text");
                if (text != null) {
                    contents.userText(text);
                }
            }
            case "image_url" -> image(part, contents.userPart());
            case "file" -> file(part, contents.userPart());
            case "input_audio" -> audio(part, contents.userPart());
            default -> throw bad("content", "has a part whose type this model does not take");
        }
    }

    private void image(Value part, ByteQueue out) throws BadRequest {
        Value image = part.field("image_url");
        Value url = image != null && image.isObject() ? image.field("url") : image;
        if (url == null || !url.isText()) {
            throw bad("content", "has an image without its url");
        }
        DataUrl data = DataUrl.read(url);
        if (data != null) {
            media(data, out);
            return;
        }
        String typeAt = GeminiContents.typeAt(url);
        if (typeAt == null) {
            throw bad(
                    "content",
                    "has an image by a URL that does not end with the name of its type, as in .png; send it as a data"
                            + " URL of base64");
        }
        GeminiContents.writeFileData(out, typeAt, url);
    }

    private void media(DataUrl data, ByteQueue out) throws BadRequest {
        if (!GeminiContents.writeMedia(out, data.mediaType(), data.json(), data.dataFrom(), data.dataTo())) {
            throw bad("content", "has a file that is neither an image nor a PDF, which is all that this model takes");
        }
    }

    private void file(Value part, ByteQueue out) throws BadRequest {
        Value file = part.field("file");
        Value fileData = file == null ? null : file.field("file_data");
        DataUrl data = fileData == null || !fileData.isString() ? null : DataUrl.read(fileData);
        if (data == null) {
            throw bad("content", "has a file without its data as a data URL of base64");
        }
        media(data, out);
    }

    private void audio(Value part, ByteQueue out) throws BadRequest {
        Value audio = part.field("input_audio");
        Value data = audio == null ? null : audio.field("data");
        Value format = audio == null ? null : audio.field("format");
        if (data == null || !data.isText() || format == null || !(format.is("wav") || format.is("mp3"))) {
            throw bad("content", "has audio that is not base64 of format wav or mp3");
        }
        GeminiContents.writeInlineData(out, "audio/" + format.text(), data.json(), data.from() + 1, data.to() - 1);
    }

    /** The signature that came with the text goes with the last of it. */
    private void assistant(Value message, @Nullable Value content) throws BadRequest {
        Value signature = GeminiSignature.ofExtraContent(message);
        Value last = null;
        if (content != null && content.isString()) {
            last = content;
        } else if (content != null) {
            requireParts(content);
            for (Value.Elements elements = content.elements(); elements.next(); ) {
                if (last != null) {
                    contents.modelText(last, null);
                }
                last = assistantText(elements.value());
            }
        }
        Value refusal = message.field("refusal");
        if (last != null) {
            contents.modelText(last, last.isText() ? signature : null);
        }
        if (refusal != null) {
            contents.modelText(refusal, null);
        }
        Value calls = message.field("tool_calls");
        if (calls != null) {
            for (Value.Elements elements = calls.elements(); elements.next(); ) {
                toolCall(elements.value());
            }
        }
    }

    private Value assistantText(Value part) throws BadRequest {
        Value text = part.field("text");
        Value said = text == null ? part.field("refusal") : text;
        if (said == null || !said.isString()) {
            throw bad("content", "must be text in an assistant's message");
        }
        return said;
    }

    private void toolCall(Value call) throws BadRequest {
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
        contents.call(id.text(), name, input, GeminiSignature.ofExtraContent(call));
    }

    private void toolResult(@Nullable Value callId, @Nullable Value content) throws BadRequest {
        if (callId == null || !callId.isText()) {
            throw bad("tool_call_id", "is required: the id of the call whose result this is");
        }
        Value text = content != null && content.isString() ? content : resultText(content);
        if (!contents.result(callId.text(), text, false)) {
            throw bad("tool_call_id", "is of no call in an earlier message");
        }
    }

    /** The texts of a result, one a line; images follow beside it. */
    private Value resultText(@Nullable Value content) throws BadRequest {
        ByteQueue text = new ByteQueue();
        if (content != null) {
            for (Value.Elements elements = content.elements(); elements.next(); ) {
                Value part = elements.value();
                Value said = part.field("text");
                if (part.field("image_url") != null) {
                    image(part, contents.partBesideResults());
                } else if (said == null || !said.isString()) {
                    throw bad("content", "must be text or images in a tool's result");
                } else {
                    text.append(text.isEmpty() ? "" : "\\n");
                    said.copyInnerTo(text);
                }
            }
        }
        return Value.inQuotes(text);
    }
}
