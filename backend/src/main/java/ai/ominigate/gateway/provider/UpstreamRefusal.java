package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.JsonScan;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream's refusal means, whichever status it has: Google answers 400 to a key that it does not accept and to
 * a country that it does not serve, and tells in the body when to come back (<a
 * href="https://cloud.google.com/apis/design/errors">Google's design of errors</a>).
 *
 * @param status the status that says who is at fault
 * @param retryAfter when the body says to come back, or null
 * @param content for what content it is, or null
 */
public record UpstreamRefusal(
        int status, @Nullable Duration retryAfter, @Nullable ContentRefusal content) {

    /** A refusal that is not about content. */
    public UpstreamRefusal(int status, @Nullable Duration retryAfter) {
        this(status, retryAfter, null);
    }

    /** Whose doing a refusal is, which decides what the caller is told and whether another upstream is tried. */
    public enum Fault {
        /** The gateway's: its credential, its bill, or the address and the model that it asks for. */
        GATEWAYS,
        /** The gateway makes more calls than the upstream takes from it. */
        RATE_LIMITED,
        /** The upstream has no room for anybody. */
        OVERLOADED,
        /** The upstream did not answer in time. */
        TIMED_OUT,
        /** The upstream failed. */
        FAILED,
        /** The caller's: the upstream takes no requests of this size. */
        TOO_LARGE,
        /** The caller's: the request is wrong. */
        CALLERS;

        /** What a status other than 2xx says. A redirect is not followed: it leads away from the address that was set. */
        public static Fault of(int status) {
            return switch (status) {
                case 401, 402, 403, 404, 405, 407 -> GATEWAYS;
                case 429 -> RATE_LIMITED;
                case 503, 529 -> OVERLOADED;
                case 408, 504, 524 -> TIMED_OUT;
                case 413 -> TOO_LARGE;
                default -> status < 400 ? GATEWAYS : status < 500 ? CALLERS : FAILED;
            };
        }

        /** Whether the request itself is wrong, so that no other upstream would take it either. */
        public boolean isCallers() {
            return this == CALLERS || this == TOO_LARGE;
        }
    }

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,3})\\d*)?s");

    /** Whose doing it is. */
    public Fault fault() {
        return Fault.of(status);
    }

    /** Reads the body of an answer with this status, from 0 to {@code length}; any body at all will do. */
    public static UpstreamRefusal read(int status, byte[] body, int length) {
        boolean isJson = new JsonScan().scan(body, 0, length, (json, depth, keyFrom, keyTo, valueFrom) -> false);
        if (!isJson) {
            return new UpstreamRefusal(status, null);
        }
        Value top = Value.of(body, 0, length);
        Value.Elements elements = top.elements();
        Value error = (elements.next() ? elements.value() : top).field("error");
        return error == null ? new UpstreamRefusal(status, null) : read(status, error);
    }

    private static UpstreamRefusal read(int status, Value error) {
        Value googles = error.field("status");
        int meant = status == BAD_REQUEST && googles != null && googles.is("FAILED_PRECONDITION") ? FORBIDDEN : status;
        Duration retryAfter = null;
        Value details = error.field("details");
        if (details != null) {
            for (Value.Elements elements = details.elements(); elements.next(); ) {
                Value reason = elements.value().field("reason");
                Value delay = elements.value().field("retryDelay");
                if (status == BAD_REQUEST && reason != null && reason.text().startsWith("API_KEY_")) {
                    meant = UNAUTHORIZED;
                }
                retryAfter = delay == null ? retryAfter : duration(delay.text());
            }
        }
        return new UpstreamRefusal(meant, retryAfter, content(status, error));
    }

    /**
     * OpenAI and Azure have a code for it; OpenRouter answers 403 with the reasons of its moderation, and quotes what was
     * flagged, which nobody here reads (<a href="https://openrouter.ai/docs/api-reference/errors">its errors</a>).
     */
    private static @Nullable ContentRefusal content(int status, Value error) {
        Value code = error.field("code");
        ContentRefusal named = code == null ? null : ContentRefusal.ofErrorCode(code.text());
        Value metadata = error.field("metadata");
        boolean moderated = status == FORBIDDEN && metadata != null && metadata.field("reasons") != null;
        return named == null && moderated ? ContentRefusal.MODERATION : named;
    }

    /** A duration as Protocol Buffers write it in JSON: {@code 34.4s}. */
    @Nullable
    private static Duration duration(String text) {
        Matcher matcher = SECONDS.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String fraction = matcher.group(2) == null ? "" : matcher.group(2);
        String millis = (fraction + "000").substring(0, 3);
        return Duration.ofSeconds(Long.parseLong(matcher.group(1))).plusMillis(Long.parseLong(millis));
    }
}
