package ai.ominigate.gateway.lookup;

import ai.ominigate.abuse.OperationalLog;
import ai.ominigate.abuse.decision.Enforcement;
import ai.ominigate.abuse.decision.Face;
import ai.ominigate.abuse.decision.Ruling;
import ai.ominigate.abuse.signal.Observation;
import ai.ominigate.abuse.signal.Observations;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.gateway.wire.KeyInUrl;
import ai.ominigate.model.Problem;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.platform.UuidV7;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets only holders of an API key look things up, and says what there is not in their dialect. Sees all requests below
 * {@code /v1} that the relay does not take.
 */
@ServerFilter("/v1/**")
final class LookupFilter {
    private static final String KEY = "ai.ominigate.gateway.lookup.key";
    private static final String SCHEME = "Bearer ";

    private static final String CATALOGUE = "/v1/models";

    private final KeyDirectory keys;
    private final ClientAddress addresses;
    private final Enforcement enforcement;
    private final Observations observations;
    private final InstantSource clock;

    LookupFilter(
            KeyDirectory keys,
            ClientAddress addresses,
            Enforcement enforcement,
            Observations observations,
            InstantSource clock) {
        this.keys = keys;
        this.observations = observations;
        this.addresses = addresses;
        this.enforcement = enforcement;
        this.clock = clock;
    }

    @RequestFilter
    void requireKey(HttpRequest<?> request) {
        RequestIds.give(request, UuidV7.at(clock.instant()));
        String secret = secret(request);
        byte[] address = addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
        ApiKey key = secret == null ? null : keys.find(secret);
        if (key != null) {
            request.setAttribute(OperationalLog.KEY_ATTRIBUTE, key.id());
        }
        judge(request, address, key);
        if (secret == null) {
            observe(request, address, null);
            throw new LookupRefused(
                    401,
                    "invalid_api_key",
                    KeyInUrl.isIn(request.getUri().toString())
                            ? KeyInUrl.SENTENCE
                            : "No API key was given. Send it as 'Authorization: Bearer og-…' or as 'x-api-key: og-…'.");
        }
        if (key == null) {
            observe(request, address, secret);
            throw new LookupRefused(
                    401, "invalid_api_key", "This API key is unknown, revoked or expired. Use another one.");
        }
        if (!key.allowsAddress(address)) {
            throw new LookupRefused(401, "invalid_api_key", "This API key may not be used from your network address.");
        }
        if (key.accountSuspended()) {
            throw new LookupRefused(
                    403, "account_suspended", "The account of this API key is suspended. Write to support.");
        }
        request.setAttribute(KEY, key);
    }

    /** Refuses whom a decision of the abuse desk shuts out, in the words that their model calls get. */
    private void judge(HttpRequest<?> request, byte[] address, @Nullable ApiKey key) {
        long now = clock.millis();
        Ruling block = key == null
                ? enforcement.block(Face.API, address, now)
                : enforcement.block(address, key.id(), key.accountId(), now);
        if (block != null) {
            block.hit(now);
            throw new LookupRefused(403, "blocked", enforcement.sentenceForBlocked(RequestIds.of(request)));
        }
        Ruling suspension = key == null ? null : enforcement.suspension(key.id(), key.accountId(), now);
        if (suspension != null) {
            suspension.hit(now);
            throw new LookupRefused(
                    403,
                    suspension.action() == DecisionAction.SUSPEND_KEY ? "blocked" : "account_suspended",
                    enforcement.sentenceForSuspended(suspension, RequestIds.of(request)));
        }
    }

    /** Tells of somebody without a key that there is. */
    private void observe(HttpRequest<?> request, byte[] address, @Nullable String secret) {
        if (request.getPath().startsWith(CATALOGUE)) {
            observations.tell(new Observation.CatalogueRead(clock.millis(), Observation.network(address), 1));
        }
        if (secret != null) {
            observations.unknownKeyTried(clock.millis(), address, secret);
        }
    }

    @ResponseFilter
    void nameRequest(HttpRequest<?> request, MutableHttpResponse<?> response) {
        RequestIds.tell(request, response);
        if (response.body() instanceof Problem problem) {
            LookupErrors.tell(request, response, inOurWords(request, problem));
        }
    }

    /** What no controller answered, the framework refused. */
    private static LookupRefused inOurWords(HttpRequest<?> request, Problem problem) {
        String call = request.getMethodName() + " " + KeyInUrl.masked(request.getPath());
        String detail = problem.detail() == null ? problem.title() + "." : problem.detail();
        return switch (problem.status()) {
            case 404 -> new LookupRefused(404, "not_found", "There is nothing at " + call + ".");
            case 405 ->
                new LookupRefused(405, "method_not_allowed", "'" + call + "' is not a call; see the Allow header.");
            case 503 -> new LookupRefused(503, "overloaded", detail);
            default -> new LookupRefused(problem.status(), problem.code(), detail);
        };
    }

    /** The key that the request came with. */
    static ApiKey key(HttpRequest<?> request) {
        return request.getAttribute(KEY, ApiKey.class)
                .orElseThrow(() -> new IllegalStateException("the filter lets nobody in without a key"));
    }

    private static @Nullable String secret(HttpRequest<?> request) {
        String authorization = request.getHeaders().get("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return authorization.substring(SCHEME.length()).strip();
        }
        String apiKey = request.getHeaders().get("x-api-key");
        return apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
    }
}
