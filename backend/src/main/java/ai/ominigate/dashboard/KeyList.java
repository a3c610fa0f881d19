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
                .sorted((one, two) -> Boolean.compare(!isLive(one), !isLive(two)))
                .toList();
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
