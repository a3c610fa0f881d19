package ai.ominigate.dashboard;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.IssuedKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.KeyScope;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.rest.Refused;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpStatus;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one call for somebody who tries a model: through this gateway's own door, as a program would, with a key of the
 * account that is made for it, may do nothing else and is revoked afterwards. So it is admitted, paid, limited and metered as
 * every call is, and goes to whom every call may go. Blocks.
 */
@Singleton
final class Attempts implements BeforeReady {
    /** What such keys are called, in usage and in lists. */
    static final String KEY_NAME = "Try it";

    /** Should this node die in between, the key is good for nothing soon. */
    static final Duration KEY_HOLDS = Duration.ofMinutes(3);

    /** Characters of a prompt. */
    static final int LONGEST = 4_000;

    static final int MOST_TOKENS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration KEY_IS_KNOWN_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration LONGEST_CALL = Duration.ofMinutes(2);
    private static final int NANO_PLACES = 9;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Accounts accounts;
    private final KeyDirectory keys;
    private final Bar bar;
    private final InstantSource clock;
    private @Nullable HttpClient client;
    private volatile @Nullable URI baseUrl;

    Attempts(Accounts accounts, KeyDirectory keys, Bar bar, InstantSource clock) {
        this.accounts = accounts;
        this.keys = keys;
        this.bar = bar;
        this.clock = clock;
    }

    @Override
    public void prepare(URI url) {
        baseUrl = url;
    }

