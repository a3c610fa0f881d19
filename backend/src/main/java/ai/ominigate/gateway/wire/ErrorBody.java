package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Errors in the words of the caller's dialect. Codes are the gateway's own, the same in both: callers of OpenAI's
 * format read the code, callers of Anthropic's the type that stands for it.
 */
public final class ErrorBody {

    private static final byte[] NAMED_EVENT = "event: error\n".getBytes(UTF_8);
    private static final byte[] DATA = "data: ".getBytes(UTF_8);
    private static final byte[] END = "\n\n".getBytes(UTF_8);

    private ErrorBody() {}

    /**
     * The body of an answer with this status.
     *
     * @param code one of the gateway's codes, such as {@code insufficient_balance}
     * @param message a sentence for the developer who reads it
     * @param param the field of the request it is about, or null; only OpenAI's format has a place for it
     * @param requestId the call's id; only Anthropic's format has a place for it
     */
    public static byte[] of(
            Format format, int status, String code, String message, @Nullable String param, String requestId) {
        return switch (format) {
            case OPENAI_CHAT, OPENAI_EMBEDDINGS -> openAi(openAiType(status), code, message, param);
            case ANTHROPIC_MESSAGES -> anthropic(anthropicType(status, code), message, requestId);
        };
    }

    /** An error after streaming began, as a server-sent event. */
    public static byte[] event(Format format, String code, String message) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        switch (format) {
            case OPENAI_CHAT, OPENAI_EMBEDDINGS -> {
                event.writeBytes(DATA);
                event.writeBytes(openAi(openAiType(statusOf(code)), code, message, null));
            }
            case ANTHROPIC_MESSAGES -> {
                event.writeBytes(NAMED_EVENT);
                event.writeBytes(DATA);
                event.writeBytes(anthropic(anthropicType(statusOf(code), code), message, null));
            }
        }
        event.writeBytes(END);
        return event.toByteArray();
    }

    /** OpenAI's form: all four keys are required, absent values are null. */
    static byte[] openAi(String type, @Nullable String code, String message, @Nullable String param) {
        return write(json -> {
            json.writeObjectFieldStart("error");
            json.writeStringField("message", Json.encodable(message));
            json.writeStringField("type", type);
            json.writeStringField("param", param == null ? null : Json.encodable(param));
            json.writeStringField("code", code);
            json.writeEndObject();
        });
    }

    static byte[] anthropic(String type, String message, @Nullable String requestId) {
        return write(json -> {
            json.writeStringField("type", "error");
            json.writeObjectFieldStart("error");
            json.writeStringField("type", type);
            json.writeStringField("message", Json.encodable(message));
            json.writeEndObject();
            if (requestId != null) {
                json.writeStringField("request_id", requestId);
            }
        });
    }

    private static String openAiType(int status) {
        return switch (status) {
            case 402 -> "insufficient_quota";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    /** By <a href="https://docs.anthropic.com/en/api/errors">Anthropic's table of errors</a>. */
    private static String anthropicType(int status, String code) {
        if (code.equals("overloaded")) {
            return "overloaded_error";
        }
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    /** The status that an error with this code would have had, had it come before the headers. */
    private static int statusOf(String code) {
        return switch (code) {
            case "invalid_request_error" -> 400;
            case "invalid_api_key" -> 401;
            case "insufficient_balance" -> 402;
            case "account_suspended", "blocked", "model_not_allowed" -> 403;
            case "model_not_found" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_exceeded" -> 429;
            case "no_upstream", "overloaded" -> 503;
            case "upstream_timeout" -> 504;
            default -> 502;
        };
    }

    private static byte[] write(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
