package ai.ominigate.gateway.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the gateway has to know of a request in one pass. Refuses what the dialect would refuse and the gateway
 * needs to be right; everything else is the upstream's to judge.
 *
 * <p>Refuses as well what the gateway could not bill or keep its promises for: tools that the provider charges by use,
 * processing tiers and places with prices of their own, and having a conversation stored at the provider.
 */
public final class RequestReader {

    private static final long MAX_CHOICES = 128;

    private final Format format;
    private final JsonParser parser;
    private final PromptSize size;
    private final List<String> seen = new ArrayList<>(16);

    @Nullable
    private String model;

    private boolean stream;
    private boolean includeUsage;
    private boolean hasStreamOptions;
    private boolean hasInput;
    private long maxOutput = -1;
    private int choices = 1;
    private boolean audioWanted;
    private boolean singleToolCall;
    private boolean base64;

    private int modelFrom = -1;
    private int modelTo = -1;
    private int streamOptionsFrom = -1;
    private int streamOptionsTo = -1;
    private int userFrom = -1;
    private int userTo = -1;
    private int safetyIdentifierFrom = -1;
    private int safetyIdentifierTo = -1;
    private int metadataFrom = -1;
    private int metadataTo = -1;

    private RequestReader(Format format, byte[] body, int length, JsonParser parser) {
        this.format = format;
        this.parser = parser;
        size = new PromptSize(body, length, parser);
    }

    /**
     * Reads a request.
     *
     * @param body holds the request from 0 to {@code length}
     * @throws BadRequest if it cannot be served, with a sentence for the developer who sent it
     */
    public static RequestPeek read(Format format, byte[] body, int length) throws BadRequest {
        requireUtf8Object(body, length);
        UnicodeText.require(body, length);
        try (JsonParser parser = Json.FACTORY.createParser(body, 0, length)) {
            RequestReader reader = new RequestReader(format, body, length, parser);
            parser.nextToken();
            reader.readFields();
            int objectEnd = reader.position() - 1;
            if (parser.nextToken() != null) {
                throw new BadRequest("The body must be one JSON object with nothing behind it.", null);
            }
            return reader.peek(objectEnd);
        } catch (StreamConstraintsException e) {
            throw new BadRequest(
                    "The body nests deeper than " + Json.MAX_DEPTH
                            + " levels or has a name or number that is too long.",
                    null);
        } catch (JsonProcessingException e) {
            throw new BadRequest("The body is not valid JSON" + place(e.getLocation()) + ".", null);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null || location.getByteOffset() < 0 ? "" : " near byte " + location.getByteOffset();
    }

    /**
     * Jackson would recognise UTF-16 and UTF-32 by their zeros, and then count offsets in characters. It would also
     * skip a byte order mark, which RFC 8259 (section 8.1) forbids to send and other readers stumble over.
     */
    private static void requireUtf8Object(byte[] body, int length) throws BadRequest {
        for (int i = 0; i < Math.min(4, length); i++) {
            if (body[i] == 0) {
                throw new BadRequest("The body must be JSON in UTF-8.", null);
            }
        }
        if (length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF) {
            throw new BadRequest("The body must be JSON in UTF-8 without a byte order mark.", null);
        }
        int start = JsonScan.skipSpace(body, 0, length);
        if (start == length || body[start] != '{') {
            throw new BadRequest("The body must be a JSON object.", null);
        }
    }

    private void readFields() throws IOException, BadRequest {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            boolean known = switch (format) {
                case OPENAI_CHAT -> commonField(name) || chatField(name);
                case OPENAI_EMBEDDINGS -> embeddingsField(name);
                case ANTHROPIC_MESSAGES -> commonField(name) || messagesField(name);
            };
            if (known) {
                if (seen.contains(name)) {
                    throw new BadRequest("The field " + name + " may be given only once.", name);
                }
                seen.add(name);
            }
            parser.skipChildren();
        }
    }

    private RequestPeek peek(int objectEnd) throws BadRequest {
        if (model == null) {
            throw new BadRequest("The field model is required: the name of the model to call.", "model");
        }
        if (!hasInput) {
            throw format == Format.OPENAI_EMBEDDINGS
                    ? new BadRequest(
                            "The field input is required: a string, or an array of strings or tokens.", "input")
                    : new BadRequest("The field messages is required: an array of at least one message.", "messages");
        }
        if (format == Format.ANTHROPIC_MESSAGES && maxOutput < 0) {
            throw new BadRequest("The field max_tokens is required: an integer of at least 1.", "max_tokens");
        }
        if (hasStreamOptions && !stream) {
            throw new BadRequest("The field stream_options is only allowed when stream is true.", "stream_options");
        }
        return new RequestPeek(
                model,
                stream,
                format != Format.OPENAI_CHAT || includeUsage,
                maxOutput,
                choices,
                size.textBytes(),
                size.images(),
                audioWanted || size.hasAudio(),
                singleToolCall,
                base64,
                new RequestPeek.OwnedFields(
                        modelFrom,
                        modelTo,
                        streamOptionsFrom,
                        streamOptionsTo,
                        userFrom,
                        userTo,
                        safetyIdentifierFrom,
                        safetyIdentifierTo,
                        metadataFrom,
                        metadataTo,
                        objectEnd));
    }

