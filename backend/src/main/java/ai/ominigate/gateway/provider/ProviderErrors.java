package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.JsonScan;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codes by which providers tell what went wrong. */
final class ProviderErrors {

    /**
     * The only ones that are repeated where operators can see them: a provider may put anything there, a piece of the
     * prompt included.
     */
    private static final Set<String> KNOWN = Set.of(
            "api_error",
            "authentication_error",
            "billing_error",
            "bad_gateway",
            "content_filter",
            "content_policy_violation",
            "context_length_exceeded",
            "insufficient_quota",
            "internal_error",
            "internal_server_error",
            "invalid_api_key",
            "invalid_request_error",
            "model_not_found",
            "not_found_error",
            "overloaded",
            "overloaded_error",
            "permission_error",
            "rate_limit_error",
            "rate_limit_exceeded",
            "request_too_large",
            "requests",
            "server_error",
            "service_unavailable",
            "timeout",
            "timeout_error",
            "tokens");

    /** What the statuses of Google's errors are called elsewhere. */
    private static final Map<String, String> OF_STATUS = Map.of(
            "DEADLINE_EXCEEDED", "timeout",
            "INTERNAL", "internal_error",
            "INVALID_ARGUMENT", "invalid_request_error",
            "NOT_FOUND", "model_not_found",
            "PERMISSION_DENIED", "permission_error",
            "RESOURCE_EXHAUSTED", "rate_limit_exceeded",
            "UNAUTHENTICATED", "authentication_error",
            "UNAVAILABLE", "service_unavailable");

    private static final String UNKNOWN = "upstream_error";

    private ProviderErrors() {}

    /** The code of the error value (an object, as a rule) that stands in this range of well-formed JSON. */
    static String code(byte[] json, int from, int to) {
        Codes codes = new Codes(to);
        if (!new JsonScan().scan(json, from, JsonScan.valueEnd(json, from, to), codes)) {
            return UNKNOWN;
        }
        if (codes.code != null && KNOWN.contains(codes.code)) {
            return codes.code;
        }
        if (codes.type != null && KNOWN.contains(codes.type)) {
            return codes.type;
        }
        return codes.status == null ? UNKNOWN : OF_STATUS.getOrDefault(codes.status, UNKNOWN);
    }

    private static final class Codes implements JsonScan.Fields {
        private final int to;

        @Nullable
        private String code;

        @Nullable
        private String type;

        @Nullable
        private String status;

        Codes(int to) {
            this.to = to;
        }

        @Override
        public boolean field(byte[] json, int depth, int keyFrom, int keyTo, int valueFrom) {
            if (depth == 1 && JsonScan.is(json, keyFrom, keyTo, "code")) {
                code = JsonScan.name(json, valueFrom, to);
            } else if (depth == 1 && JsonScan.is(json, keyFrom, keyTo, "type")) {
                type = JsonScan.name(json, valueFrom, to);
            } else if (depth == 1 && JsonScan.is(json, keyFrom, keyTo, "status")) {
                status = JsonScan.name(json, valueFrom, to);
            }
            return false;
        }
    }
}
