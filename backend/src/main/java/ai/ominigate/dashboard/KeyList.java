package ai.ominigate.dashboard;

import ai.ominigate.accounts.ListedKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account's keys and what they did. */
public record KeyList(List<ListedKey> keys, Map<UUID, KeyUse> uses, Instant now) {

    /** Those that can be used, then the others. */
    public List<ListedKey> liveFirst() {
        return keys.stream()
                .filter(key -> !isOfATry(key))
                .sorted((one, two) -> Boolean.compare(!isLive(one), !isLive(two)))
                .toList();
    }

    /** Made for one call on the page to try a model, and over with it; usage still names it. */
    private static boolean isOfATry(ListedKey key) {
        Instant revoked = key.revokedAt();
        return revoked != null
                && key.key().name().equals(Attempts.KEY_NAME)
                && revoked.isBefore(key.createdAt().plus(Attempts.KEY_HOLDS));
    }

    /** Whether it can be used. */
    public boolean isLive(ListedKey key) {
        return key.revokedAt() == null && !isExpired(key);
    }

    /** Whether its time is over. */
    public boolean isExpired(ListedKey key) {
        Instant end = key.key().expiresAt();
        return end != null && !end.isAfter(now);
    }

    /** What it did; null if nothing. */
    public @Nullable KeyUse use(ListedKey key) {
        return uses.get(key.key().id());
    }
}