    // The fields of each format. Each method says whether it knows the field.

    private boolean commonField(String name) throws IOException, BadRequest {
        switch (name) {
            case "model" -> model();
            case "stream" -> stream = bool("stream");
            case "messages" -> messages();
            case "max_tokens" -> maxOutput(name);
            case "tools" -> tools();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean chatField(String name) throws IOException, BadRequest {
        switch (name) {
            case "max_completion_tokens" -> maxOutput(name);
            case "n" -> choices = (int) integer(name, 1, 1, MAX_CHOICES);
            case "stream_options" -> streamOptions();
            case "user" -> user();
            case "safety_identifier" -> {
                requireOrNull(name, "a string", JsonToken.VALUE_STRING);
                safetyIdentifierFrom = tokenStart();
                safetyIdentifierTo = position();
            }
            case "functions" -> {
                requireOrNull(name, "an array of objects", JsonToken.START_ARRAY);
                size.add();
            }
            case "response_format", "prediction" -> {
                requireOrNull(name, "an object", JsonToken.START_OBJECT);
                size.add();
            }
            case "modalities" -> modalities();
            case "parallel_tool_calls" -> singleToolCall = !isNull() && !bool(name);
            case "web_search_options", "plugins" -> refuseServerTool(name, !isNull());
            case "service_tier" -> serviceTier();
            case "store" -> refuseStoring();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean messagesField(String name) throws IOException, BadRequest {
        switch (name) {
            case "system" -> {
                requireTextOrArrayOrNull(name, "a string or an array of blocks of text");
                size.add();
            }
            case "output_config", "output_format" -> {
                requireOrNull(name, "an object", JsonToken.START_OBJECT);
                size.add();
            }
            case "metadata" -> metadata();
            case "tool_choice" -> toolChoice();
            case "speed" ->
                refusePriced(
                        name, !isNull() && !stringIs("standard"), "The speed of this gateway's models is standard");
            case "inference_geo" ->
                refusePriced(name, !isNull() && !stringIs("global"), "This gateway's models are served anywhere");
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean embeddingsField(String name) throws IOException, BadRequest {
        switch (name) {
            case "model" -> model();
            case "input" -> input();
            case "encoding_format" -> {
                requireOrNull(name, "a string", JsonToken.VALUE_STRING);
                base64 = stringIs("base64");
            }
            case "user" -> user();
            default -> {
                return false;
            }
        }
        return true;
    }

    // Values

    private void model() throws IOException, BadRequest {
        modelFrom = tokenStart();
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getTextLength() == 0) {
            throw new BadRequest("The field model must be a non-empty string: the name of the model to call.", "model");
        }
        model = parser.getText();
        modelTo = position();
    }

    private void messages() throws IOException, BadRequest {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new BadRequest("The field messages must be an array of at least one message.", "messages");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new BadRequest(
                        "The field messages must be an array of objects, one for each message.", "messages");
            }
            hasInput = true;
            size.add();
        }
        if (!hasInput) {
            throw new BadRequest("The field messages must be an array of at least one message.", "messages");
        }
    }

    private void input() throws IOException, BadRequest {
        requireTextOrArrayOrNull("input", "a string, or an array of strings or tokens");
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            hasInput = !isNull();
            size.add();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            hasInput = true;
            size.add();
        }
    }

    private void user() throws IOException, BadRequest {
        requireOrNull("user", "a string", JsonToken.VALUE_STRING);
        userFrom = tokenStart();
        userTo = position();
    }

    private void maxOutput(String name) throws IOException, BadRequest {
        maxOutput = Math.max(maxOutput, integer(name, -1, 1, Long.MAX_VALUE));
    }

    private void streamOptions() throws IOException, BadRequest {
        streamOptionsFrom = tokenStart();
        requireOrNull("stream_options", "an object", JsonToken.START_OBJECT);
        if (!isNull()) {
            hasStreamOptions = true;
            String name = parser.nextFieldName();
            boolean told = false;
            while (name != null) {
                parser.nextToken();
                if (name.equals("include_usage")) {
                    if (told) {
                        throw new BadRequest(
                                "The field stream_options.include_usage may be given only once.",
                                "stream_options.include_usage");
                    }
                    told = true;
                    includeUsage = bool("stream_options.include_usage");
                }
                parser.skipChildren();
                name = parser.nextFieldName();
            }
        }
        streamOptionsTo = position();
    }

    private void metadata() throws IOException, BadRequest {
        requireOrNull("metadata", "an object", JsonToken.START_OBJECT);
        metadataFrom = tokenStart();
        parser.skipChildren();
        metadataTo = position();
    }

    private void modalities() throws IOException, BadRequest {
        requireOrNull("modalities", "an array of strings", JsonToken.START_ARRAY);
        if (isNull()) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require("modalities", "an array of strings", JsonToken.VALUE_STRING);
            audioWanted |= stringIs("audio");
        }
    }

    private void toolChoice() throws IOException, BadRequest {
        requireOrNull("tool_choice", "an object", JsonToken.START_OBJECT);
        if (isNull()) {
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("disable_parallel_tool_use")) {
                singleToolCall = value == JsonToken.VALUE_TRUE;
            }
            parser.skipChildren();
        }
    }

