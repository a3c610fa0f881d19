package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.provider.UpstreamBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * A request to an upstream, head and body in one buffer (RFC 9112, section 2.1). Written as bytes at once: objects for
 * ten headers and an encoder that reads them again would cost a kilobyte of garbage a call.
 */
final class UpstreamRequest {
    /** More than the head of most requests has; the buffer grows. */
    private static final int HEAD = 512;

    private static final byte[] POST = ascii("POST ");
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] SEPARATOR = ascii(": ");
    private static final byte[] LINE_END = ascii("\r\n");

    private final UpstreamBody body;
    private final ByteBuf bytes;

    /** @param path with its leading slash */
    UpstreamRequest(ByteBufAllocator allocator, String path, UpstreamBody body) {
        this.body = body;
        this.bytes = allocator.buffer(HEAD + body.length());
        bytes.writeBytes(POST);
        write(path);
        bytes.writeBytes(VERSION);
        header("content-length", Integer.toString(body.length()));
    }

    /** @param name lower-case, and given once */
    UpstreamRequest header(String name, String value) {
        write(name);
        bytes.writeBytes(SEPARATOR);
        write(value);
        bytes.writeBytes(LINE_END);
        return this;
    }

    /** The whole request; the caller's to release. */
    ByteBuf toBytes() {
        bytes.writeBytes(LINE_END);
        for (UpstreamBody.Piece piece : body.pieces()) {
            bytes.writeBytes(piece.bytes(), piece.from(), piece.to() - piece.from());
        }
        return bytes;
    }

    /** A line end inside a value would begin a header of its own. */
    private void write(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c > '~') {
                bytes.release();
                throw new IllegalArgumentException(
                        "a header of a call to an upstream has a character that no header may have");
            }
        }
        ByteBufUtil.writeAscii(bytes, text);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