    /** Made when somebody tries: it has threads, and takes time that a start is waited for. */
    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            client = made;
        }
        return made;
    }

    @PreDestroy
    synchronized void close() {
        if (client != null) {
            client.close();
        }
    }

    /**
     * Gets ready for it: from here on there is a key that has to be revoked, which closing does.
     *
     * @param address from where whoever tries comes, 4 or 16 bytes
     * @param requestId of the request to make it
     * @throws Refused if it cannot be made at all, and so costs nothing; what the gateway refuses is an attempt like any other
     */
    Ready begin(UUID account, byte[] address, String requestId, String model) throws SQLException {
        NewKey wish = new NewKey(
                KEY_NAME,
                clock.instant().plus(KEY_HOLDS),
                Set.of(model),
                List.of(),
                new KeyLimits(null, null, null, null, null, 1),
                KeyScope.CALL);
        IssuedKey key = accounts.issue(account, wish);
        if (key == null) {
            throw Refused.notFound("There is no such account any more.");
        }
        Ready ready = new Ready(account, key, model);
        try {
            // The call comes from this machine; what is decided about theirs holds all the same.
            if (bar.shutKey(key.key().id(), account, address, requestId) != null) {
                throw Refused.closed(
                        "blocked", "Calls are not possible from here at this moment. Write to us to learn why.");
            }
            awaitKnown(key);
            return ready;
        } catch (Refused e) {
            ready.close();
            throw e;
        }
    }

    /** A call that can be made, once. */
    final class Ready implements AutoCloseable {
        private final UUID account;
        private final IssuedKey key;
        private final String model;

        private Ready(UUID account, IssuedKey key, String model) {
            this.account = account;
            this.key = key;
            this.model = model;
        }

        /**
         * Makes it.
         *
         * @throws Refused {@code try_lost} if nobody knows what came of it
         * @throws IOException if whoever hears it has left, which ends the call
         */
        Attempt make(String prompt, Hearer hearer) throws IOException, InterruptedException {
            return call(key.secret(), model, prompt, hearer);
        }

        /** Revokes its key. */
        @Override
        public void close() throws SQLException {
            accounts.revoke(account, key.key().id());
        }
    }

    /** Who hears an answer while it is given. */
    @FunctionalInterface
    interface Hearer {
        /** The next piece of it. */
        void hear(String piece) throws IOException;
    }

    private void awaitKnown(IssuedKey key) {
        long deadline = System.nanoTime() + KEY_IS_KNOWN_WITHIN.toNanos();
        while (keys.find(key.secret()) == null) {
            if (System.nanoTime() - deadline > 0) {
                throw away();
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private static Refused away() {
        return new Refused(
                HttpStatus.SERVICE_UNAVAILABLE,
                "try_away",
                "The call could not be made at this moment, and nothing was charged for it. Try again in a moment.");
    }

    /** It was sent, so it may have been served and paid for. */
    private static Refused lost() {
        return new Refused(
                HttpStatus.BAD_GATEWAY,
                "try_lost",
                "The answer did not arrive. What the call cost, if anything, stands in your usage; look there before you try again.");
    }

    private Attempt call(String secret, String model, String prompt, Hearer hearer)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response;
        try {
            response = client().send(request(secret, model, prompt), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw lost();
        }
        InputStream body = response.body();
        CompletableFuture<Void> tooLong = CompletableFuture.runAsync(
                () -> close(body), CompletableFuture.delayedExecutor(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = response.headers().firstValue("x-request-id").orElse("");
            return response.statusCode() == HttpStatus.OK.getCode()
                    ? new Hearing(id, hearer).of(lines)
                    : refused(response.statusCode(), id, JSON.readTree(lines));
        } catch (JsonProcessingException e) {
            // Not passed on: its message has a part of the answer.
            throw lost();
        } finally {
            tooLong.cancel(false);
        }
    }

    private HttpRequest request(String secret, String model, String prompt) {
        ObjectNode body = JSON.createObjectNode()
                .put("model", model)
                .put("max_tokens", MOST_TOKENS)
                .put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        URI base = Objects.requireNonNull(baseUrl, "calls are served by then");
        return HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
                .timeout(LONGEST_CALL)
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            LOG.debug("A call that took too long was over already");
        }
    }

    private static Attempt refused(int status, String id, JsonNode json) {
        return new Attempt(null, json.path("error").path("message").asText(""), status, null, id, 0, 0);
    }

    /** An answer in events (WHATWG HTML, 9.2) of OpenAI's chat completions, until {@code [DONE]}. */
    private static final class Hearing {
        private static final String DATA = "data:";
        private static final String DONE = "[DONE]";

        private final String id;
        private final Hearer hearer;
        private final StringBuilder answer = new StringBuilder();
        private @Nullable String failure;
        private @Nullable Long cost;
        private long input;
        private long output;

        Hearing(String id, Hearer hearer) {
            this.id = id;
            this.hearer = hearer;
        }

        Attempt of(BufferedReader lines) throws IOException {
            for (String line = next(lines); line != null; line = next(lines)) {
                if (line.startsWith(DATA)) {
                    String data = line.substring(DATA.length()).strip();
                    if (data.equals(DONE)) {
                        return heard();
                    }
                    hear(JSON.readTree(data));
                }
            }
            if (failure == null) {
                throw lost();
            }
            return heard();
        }

        private Attempt heard() {
            return new Attempt(
                    failure != null && answer.isEmpty() ? null : answer.toString(),
                    failure,
                    HttpStatus.OK.getCode(),
                    cost,
                    id,
                    input,
                    output);
        }

        private static @Nullable String next(BufferedReader lines) {
            try {
                return lines.readLine();
            } catch (IOException e) {
                throw lost();
            }
        }

        private void hear(JsonNode event) throws IOException {
            String piece =
                    event.path("choices").path(0).path("delta").path("content").asText("");
            if (!piece.isEmpty()) {
                answer.append(piece);
                hearer.hear(piece);
            }
            if (event.path("error").isObject()) {
                failure = event.path("error").path("message").asText("");
            }
            JsonNode usage = event.path("usage");
            if (usage.isObject()) {
                input = usage.path("prompt_tokens").asLong();
                output = usage.path("completion_tokens").asLong();
                cost = usage.path("cost").isNumber()
                        ? usage.path("cost")
                                .decimalValue()
                                .movePointRight(NANO_PLACES)
                                .longValue()
                        : null;
            }
        }
    }
}
