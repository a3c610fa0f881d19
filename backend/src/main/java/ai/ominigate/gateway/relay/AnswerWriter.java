package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.limit.Admission.Standing;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Format;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes one call's answer to its caller: heads, pieces, errors and the end. */
final class AnswerWriter {
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString ANTHROPIC_REQUEST_ID = AsciiString.cached("request-id");
    private static final AsciiString COST = AsciiString.cached("x-ominigate-cost");
    private static final AsciiString ACCEL_BUFFERING = AsciiString.cached("x-accel-buffering");
    private static final AsciiString NO = AsciiString.cached("no");

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
    void streamHead(AsciiString contentType) {
        AnswerHeaders headers = headers(contentType);
        headers.add(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        headers.add(ACCEL_BUFFERING, NO);
        if (!arrival.http10()) {
            headers.add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (arrival.http10() || !arrival.keepAlive()) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        told(200);
        caller.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, headers.toHttp()));
    }

    void piece(ByteBuf bytes) {
        bodyLeaves();
        caller.write(new DefaultHttpContent(bytes));
    }

    private void bodyLeaves() {
        lastWriteAt = System.nanoTime();
        if (firstByteAt == 0) {
            firstByteAt = lastWriteAt;
        }
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

    /** A whole answer in JSON with what it cost. */
    void whole(int code, ByteBuf body, @Nullable String cost) {
        AnswerHeaders headers = headers(HttpHeaderValues.APPLICATION_JSON);
        if (cost != null) {
            headers.add(COST, cost);
        }
        finish(code, headers, body, true);
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
        AnswerHeaders headers = headers(HttpHeaderValues.APPLICATION_JSON);
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) {
            headers.add(
                    HttpHeaderNames.RETRY_AFTER,
                    Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
        }
        if (refusal.status() == 405) {
            headers.add(HttpHeaderNames.ALLOW, HttpMethod.POST.asciiName());
        }
        finish(refusal.status(), headers, Unpooled.wrappedBuffer(body), requestRead);
    }

    private void finish(int code, AnswerHeaders headers, ByteBuf body, boolean requestRead) {
        headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
        boolean keepAlive = arrival.keepAlive() && requestRead;
        if (!keepAlive) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (arrival.http10()) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        told(code);
        bodyLeaves();
        caller.write(new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(code),
                body,
                headers.toHttp(),
                EmptyHttpHeaders.INSTANCE));
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

    private void told(int code) {
        headSent = true;
        status = code;
    }

    private AnswerHeaders headers(AsciiString contentType) {
        AnswerHeaders headers = new AnswerHeaders();
        headers.add(HttpHeaderNames.CONTENT_TYPE, contentType);
        headers.add(REQUEST_ID, arrival.requestId());
        if (arrival.errorFormat() == Format.ANTHROPIC_MESSAGES) {
            headers.add(ANTHROPIC_REQUEST_ID, arrival.requestId());
        }
        if (standing != null) {
            standing.headers(headers::add);
        }
        return headers;
    }
}
