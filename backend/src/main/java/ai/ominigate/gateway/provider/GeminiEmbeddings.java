package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.JsonScan;
import ai.ominigate.gateway.wire.RequestPeek;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's embeddings as Gemini's {@code batchEmbedContents}. Older models of Google's report no usage: then the answer
 * tells what is estimated.
 *
 * @see <a href="https://ai.google.dev/api/embeddings">Google's reference of embeddings</a>
 */
final class GeminiEmbeddings {

    private GeminiEmbeddings() {}

    /** The request, of which {@code user} is dropped; tokens in the place of text are refused. */
    static byte[] request(byte[] body, int length, String upstreamModel) throws BadRequest {
        Value input = Value.EMPTY_OBJECT;
        Value dimensions = null;
        for (Value.Fields fields = Value.of(body, 0, length).fields(); fields.next(); ) {
            Value value = fields.value();
            switch (fields.name()) {
                case "input" -> input = value;
                case "dimensions" -> dimensions = value.isNull() ? null : value;
                case "encoding_format" -> requireKnown(value);
                default -> {}
            }
        }
        ByteQueue out = new ByteQueue();
        out.append("{\"requests\":[");
        if (input.isString()) {
            writeRequest(out, input, dimensions, upstreamModel);
        } else {
            writeRequests(out, input, dimensions, upstreamModel);
        }
        out.append("]}");
        return out.toArray();
    }

    private static void requireKnown(Value encoding) throws BadRequest {
        if (!encoding.isNull() && !encoding.is("float") && !encoding.is("base64")) {
            throw new BadRequest("The field encoding_format must be float or base64.", "encoding_format");
        }
    }

    private static void writeRequests(ByteQueue out, Value input, @Nullable Value dimensions, String upstreamModel)
            throws BadRequest {
        int index = 0;
        for (Value.Elements texts = input.elements(); texts.next(); index++) {
            if (!texts.value().isString()) {
                throw notText();
            }
            out.append(index == 0 ? "" : ",");
            writeRequest(out, texts.value(), dimensions, upstreamModel);
        }
        if (index == 0) {
            throw notText();
        }
    }

    private static BadRequest notText() {
        return new BadRequest(
                "The field input must be a string or an array of strings: this model does not take tokens.", "input");
    }

    private static void writeRequest(ByteQueue out, Value text, @Nullable Value dimensions, String upstreamModel) {
        out.append("{\"model\":");
        out.append(RequestSplice.quoted(GeminiCalls.name(upstreamModel)));
        out.append(",\"content\":{\"parts\":[{\"text\":");
        text.copyTo(out);
        out.append("}]}");
        if (dimensions != null) {
            out.append(",\"outputDimensionality\":");
            dimensions.copyTo(out);
        }
        out.append("}");
    }

    /** The answer, under the name of the model that the caller asked for. */
    static Answer answer(byte[] body, int length, RequestPeek peek) throws BrokenAnswer {
        boolean isJson = new JsonScan().scan(body, 0, length, (json, depth, keyFrom, keyTo, valueFrom) -> false);
        Value answer = isJson ? Value.of(body, 0, length) : Value.EMPTY_OBJECT;
        Value error = answer.field("error");
        if (error != null) {
            return new Answer(null, 0, null, ProviderErrors.code(body, error.from(), length), new byte[0], -1);
        }
        Value embeddings = answer.field("embeddings");
        if (embeddings == null || !embeddings.isArray()) {
            throw new BrokenAnswer("the upstream's answer has no embeddings");
        }
        Value metadata = answer.field("usageMetadata");
        TokenCounts usage =
                metadata == null ? null : GeminiUsage.readPrompt(metadata.json(), metadata.from(), metadata.to());
        ByteQueue out = new ByteQueue();
        out.append("{\"object\":\"list\",\"data\":[");
        writeData(embeddings, peek.base64(), out);
        out.append("],\"model\":");
        out.append(RequestSplice.quoted(peek.model()));
        long tokens = usage == null ? Estimate.tokens(peek.textBytes()) : usage.prompt();
        out.append(",\"usage\":{\"prompt_tokens\":" + tokens + ",\"total_tokens\":" + tokens);
        int costAt = out.length();
        out.append("}}");
        return new Answer(usage, 0, null, null, out.toArray(), costAt);
    }

    private static void writeData(Value embeddings, boolean base64, ByteQueue out) throws BrokenAnswer {
        int index = 0;
        for (Value.Elements elements = embeddings.elements(); elements.next(); index++) {
            Value values = elements.value().field("values");
            if (values == null || !values.isArray()) {
                throw new BrokenAnswer("the upstream's answer has an embedding without its values");
            }
            out.append(index == 0 ? "" : ",");
            out.append("{\"object\":\"embedding\",\"index\":" + index + ",\"embedding\":");
            if (base64) {
                out.append("\"");
                out.append(packed(values));
                out.append("\"");
            } else {
                values.copyTo(out);
            }
            out.append("}");
        }
    }

    private static byte[] packed(Value values) throws BrokenAnswer {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        ByteBuffer four = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Value.Elements elements = values.elements(); elements.next(); ) {
            Value number = elements.value();
            try {
                String digits = new String(number.json(), number.from(), number.to() - number.from(), US_ASCII);
                packed.writeBytes(four.putFloat(0, Float.parseFloat(digits)).array());
            } catch (NumberFormatException e) {
                throw new BrokenAnswer("the upstream's answer has an embedding whose values are not numbers");
            }
        }
        return Base64.getEncoder().encode(packed.toByteArray());
    }
}
