package ai.ominigate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many callers who connect and say nothing as the system's bound on open files allows, 50,000 if it does, at a real
 * process with half a gigabyte of heap. Prints what one of them takes.
 */
@EnabledOnOs(OS.LINUX)
class IdleConnectionsIT {
    private static final int WANTED = 50_000;

    /** What this process and the gateway have open besides. */
    private static final int OTHER_FILES = 1_000;

    /** Fewer than a client's address has ports. */
    private static final int FROM_ONE_ADDRESS = 10_000;

    private static final int BEYOND = 200;

    /** By which the gateway computes how many its heap can hold. */
    private static final long MOST_HEAP_FOR_ONE = 16 * 1024;

    private static final Pattern HEAP = Pattern.compile("used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final int most = most();
    private final List<SocketChannel> idle = new ArrayList<>();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private RealProcess gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = RealProcess.in(folder)
                .with("OMINIGATE_RELAY_MAX_CONNECTIONS", String.valueOf(most))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        hangUp();
        gateway.close();
    }

    @Test
    void callersWhoSayNothingTakeLittleAndHoldNobodyOff() throws Exception {
        serve();
        long heapBefore = liveHeap();
        long residentBefore = resident();
        long began = System.nanoTime();
        while (idle.size() < most - BEYOND) {
            idle.add(connect());
        }
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        serve();
        long heap = (liveHeap() - heapBefore) / idle.size();
        long resident = (resident() - residentBefore) / idle.size();
        System.out.printf(
                "%,d idle connections in %,d ms: each takes %,d bytes of live heap, %,d bytes of resident memory; "
                        + "resident in all %,d MB%n",
                idle.size(), took, heap, resident, resident() >> 20);
        assertThat(heap).isLessThan(MOST_HEAP_FOR_ONE);

        // More than there may be: those who were idle longest make room, the others stay, and calls are served.
        for (int i = 0; i < 2 * BEYOND; i++) {
            idle.add(connect());
        }
        Await.until("the first is closed", () -> isClosed(idle.getFirst()));
        serve();
        assertThat(isClosed(idle.getLast())).isFalse();
        assertThat(isClosed(idle.get(idle.size() / 2))).isFalse();

        // Who has left takes nobody's place.
        hangUp();
        serve();
        while (idle.size() < most - BEYOND) {
            idle.add(connect());
        }
        serve();
        assertThat(isClosed(idle.getFirst())).isFalse();
    }

    private void hangUp() throws IOException {
        for (SocketChannel channel : idle) {
            channel.close();
        }
        idle.clear();
    }

    private static int most() {
        long files =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        return (int) Math.min(WANTED, files - OTHER_FILES);
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
        channel.bind(new InetSocketAddress("127.0.1." + (1 + idle.size() / FROM_ONE_ADDRESS), 0));
        channel.connect(new InetSocketAddress("127.0.0.1", gateway.url().getPort()));
        return channel;
    }

    private static boolean isClosed(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true; // reset
        }
    }

    private void serve() throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            String body = "{\"model\":\"demo-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"still there?\"}]}";
            WireClient.Answer answer = client.send(WireClient.post("/v1/chat/completions", gateway.apiKey(), body))
                    .answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("still there?");
        }
    }

    /** Bytes, after a collection. */
    private long liveHeap() throws IOException, InterruptedException {
        command("GC.run");
        return 1024 * number(HEAP, command("GC.heap_info"));
    }

    private long resident() throws IOException {
        return 1024 * number(RESIDENT, Files.readString(Path.of("/proc", String.valueOf(gateway.pid()), "status")));
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private String command(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(gateway.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        return said;
    }
}
