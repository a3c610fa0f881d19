package ai.ominigate.staff.identity;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;

/** Lets nobody but the operator into the staff API. */
@ServerFilter("/admin/v1/**")
final class OperatorFilter {
    private static final String SCHEME = "Bearer ";

    private final OperatorToken token;

    OperatorFilter(OperatorToken token) {
        this.token = token;
    }

    /** Refuses a request without the operator's token, whether or not there is anything at its path. */
    @RequestFilter
    void requireToken(HttpRequest<?> request) {
        String shown = shown(request.getHeaders().get("Authorization"));
        if (shown == null) {
            throw new Refused(
                    HttpStatus.UNAUTHORIZED,
                    "token_missing",
                    "The staff API needs the header 'Authorization: Bearer' with the operator's token.");
        }
        if (!token.is(shown)) {
            throw new Refused(HttpStatus.UNAUTHORIZED, "token_invalid", "This is not the operator's token.");
        }
    }

    private static @Nullable String shown(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return header.substring(SCHEME.length()).strip();
    }
}