    private void serviceTier() throws IOException, BadRequest {
        boolean ordinary = isNull() || stringIs("auto") || stringIs("default");
        refusePriced("service_tier", !ordinary, "This gateway calls models in their default tier");
    }

    private void refuseStoring() throws BadRequest {
        if (bool("store")) {
            throw new BadRequest(
                    "The field store must be false or absent: this gateway has no prompts or answers kept anywhere.",
                    "store");
        }
    }

    private static void refusePriced(String name, boolean refuse, String why) throws BadRequest {
        if (refuse) {
            throw new BadRequest(why + "; leave the field " + name + " out.", name);
        }
    }

    private static void refuseServerTool(String name, boolean refuse) throws BadRequest {
        if (refuse) {
            throw new BadRequest(
                    "The field " + name
                            + " asks for a tool that the provider runs and charges by use, which this gateway"
                            + " does not offer yet. Leave it out, or give a tool that your own program runs.",
                    name);
        }
    }

    private void tools() throws IOException, BadRequest {
        requireOrNull("tools", "an array of objects", JsonToken.START_ARRAY);
        if (isNull()) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require("tools", "an array of objects", JsonToken.START_OBJECT);
            tool();
        }
    }

    private void tool() throws IOException, BadRequest {
        String name = parser.nextFieldName();
        while (name != null) {
            parser.nextToken();
            if (name.equals("type") && parser.currentToken() == JsonToken.VALUE_STRING) {
                refuseServerTool("tools", isRunByProvider());
            }
            size.addWithName(name);
            name = parser.nextFieldName();
        }
    }

    private boolean isRunByProvider() throws IOException {
        for (String prefix : format == Format.OPENAI_CHAT ? OPENAI_SERVER_TOOLS : ANTHROPIC_SERVER_TOOLS) {
            if (Json.textStartsWith(parser, prefix)) {
                return true;
            }
        }
        return false;
    }

    private static final String[] OPENAI_SERVER_TOOLS = {
        "web_search", "file_search", "code_interpreter", "image_generation", "computer", "mcp", "shell"
    };
    private static final String[] ANTHROPIC_SERVER_TOOLS = {"web_search_", "web_fetch_", "code_execution_", "advisor_"};

    // Tokens

    private boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    private boolean stringIs(String text) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING && Json.textIs(parser, text);
    }

    private void requireOrNull(String name, String expected, JsonToken allowed) throws BadRequest {
        if (!isNull()) {
            require(name, expected, allowed);
        }
    }

    private void requireTextOrArrayOrNull(String name, String expected) throws BadRequest {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            requireOrNull(name, expected, JsonToken.START_ARRAY);
        }
    }

    private void require(String name, String expected, JsonToken allowed) throws BadRequest {
        if (parser.currentToken() != allowed) {
            throw new BadRequest("The field " + name + " must be " + expected + ".", name);
        }
    }

    private boolean bool(String name) throws BadRequest {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            case null, default -> throw new BadRequest("The field " + name + " must be true or false.", name);
        };
    }

    private long integer(String name, long absent, long min, long max) throws IOException, BadRequest {
        if (isNull()) {
            return absent;
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = parser.getLongValue();
            if (value >= min && value <= max) {
                return value;
            }
        }
        String expected = max == Long.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
        throw new BadRequest("The field " + name + " must be an integer " + expected + ".", name);
    }

    private int tokenStart() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private int position() throws IOException {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }
}
