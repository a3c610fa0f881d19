package ai.ominigate.console.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on this machine that answers what the test tells it to, on a port of its own. */
final class HealthServer implements AutoCloseable {

    static final String UP = """
            {"name":"ominigate","status":"UP","details":{
              "jdbc":{"name":"ominigate","status":"UP","details":{"database":"PostgreSQL"}},
              "diskSpace":{"name":"ominigate","status":"UP","details":{"free":1}},
              "journal":{"name":"ominigate","status":"UP"}}}""";

    static final String DOWN = """
            {"name":"ominigate","status":"DOWN","details":{
              "diskSpace":{"name":"ominigate","status":"UP","details":{"free":1}},
              "jdbc":{"name":"ominigate","status":"DOWN","details":{"error":"The database does not answer."}},
              "journal":{"name":"ominigate","status":"UNKNOWN"}}}""";

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private volatile String body = UP;

    HealthServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/health", exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            asked.incrementAndGet();
        });
        server.start();
    }

    HealthServer answers(int newStatus, String newBody) {
        body = newBody;
        status = newStatus;
        return this;
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    int timesAsked() {
        return asked.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
