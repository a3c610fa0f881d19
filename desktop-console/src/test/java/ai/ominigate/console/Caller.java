package ai.ominigate.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A customer's program that calls a model with the demo's key, from an address of the test's choice. */
final class Caller {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final long PATIENCE_SECONDS = 10;

    private final RealGateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String model;

    Caller(RealGateway gateway) throws IOException, InterruptedException {
        this.gateway = gateway;
        JsonNode models = JSON.readTree(
                http.send(request("/v1/models", "127.0.0.1").build(), HttpResponse.BodyHandlers.ofString())
                        .body());
        this.model = models.path("data").path(0).path("id").asText();
    }

    /** What a call from there is answered: {@code 200}, or the status and the code of a refusal, as {@code 403 blocked}. */
    String callFrom(String address) throws IOException, InterruptedException {
        HttpRequest call = request("/v1/chat/completions", address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"model": "%s", "max_tokens": 8, "messages": [{"role": "user", "content": "Say hello"}]}
                        """.formatted(model)))
                .build();
        HttpResponse<String> answer = http.send(call, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200
                ? "200"
                : answer.statusCode() + " "
                        + JSON.readTree(answer.body())
                                .path("error")
                                .path("code")
                                .asText();
    }

    /** Calls until it is answered so. @return how long that took */
    Duration until(String answer, String address) throws IOException, InterruptedException {
        long from = System.nanoTime();
        String last = callFrom(address);
        while (!last.equals(answer)) {
            if (System.nanoTime() - from > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("A call is answered " + last + " and not " + answer);
            }
            LockSupport.parkNanos(EVERY.toNanos());
            last = callFrom(address);
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }

    private HttpRequest.Builder request(String path, String address) {
        return HttpRequest.newBuilder(URI.create(gateway.address() + path))
                .header(
                        "Authorization",
                        "Bearer " + gateway.demo().path("apiKey").asText())
                .header("X-Forwarded-For", address);
    }
}
