package ai.ominigate.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls over HTTP/1.1 and times them. All of it happens on one thread; a process of its own in the benchmark, so
 * that a pause of the target's or the caller's JVM is seen from outside.
 */
final class LoadGenerator {

    /** More calls than this at once means that the target is far beyond what it can do. */
    private static final int MOST_CONNECTIONS = 2_000;

    private static final long ANSWERS_ARRIVE_WITHIN = Duration.ofSeconds(10).toNanos();
    private static final long NOT_YET = -1;

    /** The line by which another process knows that calls count from now on. */
    static final String COUNTING = "counting";

    private final URI target;
    private final Load load;
    private final Runnable whenCounting;
    private final ByteBuf request;
    private final MultiThreadIoEventLoopGroup group = Sockets.open();
    private final EventLoop loop = group.next();
    private final Bootstrap bootstrap;
    private final Histogram latency = Measured.histogram();
    private final Histogram firstByte = Measured.histogram();
    private final CompletableFuture<Measured> result = new CompletableFuture<>();

    /** Connections without a call; the last one used is used first. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    /** Moments of calls that are due and have no connection yet. */
    private final Deque<Long> waiting = new ArrayDeque<>();

    private final Set<Connection> connections = new HashSet<>();
    private long countFrom;
    private long countUntil;
    private final int mostConnections;
    private long nextDue;
    private long toStart;
    private long events;
    private long started;
    private long ended;
    private long failed;
    private int opening;

