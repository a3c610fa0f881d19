package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.KeyInUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why the gateway itself turns a call down. The codes are part of the public contract.
 *
 * @param message what is wrong and what to do, for the developer who reads it; never quotes the request
 * @param param the field it is about, or null
 * @param retryAfter when to come back, or null
 * @param slowedDown whether a decision of the abuse desk is the reason, and nothing that the caller has set
 */
record Refusal(
        int status,
        String code,
        String message,
        @Nullable String param,
        @Nullable Duration retryAfter,
        boolean slowedDown) {

    private Refusal(int status, String code, String message, @Nullable String param, @Nullable Duration retryAfter) {
        this(status, code, message, param, retryAfter, false);
    }

    /** Whether the key calls more often than its own limit allows. */
    boolean isOverOwnLimit() {
        return code.equals(RATE_LIMITED) && !slowedDown;
    }

    /** The code of a call without a key that can be used. */
    static final String UNKNOWN_KEY = "invalid_api_key";

    /** The code of a call of a key that calls too often. */
    private static final String NO_UPSTREAM = "no_upstream";

    static final String RATE_LIMITED = "rate_limit_exceeded";

    private static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message, null, null);
    }

    private static final String FREE = "Nothing was charged";

    static Refusal malformed(BadRequest problem) {
        return malformed(
                problem.getMessage() == null ? "This request cannot be read." : problem.getMessage(), problem.param());
    }

    static Refusal malformed(String message, @Nullable String param) {
        return new Refusal(400, "invalid_request_error", message, param, null);
    }

    /** @param what follows "because" */
    static Refusal notHttp(String what) {
        return malformed(
                "This request cannot be read because " + what + ". Send it with a client that follows HTTP/1.1.", null);
    }

    static Refusal otherProtocol() {
        return of(
                505,
                "http_version_not_supported",
                "This server speaks HTTP/1.1. HTTP/2 is off: call it with HTTP/1.1, or through a proxy that does.");
    }

    static Refusal headTooLarge() {
        return of(431, "headers_too_large", "The headers of this request are too large. Send fewer or shorter ones.");
    }

    static Refusal targetTooLong() {
        return of(414, "uri_too_long", "The URL of this request is too long. Send what it says in the body.");
    }

    static Refusal headTooSlow() {
        return of(408, "request_timeout", "The headers of this request did not arrive in time. Send it again.");
    }

    static Refusal internal() {
        return of(
                500,
                "internal_error",
                "The gateway failed at this call. Nothing was charged. Its operator can find it by its request id.");
    }

    static Refusal noKey(boolean keyInUrl) {
        return keyInUrl ? of(401, UNKNOWN_KEY, KeyInUrl.SENTENCE) : noKey();
    }

    private static Refusal noKey() {
        return of(
                401,
                UNKNOWN_KEY,
                "No API key came with this call. Send it as 'Authorization: Bearer og-…' or as 'x-api-key: og-…'.");
    }

    static Refusal unknownKey() {
        return of(
                401,
                UNKNOWN_KEY,
                "This API key is not known or was revoked. Check that it was copied whole; make a new one if it is lost.");
    }

    static Refusal expiredKey(String when) {
        return of(401, UNKNOWN_KEY, "This API key expired at " + when + ". Make a new one.");
    }

    static Refusal foreignNetwork() {
        return of(
                401,
                UNKNOWN_KEY,
                "This API key may not be used from this network. Its owner can change the networks it is limited to.");
    }

    /** @param message no more than that, whom to write to and what to name */
    static Refusal blocked(String message) {
        return of(403, "blocked", message);
    }

    static Refusal insufficientBalance(String message) {
        return of(402, "insufficient_balance", message);
    }

    static Refusal accountSuspended() {
        return of(
                403,
                "account_suspended",
                "The account of this API key is suspended. Write to contact@ominigate.ai to learn why and what to do.");
    }

    /** @param message who is to be written to */
    static Refusal accountSuspended(String message) {
        return of(403, "account_suspended", message);
    }

    static Refusal keyManagesOnly() {
        return of(
                403,
                "model_not_allowed",
                "This key manages the account and may call no model. Make a key that calls models, and use that one here.");
    }

    static Refusal modelNotAllowed(String model) {
        return new Refusal(
                403,
                "model_not_allowed",
                "This API key may not call '" + model + "'. GET /v1/models lists the models that it may call.",
                "model",
                null);
    }

    static Refusal modelNotFound(String message) {
        return new Refusal(404, "model_not_found", message, "model", null);
    }

    static Refusal unknownPath(String method, String path) {
        return of(
                404,
                "not_found",
                "There is nothing at " + method + " " + KeyInUrl.masked(path)
                        + ". Calls go to POST /v1/chat/completions, /v1/embeddings or /v1/messages.");
    }

    static Refusal wrongMethod(String method, String path) {
        return of(405, "method_not_allowed", path + " takes POST, not " + method + ".");
    }

    static Refusal bodyTooLarge(int limit) {
        return of(413, "request_too_large", "The body of this request is larger than " + limit + " bytes.");
    }

    static Refusal noMemory() {
        return overloaded(
                "The gateway is reading as many large requests as it can. Try again in a moment.",
                Duration.ofSeconds(1));
    }

    static Refusal bodyTooSlow() {
        return of(408, "request_timeout", "The body of this request did not arrive in time. Send it again.");
    }

    static Refusal rateLimited(String message, Duration retryAfter) {
        return new Refusal(429, RATE_LIMITED, message, null, retryAfter);
    }

    /** The same to the caller, whom a decision slows down. */
    static Refusal slowedDown(String message, Duration retryAfter) {
        return new Refusal(429, RATE_LIMITED, message, null, retryAfter, true);
    }

    static Refusal upstreamError(String message) {
        return of(502, "upstream_error", message);
    }

    /** @param message why no provider may be sent the call, and what to do */
    static Refusal nobodyMayServe(String message) {
        return new Refusal(503, NO_UPSTREAM, message, "model", null);
    }

    static Refusal noUpstream(String model) {
        return new Refusal(
                503,
                NO_UPSTREAM,
                "No provider of '" + model + "' can take a call right now. Try again shortly, or another model.",
                null,
                Duration.ofSeconds(5));
    }

    static Refusal overloaded(String message, @Nullable Duration retryAfter) {
        return new Refusal(503, "overloaded", message, null, retryAfter);
    }

    static Refusal outgrewBalance() {
        return of(
                402,
                "insufficient_balance",
                "The balance does not cover a longer answer, so it ends here. " + FREE + ". Top up to go on.");
    }

    static Refusal tookTooLong() {
        return upstreamTimeout("This answer took longer than a call may. " + FREE + ".");
    }

    static Refusal stoppedMidway() {
        return overloaded("This node is stopping. " + FREE + ". Try again.", Duration.ofSeconds(1));
    }

    /** The message for a caller who has had a part of the answer already, and pays for it. */
    String messageAfterCharge(long nanos) {
        return nanos == 0
                ? message
                : message.replace(FREE, "What had arrived was charged with " + Dollars.shown(nanos));
    }

    static Refusal upstreamTimeout(String message) {
        return of(504, "upstream_timeout", message);
    }
}
