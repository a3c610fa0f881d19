package ai.ominigate.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model provider that needs no account anywhere: a real HTTP server on a free loopback port that speaks OpenAI's and
 * Anthropic's dialects. It serves {@code demo-echo}, {@code demo-lorem} and {@code demo-embed} and reports what they
 * used, four characters to a token. It stops generating when its caller leaves.
 */
public final class DemoProvider implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final int KEY_BYTES = 32;

    static {
        // Without this each event of a stream waits for the acknowledgement of the one before.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final JsonMapper json = JsonMapper.builder().build();
    private final String apiKey;
    private final OpenAiFace openAi;
    private final AnthropicFace anthropic;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger busy = new AtomicInteger();

    /** A dialect of the provider, as far as every path of it has it in common. */
    interface Face {
        /** An error as the dialect words it. */
        JsonNode error(int status, String message);
    }

    private interface Handler {
        void answer(JsonNode body, DemoCall call) throws IOException;
    }

    private DemoProvider(String apiKey, InstantSource clock, HttpServer server) {
        this.apiKey = apiKey;
        this.openAi = new OpenAiFace(clock);
        this.anthropic = new AnthropicFace(clock);
        this.server = server;
    }

    /** Starts it with a key of its own that only {@link #settings} know. */
    public static DemoProvider start() {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return start("demo-" + HexFormat.of().formatHex(secret), InstantSource.system());
    }

    /**
     * Starts it.
     *
     * @param apiKey what callers must present: {@code Authorization: Bearer} or {@code x-api-key}
     */
    static DemoProvider start(String apiKey, InstantSource clock) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            DemoProvider provider = new DemoProvider(apiKey, clock, HttpServer.create(address, 0));
            provider.serve();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException("The demo's model provider could not open a port on this machine.", e);
        }
    }

    private void serve() {
        server.setExecutor(threads);
        route("/v1/models", "GET", openAi, (body, call) -> call.json(openAi.models()));
        route("/v1/chat/completions", "POST", openAi, openAi::chat);
        route("/v1/embeddings", "POST", openAi, openAi::embeddings);
        route("/v1/messages", "POST", anthropic, anthropic::messages);
        server.start();
    }

    /** Where it listens, with the version segment: {@code http://127.0.0.1:41234/v1}. */
    URI baseUrl() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/v1");
    }

    /**
     * The configuration that brings its models into the catalogue: as providers {@code demo-openai} and
     * {@code demo-anthropic}, one for each dialect it speaks. Holds its key.
     */
    public Map<String, Object> settings() {
        return DemoCatalogue.settings(baseUrl(), apiKey);
    }

    /** How many calls it is answering. */
    int busy() {
        return busy.get();
    }

    private void route(String path, String method, Face face, Handler handler) {
        server.createContext(path, exchange -> {
            busy.incrementAndGet();
            try (exchange) {
                answer(exchange, path, method, face, handler);
            } finally {
                busy.decrementAndGet();
            }
        });
    }

    private void answer(HttpExchange exchange, String path, String method, Face face, Handler handler)
            throws IOException {
        DemoCall call = new DemoCall(exchange, face);
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (!exchange.getRequestURI().getPath().equals(path)) {
            call.fail(404, "The demo's provider serves nothing here.");
        } else if (!authorized(exchange)) {
            call.fail(401, "The demo's provider does not know this key.");
        } else if (!exchange.getRequestMethod().equals(method)) {
            call.fail(405, "This path takes " + method + ".");
        } else if (bytes.length > MAX_BODY_BYTES) {
            call.fail(413, "The request is larger than " + MAX_BODY_BYTES + " bytes.");
        } else {
            answer(bytes, call, handler);
        }
    }

    private void answer(byte[] bytes, DemoCall call, Handler handler) throws IOException {
        JsonNode body;
        try {
            body = json.readTree(bytes);
        } catch (JsonProcessingException e) {
            // The exception quotes the body, so it goes no further.
            call.fail(400, "The request is not JSON.");
            return;
        }
        handler.answer(body, call);
    }

    private boolean authorized(HttpExchange exchange) {
        return ("Bearer " + apiKey).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || apiKey.equals(exchange.getRequestHeaders().getFirst("x-api-key"));
    }

    /** Stops at once; open streams are cut. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
