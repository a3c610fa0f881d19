package ai.ominigate.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import java.util.ArrayDeque;
import java.util.List;

/**
 * HTTP/1.1 on a caller's connection: Netty's own, stricter about header lines that go on in the next line, and with a
 * clock for heads that come too slowly to be meant.
 */
final class CallerCodec extends CombinedChannelDuplexHandler<HttpRequestDecoder, HttpResponseEncoder> {

    /** A header line that begins with a blank continues the one before it, or does not: readers differ (RFC 9112, 5.2). */
    static final class FoldedLine extends Exception {
        private static final long serialVersionUID = 1L;

        FoldedLine() {
            super("a header line begins with a blank", null, false, false);
        }
    }

    private final Decoder decoder;
    private final ArrayDeque<HttpMethod> methods = new ArrayDeque<>();

    /** When the first byte came of a head that is not whole yet, by {@link System#nanoTime()}; 0 while there is none. */
    private long headBegan;

    CallerCodec(HttpDecoderConfig config) {
        decoder = new Decoder(config);
        init(decoder, new Encoder());
    }

    /** When the head that is on its way began; 0 if none is. */
    long headBegan() {
        return headBegan;
    }

    /** Nobody read while the connection was busy: the time of the head that waited begins now. */
    void headWaited(long now) {
        if (headBegan != 0) {
            headBegan = now;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        super.channelRead(ctx, message);
        if (headBegan == 0 && decoder.isWithinHead()) {
            headBegan = System.nanoTime();
        }
    }

    private final class Decoder extends HttpRequestDecoder {
        private boolean inHead = true;
        private boolean lineBegins;
        private boolean folded;

        /** Whether something of a head has been read, other than the empty lines that may stand before it. */
        private boolean partly;

        Decoder(HttpDecoderConfig config) {
            super(config);
        }

        /** Whether a part of a head has come, read or not, and its end has not. */
        boolean isWithinHead() {
            return inHead && (partly || actualReadableBytes() > 0);
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
            int from = buffer.readerIndex();
            int before = out.size();
            super.decode(ctx, buffer, out);
            if (inHead) {
                int to = buffer.readerIndex();
                lookForFolds(buffer, from, to);
                partly |= out.size() == before && buffer.forEachByte(from, to - from, ByteProcessor.FIND_NON_CRLF) >= 0;
            }
            for (int i = before; i < out.size(); i++) {
                Object message = out.get(i);
                if (message instanceof HttpRequest request) {
                    headDone(request);
                }
                if (message instanceof LastHttpContent) {
                    inHead = true;
                }
            }
        }

        private void lookForFolds(ByteBuf buffer, int from, int to) {
            for (int at = from; at < to; ) {
                byte first = buffer.getByte(at);
                folded |= lineBegins && (first == ' ' || first == '\t');
                int lineEnd = buffer.indexOf(at, to, (byte) '\n');
                lineBegins = lineEnd >= 0;
                at = lineEnd < 0 ? to : lineEnd + 1;
            }
        }

        private void headDone(HttpRequest request) {
            inHead = false;
            partly = false;
            headBegan = 0;
            lineBegins = false;
            methods.add(request.method());
            if (folded) {
                request.setDecoderResult(DecoderResult.failure(new FoldedLine()));
            }
            folded = false;
        }
    }

    private final class Encoder extends HttpResponseEncoder {
        @Override
        protected boolean isContentAlwaysEmpty(HttpResponse answer) {
            boolean interim = answer.status().code() < HttpResponseStatus.OK.code();
            HttpMethod asked = interim ? null : methods.poll();
            return HttpMethod.HEAD.equals(asked) || super.isContentAlwaysEmpty(answer);
        }
    }
}
