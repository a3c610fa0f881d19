package ai.ominigate.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A provider of models that costs next to nothing: whatever it is asked, it answers the same, in OpenAI's format. A
 * process of its own in the benchmark.
 */
final class ModelDouble implements AutoCloseable {

    private static final int LARGEST_REQUEST = 1 << 20;
    private static final int MILLIS_BETWEEN_EVENTS = 5;
    private static final ByteBuf STREAM = constant("\"stream\":true");
    private static final ByteBuf ANSWER =
            constant(("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + "content-length: %d\r\n\r\n%s")
                    .formatted(Bodies.answer().length(), Bodies.answer()));
    private static final ByteBuf STREAM_HEAD =
            constant("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
    private static final ByteBuf PAUSE = constant(Bodies.PAUSE);
    private static final ByteBuf EVENT = Answering.chunk(Bodies.event(0));
    private static final ByteBuf STREAM_END = constant("0\r\n\r\n");

    private final MultiThreadIoEventLoopGroup loop = Sockets.open();
    private final Channel server;

    ModelDouble() {
        server = new ServerBootstrap()
                .group(loop)
                .channel(Sockets.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpRequestDecoder())
                                .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                                .addLast(new Answering());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Runs until it is killed; says its port first. */
    public static void main(String[] args) throws InterruptedException {
        try (ModelDouble model = new ModelDouble()) {
            System.out.println(ChildProcess.READY + model.port());
            model.server.closeFuture().sync();
        }
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static ByteBuf constant(String text) {
        return Unpooled.directBuffer().writeBytes(text.getBytes(US_ASCII));
    }

    private static final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            int pauseAt = ByteBufUtil.indexOf(PAUSE, request.content());
            if (pauseAt >= 0) {
                context.write(STREAM_HEAD.retainedDuplicate());
                sendForEver(context, number(request.content(), pauseAt + PAUSE.readableBytes()));
            } else if (ByteBufUtil.indexOf(STREAM, request.content()) >= 0) {
                context.write(STREAM_HEAD.retainedDuplicate());
                sendEvent(context, 0);
            } else {
                context.writeAndFlush(ANSWER.retainedDuplicate());
            }
        }

        private void sendEvent(ChannelHandlerContext context, int number) {
            if (!context.channel().isActive()) {
                return;
            }
            context.writeAndFlush(chunk(Bodies.event(number)));
            if (number + 1 == Bodies.EVENTS) {
                context.writeAndFlush(STREAM_END.retainedDuplicate());
                return;
            }
            context.executor()
                    .schedule(() -> sendEvent(context, number + 1), MILLIS_BETWEEN_EVENTS, TimeUnit.MILLISECONDS);
        }

        /** One event after the other, or only one if there is no pause between them. */
        private void sendForEver(ChannelHandlerContext context, int pauseMillis) {
            context.writeAndFlush(EVENT.retainedDuplicate());
            if (pauseMillis > 0) {
                Future<?> events = context.executor()
                        .scheduleAtFixedRate(
                                () -> context.writeAndFlush(EVENT.retainedDuplicate(), context.voidPromise()),
                                pauseMillis,
                                pauseMillis,
                                TimeUnit.MILLISECONDS);
                context.channel().closeFuture().addListener(closed -> events.cancel(false));
            }
        }

        private static int number(ByteBuf text, int from) {
            int number = 0;
            for (int at = from; Character.isDigit(text.getByte(at)); at++) {
                number = number * 10 + Character.digit(text.getByte(at), 10);
            }
            return number;
        }

        private static ByteBuf chunk(String event) {
            return constant("%s\r\n%s\r\n".formatted(Integer.toHexString(event.length()), event));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
