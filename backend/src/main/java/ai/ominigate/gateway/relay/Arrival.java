package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.KeyInUrl;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call when its head has arrived.
 *
 * @param id names the call for good: its journal records, its usage row, its {@code x-request-id}
 * @param requestId the same as text
 * @param startNanos of {@link System#nanoTime()}
 * @param format what the caller speaks, or null if nothing is served at this path
 * @param contentLength bytes announced; -1 if none were
 * @param keyInUrl whether its URL has a query that looks like an API key
 * @param problem why it is not read as it came, or null
 */
record Arrival(
        UUID id,
        String requestId,
        Instant at,
        long startNanos,
        @Nullable Format format,
        String method,
        String path,
        HttpHeaders headers,
        byte[] address,
        long contentLength,
        boolean chunkedRequest,
        boolean keepAlive,
        boolean http10,
        boolean keyInUrl,
        @Nullable Refusal problem) {
    private static final String BEARER = "Bearer ";

    static Arrival of(HttpRequest request, UUID id, Instant at, byte[] address, @Nullable Refusal problem) {
        String path = Relay.path(request.uri());
        return new Arrival(
                id,
                id.toString(),
                at,
                System.nanoTime(),
                Format.ofPath(path),
                request.method().name(),
                path,
                request.headers(),
                address,
                problem == null ? HttpUtil.getContentLength(request, -1L) : -1L,
                HttpUtil.isTransferEncodingChunked(request),
                problem == null && HttpUtil.isKeepAlive(request),
                request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0,
                KeyInUrl.isIn(request.uri()),
                problem);
    }

    /** The API key it came with, or null. */
    @Nullable
    CharSequence secret() {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).trim();
        }
        return headers.get("x-api-key");
    }

    /** The format that errors are told in. */
    Format errorFormat() {
        if (format != null) {
            return format;
        }
        return path.startsWith(Format.ANTHROPIC_MESSAGES.path()) ? Format.ANTHROPIC_MESSAGES : Format.OPENAI_CHAT;
    }
}
