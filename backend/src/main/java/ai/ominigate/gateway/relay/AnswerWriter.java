package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.limit.Admission.Standing;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Format;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes one call's answer to its caller: heads, pieces, errors and the end. */
final class AnswerWriter {
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final String JSON = "application/json";

    private final CallerConnection caller;
    private final Arrival arrival;
    private @Nullable Standing standing;
    private boolean headSent;
    private int status;
    private long firstByteAt;
    private long lastWriteAt;

    AnswerWriter(CallerConnection caller, Arrival arrival) {
        this.caller = caller;
        this.arrival = arrival;
    }

    /** Where the key stands against its limits; known from admission on, told in every later head. */
    void standing(Standing standing) {
        this.standing = standing;
    }

    boolean headSent() {
        return headSent;
    }

    /** The status that the caller was told; 0 if none yet. */
    int status() {
        return status;
    }

    /** When the first byte of the body left; 0 if none has. */
    long firstByteAt() {
        return firstByteAt;
    }

    long lastWriteAt() {
        return lastWriteAt;
    }

    void goOn() {
        caller.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        caller.write(LastHttpContent.EMPTY_LAST_CONTENT);
        caller.flush();
    }

    /** A head whose length is not known. */
    void streamHead(String contentType) {
        HttpResponse head = head(200, contentType);
        head.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        head.headers().set("x-accel-buffering", "no");
        if (!arrival.http10()) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (arrival.http10() || !arrival.keepAlive()) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        caller.write(head);
    }

    void piece(ByteBuf bytes) {
        lastWriteAt = System.nanoTime();
        if (firstByteAt == 0) {
            firstByteAt = lastWriteAt;
        }
        caller.write(new DefaultHttpContent(bytes));
    }

    void keepAliveComment() {
        lastWriteAt = System.nanoTime();
        caller.write(new DefaultHttpContent(Unpooled.wrappedBuffer(KEEP_ALIVE)));
        caller.flush();
    }

    /** The end of a streamed answer. The connection is the exchange's no longer. */
    void endStream() {
        caller.write(LastHttpContent.EMPTY_LAST_CONTENT);
        caller.exchangeOver(arrival.keepAlive() && !arrival.http10());
    }

    /** A whole answer with what it cost. */
    void whole(int code, String contentType, ByteBuf body, @Nullable String cost) {
        HttpResponse head = head(code, contentType);
        if (cost != null) {
            head.headers().set("x-ominigate-cost", cost);
        }
        finish(head, body, true);
    }

    /**
     * An error in the caller's dialect.
     *
     * @param requestRead whether the request was read to its end; if not, the connection cannot serve another
     */
    void refuse(Refusal refusal, boolean requestRead) {
        Format format = arrival.errorFormat();
        byte[] body = ErrorBody.of(
                format, refusal.status(), refusal.code(), refusal.message(), refusal.param(), arrival.requestId());
        HttpResponse head = head(refusal.status(), JSON);
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) {
            head.headers()
                    .set(
                            HttpHeaderNames.RETRY_AFTER,
                            Math.max(1, retryAfter.plusMillis(999).toSeconds()));
        }
        if (refusal.status() == 405) {
            head.headers().set(HttpHeaderNames.ALLOW, "POST");
        }
        finish(head, Unpooled.wrappedBuffer(body), requestRead);
    }

    private void finish(HttpResponse head, ByteBuf body, boolean requestRead) {
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        boolean keepAlive = arrival.keepAlive() && requestRead;
        if (!keepAlive) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (arrival.http10()) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        caller.write(head);
        piece(body);
        caller.write(LastHttpContent.EMPTY_LAST_CONTENT);
        if (requestRead) {
            caller.exchangeOver(keepAlive);
        } else {
            caller.exchangeOverEarly();
        }
    }

    void flush() {
        caller.flush();
    }

    /** Closes the connection without an end of the answer. */
    void cut() {
        caller.cut();
    }

    private HttpResponse head(int code, String contentType) {
        headSent = true;
        status = code;
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code));
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        head.headers().set("x-request-id", arrival.requestId());
        if (arrival.errorFormat() == Format.ANTHROPIC_MESSAGES) {
            head.headers().set("request-id", arrival.requestId());
        }
        if (standing != null) {
            standing.headers(head.headers()::set);
        }
        return head;
    }
}
