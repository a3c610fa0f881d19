package ai.ominigate.dashboard;

import ai.ominigate.accounts.ListedKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What an account calls its keys. */
public record KeyNames(Map<UUID, String> names) {

    static KeyNames of(List<ListedKey> keys) {
        return new KeyNames(keys.stream()
                .collect(Collectors.toUnmodifiableMap(
                        key -> key.key().id(), key -> key.key().name())));
    }

    /** What this one is called; its id where nobody knows any more. */
    public String of(UUID key) {
        return names.getOrDefault(key, key.toString());
    }
}