    private LoadGenerator(URI target, String key, Load load, Runnable whenCounting) {
        this.target = target;
        this.load = load;
        this.whenCounting = whenCounting;
        this.toStart = load instanceof Load.Held held ? held.streams() : Long.MAX_VALUE;
        this.mostConnections = load instanceof Load.Held held ? held.streams() : MOST_CONNECTIONS;
        this.request = request(
                target,
                key,
                load instanceof Load.Held held ? Bodies.held(held.pause()) : Bodies.request(load.streamed()));
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(Sockets.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpResponseDecoder()).addLast(new Connection(channel));
                    }
                });
    }

    /** Loads {@code target} and returns when the last answer is there, or is given up. */
    static Measured run(URI target, String key, Load load) {
        return run(target, key, load, () -> {});
    }

    /** @param whenCounting what is to be done when the warm-up is over */
    private static Measured run(URI target, String key, Load load, Runnable whenCounting) {
        LoadGenerator generator = new LoadGenerator(target, key, load, whenCounting);
        try {
            generator.loop.execute(generator::begin);
            return generator.result.join();
        } finally {
            generator.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            generator.request.release();
        }
    }

    /** Reads a load per line, and answers each with two: {@link #COUNTING} when the warm-up is over, and the result. */
    public static void main(String[] args) throws Exception {
        System.out.println(ChildProcess.READY + 0);
        try (var lines = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LoadOrder order = LoadOrder.fromLine(line);
                Measured measured = run(order.target(), order.key(), order.load(), () -> System.out.println(COUNTING));
                System.out.println(measured.toLine());
            }
        }
    }

    private static ByteBuf request(URI target, String key, String body) {
        String text = """
                POST %s HTTP/1.1\r
                Host: %s\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s""".formatted(target.getRawPath(), target.getAuthority(), key, body.length(), body);
        return Unpooled.directBuffer().writeBytes(text.getBytes(US_ASCII));
    }

    private void begin() {
        long now = System.nanoTime();
        countFrom = now + load.warmUp().toNanos();
        countUntil = countFrom + load.measured().toNanos();
        nextDue = now;
        switch (load) {
            case Load.Open open -> startDue(1_000_000_000L / open.perSecond());
            // All are open a while before anything counts.
            case Load.Held held -> startDue(held.warmUp().toNanos() * 4 / 5 / held.streams());
            case Load.Closed closed -> {
                for (int i = 0; i < closed.connections(); i++) {
                    start(System.nanoTime());
                }
            }
        }
        loop.schedule(whenCounting, countFrom - now, TimeUnit.NANOSECONDS);
        loop.schedule(this::finishIfDone, countUntil - now, TimeUnit.NANOSECONDS);
        loop.schedule(this::giveUp, countUntil + ANSWERS_ARRIVE_WITHIN - now, TimeUnit.NANOSECONDS);
    }

    private void startDue(long interval) {
        long now = System.nanoTime();
        while (nextDue <= now && nextDue < countUntil && toStart > 0) {
            start(nextDue);
            toStart--;
            nextDue += interval;
        }
        if (nextDue < countUntil && toStart > 0) {
            loop.schedule(() -> startDue(interval), Math.max(0, nextDue - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void start(long due) {
        if (counts(due)) {
            started++;
        }
        Connection free = idle.pollFirst();
        if (free != null) {
            free.call(due);
            return;
        }
        waiting.addLast(due);
        if (connections.size() + opening < mostConnections) {
            connect();
        }
    }

    private void connect() {
        opening++;
        bootstrap.connect(target.getHost(), target.getPort()).addListener((ChannelFuture connected) -> {
            opening--;
            if (!connected.isSuccess()) {
                Long due = waiting.pollFirst();
                if (due != null) {
                    fail(due);
                }
            }
        });
    }

    private boolean counts(long due) {
        return due >= countFrom && due < countUntil;
    }

    private void fail(long due) {
        if (counts(due)) {
            failed++;
        }
        record(due, NOT_YET);
    }

    private void record(long due, long firstByteAt) {
        if (counts(due)) {
            long now = System.nanoTime();
            latency.recordValue(now - due);
            firstByte.recordValue((firstByteAt == NOT_YET ? now : firstByteAt) - due);
            ended++;
        }
        finishIfDone();
    }

    private void finishIfDone() {
        if (System.nanoTime() < countUntil) {
            return;
        }
        boolean done = switch (load) {
            case Load.Open _ -> nextDue >= countUntil && ended == started;
            case Load.Closed _ -> ended == started;
            case Load.Held _ -> true;
        };
        if (done) {
            finish();
        }
    }

    /** Whoever has waited until now has waited that long: leaving them out would flatter the target. */
    private void giveUp() {
        if (result.isDone()) {
            return;
        }
        connections.forEach(Connection::giveUp);
        waiting.forEach(this::fail);
        finish();
    }

    private void finish() {
        if (!result.isDone()) {
            if (load instanceof Load.Held held) {
                failed = held.streams()
                        - connections.stream().filter(Connection::streams).count();
            }
            double seconds = load.measured().toNanos() / 1e9;
            result.complete(new Measured(latency, firstByte, failed, events, seconds));
            connections.forEach(connection -> connection.channel.close());
        }
    }

    /** A connection to the target with at most one call on it. */
    private final class Connection extends ChannelInboundHandlerAdapter {

        private final Channel channel;
        private @Nullable Long due;
        private long firstByteAt = NOT_YET;
        private int status;
        private boolean keptOpen;
        private boolean afterNewline;

        Connection(Channel channel) {
            this.channel = channel;
        }

        void call(long dueAt) {
            due = dueAt;
            firstByteAt = NOT_YET;
            channel.writeAndFlush(request.retainedDuplicate(), channel.voidPromise());
        }

        /** Whether an answer has begun here and not ended. */
        boolean streams() {
            return due != null && status == 200 && firstByteAt != NOT_YET;
        }

        void giveUp() {
            Long open = due;
            due = null;
            if (open != null) {
                fail(open);
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connections.add(this);
            next();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse response) {
                status = response.status().code();
                keptOpen = HttpUtil.isKeepAlive(response);
            }
            if (message instanceof HttpContent content) {
                if (firstByteAt == NOT_YET && content.content().isReadable()) {
                    firstByteAt = System.nanoTime();
                }
                if (load.streamed()) {
                    countEvents(content.content());
                }
                if (message instanceof LastHttpContent) {
                    answered();
                }
            }
            ReferenceCountUtil.release(message);
        }

        /** An event ends with an empty line. */
        private void countEvents(ByteBuf content) {
            boolean counted = counts(System.nanoTime());
            content.forEachByte(octet -> {
                boolean newline = octet == '\n';
                if (newline && afterNewline && counted) {
                    events++;
                }
                afterNewline = newline && !afterNewline;
                return true;
            });
        }

        private void answered() {
            Long done = due;
            due = null;
            if (done != null && status == 200) {
                record(done, firstByteAt);
            } else if (done != null) {
                fail(done);
            }
            if (load instanceof Load.Closed && System.nanoTime() < countUntil) {
                waiting.addLast(System.nanoTime());
                started += counts(waiting.peekLast()) ? 1 : 0;
            }
            if (keptOpen) {
                next();
            } else {
                channel.close();
            }
        }

        private void next() {
            Long first = waiting.pollFirst();
            if (first == null) {
                idle.addFirst(this);
            } else {
                call(first);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            connections.remove(this);
            idle.remove(this);
            giveUp();
            if (!waiting.isEmpty()) {
                connect();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
