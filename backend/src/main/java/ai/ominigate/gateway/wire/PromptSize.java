package ai.ominigate.gateway.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * How much a prompt holds, from which its tokens are estimated: text by its bytes of UTF-8; images and pages of documents
 * by their number; audio as text, by a rate. The base64 of either is not text.
 */
final class PromptSize {

    /** An audio token stands for some 250 bytes of base64 (MP3) or more, a token of text for about four. */
    private static final int AUDIO_BYTES_PER_TEXT_BYTE = 64;

    /** A page of a PDF, which costs about what an image does, seldom takes less of base64. */
    private static final int DOCUMENT_BYTES_PER_IMAGE = 32 << 10;

    private static final int BYTES_PER_TOKEN_ID = 4;

    private static final String[] KNOWN_TYPES = {
        "base64", "image_url", "image", "document", "file", "input_audio",
    };

    private final byte[] body;
    private final int length;
    private final JsonParser parser;

    private long textBytes;
    private long images;
    private boolean audio;
    private long lastPayload;

    /** Counts values that this parser of this body stands at. */
    PromptSize(byte[] body, int length, JsonParser parser) {
        this.body = body;
        this.length = length;
        this.parser = parser;
    }

    long textBytes() {
        return textBytes;
    }

    int images() {
        return (int) Math.min(images, Integer.MAX_VALUE);
    }

    boolean hasAudio() {
        return audio;
    }

    /** Counts the current value; the parser stands at its end afterwards. */
    void add() throws IOException {
        count("");
    }

    /** Counts the current value of this field and all names in it: in the description of a tool they are part of the prompt. */
    void addWithName(String name) throws IOException {
        textBytes += name.length();
        if (!parser.currentToken().isStructStart()) {
            count("");
            return;
        }
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME) {
                textBytes += parser.currentName().length();
            } else {
                count("");
            }
        }
    }

    /** Counts the current value, which is that of the field {@code key}. */
    private void count(String key) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> countObject(key);
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    count(key);
                }
            }
            case VALUE_STRING -> textBytes += stringBytes();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> textBytes += BYTES_PER_TOKEN_ID;
            case null, default -> {}
        }
    }

    private void countObject(String key) throws IOException {
        String type = "";
        long payload = -1;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && isPayload(key, name)) {
                payload = isLink(name) ? stringBytes() : rawStringBytes();
            } else if (value == JsonToken.VALUE_STRING && name.equals("type")) {
                type = knownType();
                textBytes += stringBytes();
            } else {
                count(name);
            }
        }
        countPart(key, type, payload);
    }

    private static boolean isPayload(String key, String name) {
        return switch (name) {
            case "data" -> key.equals("source") || key.equals("input_audio");
            case "file_data" -> key.equals("file");
            case "url" -> key.equals("image_url");
            case "image_url" -> true;
            default -> false;
        };
    }

    /** A URL that is not the image itself costs as text, which is little. */
    private boolean isLink(String name) {
        return name.endsWith("url") && !JsonScan.startsWith(body, tokenStart() + 1, length, "data:");
    }

    private void countPart(String key, String type, long payload) {
        switch (key) {
            case "source" -> {
                lastPayload = 0;
                if (type.equals("base64")) {
                    lastPayload = payload;
                } else {
                    textBytes += Math.max(0, payload);
                }
            }
            case "input_audio" -> {
                audio = true;
                textBytes += Math.max(0, payload) / AUDIO_BYTES_PER_TEXT_BYTE;
            }
            case "file" -> images += Math.max(0, payload) / DOCUMENT_BYTES_PER_IMAGE;
            default -> {}
        }
        switch (type) {
            case "image_url", "image", "file" -> images++;
            case "document" -> {
                images += 1 + Math.max(0, lastPayload) / DOCUMENT_BYTES_PER_IMAGE;
                lastPayload = 0;
            }
            case "input_audio" -> audio = true;
            default -> {}
        }
    }

    private String knownType() throws IOException {
        for (String known : KNOWN_TYPES) {
            if (Json.textIs(parser, known)) {
                return known;
            }
        }
        return "";
    }

    private int tokenStart() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private int rawStringBytes() {
        int start = tokenStart();
        return JsonScan.stringEnd(body, start, length) - start - 2;
    }

    /** How many bytes of UTF-8 the current string has. */
    private int stringBytes() {
        return JsonScan.stringBytes(body, tokenStart(), length);
    }
}
