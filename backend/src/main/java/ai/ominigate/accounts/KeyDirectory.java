package ai.ominigate.accounts;

import org.jspecify.annotations.Nullable;

/** Every live API key, in memory on every node; a revoked one is gone from it within a second. */
public interface KeyDirectory {

    /** The live key with this secret, as it came in the header, or null if unknown, revoked or expired. Never blocks. */
    @Nullable
    ApiKey find(CharSequence secret);
}
