package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells callers of upstreams' refusals. */
final class Refusals {

    private static final String OUR_FAULT =
            "The provider of this model did not accept the gateway's call. The request is"
                    + " not at fault: try again later, or choose another model.";
    private static final String RATE_LIMITED =
            "The provider of this model is receiving more calls than it takes from the"
                    + " gateway. Try again later, or choose another model.";
    private static final String OVERLOADED =
            "The provider of this model is overloaded. Try again later, or choose" + " another model.";
    private static final String TIMED_OUT =
            "The provider of this model did not answer in time. Try again, or choose" + " another model.";
    private static final String FAILED = "The provider of this model failed. Try again, or choose another model.";
    private static final String REFUSED = "The provider of this model refused the request and did not say why.";
    private static final String TOO_LARGE = "The provider of this model does not take requests of this size.";

    /** No error is longer; what is, is not read. */
    private static final int MAX_LENGTH = 1 << 18;

    private Refusals() {}

    /** What a caller of this format is told, in the upstream's own words where they are the caller's business. */
    static UpstreamError translate(Format format, int upstreamStatus, byte[] body, int length, String requestId) {
        Told told = Told.read(body, length);
        return switch (UpstreamRefusal.Fault.of(upstreamStatus)) {
            case GATEWAYS -> own(format, 502, "upstream_error", OUR_FAULT, requestId);
            case RATE_LIMITED ->
                told.isAboutOurBill()
                        ? own(format, 502, "upstream_error", OUR_FAULT, requestId)
                        : own(format, 429, "rate_limit_exceeded", RATE_LIMITED, requestId);
            case TIMED_OUT -> own(format, 504, "upstream_timeout", TIMED_OUT, requestId);
            case OVERLOADED -> own(format, 503, "overloaded", OVERLOADED, requestId);
            case TOO_LARGE -> theirs(format, 413, "request_too_large", told, TOO_LARGE, body, length, requestId);
            case CALLERS -> theirs(format, 400, "invalid_request_error", told, REFUSED, body, length, requestId);
            case FAILED -> theirs(format, 502, "upstream_error", told, FAILED, body, length, requestId);
        };
    }

    private static UpstreamError own(Format format, int status, String code, String message, String requestId) {
        return new UpstreamError(status, code, ErrorBody.of(format, status, code, message, null, requestId));
    }

    private static UpstreamError theirs(
            Format format,
            int status,
            String code,
            Told told,
            String otherwise,
            byte[] body,
            int length,
            String requestId) {
        if (told.isWellFormed(format)) {
            return new UpstreamError(status, code, Arrays.copyOf(body, length));
        }
        String message = told.message == null || told.message.isBlank() ? otherwise : told.message;
        String toldCode = told.isAboutContextLength() ? "context_length_exceeded" : code;
        return new UpstreamError(status, code, ErrorBody.of(format, status, toldCode, message, told.param, requestId));
    }

    /** What an error body says, in whichever of the known shapes. */
    private static final class Told {
        @Nullable
        private String message;

        @Nullable
        private String type;

        @Nullable
        private String code;

        @Nullable
        private String param;

        private boolean isTypedError;
        private boolean hasErrorObject;
        private boolean hasCode;
        private boolean hasParam;

        static Told read(byte[] body, int length) {
            Told told = new Told();
            if (length > MAX_LENGTH) {
                return told;
            }
            try (JsonParser parser = Json.FACTORY.createParser(body, 0, length)) {
                JsonToken first = parser.nextToken();
                boolean inArray = first == JsonToken.START_ARRAY; // as Google tells errors now and then
                if ((inArray ? parser.nextToken() : first) == JsonToken.START_OBJECT) {
                    told.top(parser);
                    if ((inArray && parser.nextToken() != JsonToken.END_ARRAY) || parser.nextToken() != null) {
                        return new Told();
                    }
                    told.hasErrorObject &= !inArray;
                }
                return told;
            } catch (IOException e) {
                return new Told();
            }
        }

        private void top(JsonParser parser) throws IOException {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                String text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                switch (name) {
                    case "type" -> isTypedError = "error".equals(text);
                    case "message", "detail" -> message = message == null ? text : message;
                    case "error" -> {
                        if (value == JsonToken.START_OBJECT) {
                            hasErrorObject = true;
                            error(parser);
                        } else {
                            message = text == null ? message : text;
                        }
                    }
                    default -> {}
                }
                parser.skipChildren();
            }
        }

        private void error(JsonParser parser) throws IOException {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                String text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                switch (name) {
                    case "message" -> message = text;
                    case "type" -> type = text;
                    case "code" -> {
                        hasCode = value.isScalarValue();
                        code = text;
                    }
                    case "param" -> {
                        hasParam = value.isScalarValue();
                        param = text;
                    }
                    default -> {}
                }
                parser.skipChildren();
            }
        }

        boolean isWellFormed(Format format) {
            if (!hasErrorObject || message == null || type == null) {
                return false;
            }
            return switch (format) {
                case OPENAI_CHAT, OPENAI_EMBEDDINGS -> hasCode && hasParam;
                case ANTHROPIC_MESSAGES -> isTypedError;
            };
        }

        boolean isAboutOurBill() {
            return "insufficient_quota".equals(code)
                    || "insufficient_quota".equals(type)
                    || "billing_error".equals(type)
                    || "credit_balance_exhausted".equals(code)
                    || "enforced_spend_limit_reached".equals(code);
        }

        /** Anthropic and Google have no code for it, OpenAI's callers look for theirs. */
        boolean isAboutContextLength() {
            return "context_length_exceeded".equals(code)
                    || (message != null
                            && (message.startsWith("prompt is too long")
                                    || message.startsWith("The input token count")));
        }
    }
}
