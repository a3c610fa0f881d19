package ai.ominigate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request to the demo's provider, and the ways to answer it. */
record DemoCall(HttpExchange exchange, DemoProvider.Face face) {

    /** Answers with an error in the dialect of the face. */
    void fail(int status, String message) throws IOException {
        send(status, face.error(status, message));
    }

    /** Answers with this object. */
    void json(JsonNode body) throws IOException {
        send(200, body);
    }

    private void send(int status, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** Starts to answer with server-sent events. */
    Events startEvents() throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        return new Events(exchange.getResponseBody());
    }

    /** A stream of events. Every method fails once the connection is closed, which is what ends an abandoned answer. */
    record Events(OutputStream out) {

        void send(@Nullable String event, String data) throws IOException {
            String text = (event == null ? "" : "event: " + event + "\n") + "data: " + data + "\n\n";
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Thinks for a while, as a model would. */
        void pause(Duration pace) throws IOException {
            if (pace.isZero()) {
                return;
            }
            try {
                Thread.sleep(pace);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the demo's provider is stopping");
            }
        }

        void end() throws IOException {
            out.close();
        }
    }
}
