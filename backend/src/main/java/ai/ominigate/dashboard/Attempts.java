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
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

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

    private static final Duration KEY_IS_KNOWN_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration LONGEST_CALL = Duration.ofMinutes(2);
    private static final int NANO_PLACES = 9;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Accounts accounts;
    private final KeyDirectory keys;
    private final Bar bar;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
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

    @PreDestroy
    void close() {
        client.close();
    }

    /**
     * Makes it.
     *
     * @param address from where whoever tries comes, 4 or 16 bytes
     * @param requestId of the request to make it
     * @throws Refused if it cannot be made at all; what the gateway refuses is an attempt like any other
     */
    Attempt make(UUID account, byte[] address, String requestId, String model, String prompt)
            throws SQLException, InterruptedException {
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
        try {
            // The call comes from this machine; what is decided about theirs holds all the same.
            if (bar.shutKey(key.key().id(), account, address, requestId) != null) {
                throw Refused.closed(
                        "blocked", "Calls are not possible from here at this moment. Write to us to learn why.");
            }
            awaitKnown(key);
            return call(key.secret(), model, prompt);
        } finally {
            accounts.revoke(account, key.key().id());
        }
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

    private Attempt call(String secret, String model, String prompt) throws InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("max_tokens", MOST_TOKENS);
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        URI base = Objects.requireNonNull(baseUrl, "calls are served by then");
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
                .timeout(LONGEST_CALL)
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            return attempt(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw lost();
        }
    }

    private static Attempt attempt(HttpResponse<String> response) {
        JsonNode json;
        try {
            json = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            // Not passed on: its message has a part of the answer.
            throw lost();
        }
        boolean answered = response.statusCode() == HttpStatus.OK.getCode();
        return new Attempt(
                answered
                        ? json.path("choices")
                                .path(0)
                                .path("message")
                                .path("content")
                                .asText("")
                        : null,
                answered ? null : json.path("error").path("message").asText(""),
                response.statusCode(),
                cost(response, json),
                response.headers().firstValue("x-request-id").orElse(""),
                json.path("usage").path("prompt_tokens").asLong(),
                json.path("usage").path("completion_tokens").asLong());
    }

    private static @Nullable Long cost(HttpResponse<String> response, JsonNode json) {
        Optional<String> header = response.headers().firstValue("x-ominigate-cost");
        JsonNode told = json.path("usage").path("cost");
        BigDecimal dollars =
                header.isPresent() ? new BigDecimal(header.get()) : told.isNumber() ? told.decimalValue() : null;
        return dollars == null ? null : dollars.movePointRight(NANO_PLACES).longValue();
    }
}
