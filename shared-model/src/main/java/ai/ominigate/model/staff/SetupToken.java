package ai.ominigate.model.staff;

import java.time.Instant;

/**
 * What an administrator sets up their place with.
 *
 * @param token for {@code POST /admin/v1/setup}; good for one administrator, and not shown again
 * @param expiresAt from when on it is good for nothing
 */
public record SetupToken(String token, Instant expiresAt) {

    /** Without the token. */
    @Override
    public String toString() {
        return "SetupToken[" + expiresAt + "]";
    }
}
