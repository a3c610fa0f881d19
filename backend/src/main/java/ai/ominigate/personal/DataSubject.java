package ai.ominigate.personal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.UUID;

/**
 * Whom personal data is about, by all that we know them by.
 *
 * @param account theirs
 * @param addresses their e-mail addresses, in lower case
 * @param keys the ids of all API keys that they have or had
 */
public record DataSubject(UUID account, SequencedSet<String> addresses, List<UUID> keys) {
    public DataSubject {
        SequencedSet<String> lower = new LinkedHashSet<>();
        addresses.forEach(address -> lower.add(address.toLowerCase(Locale.ROOT)));
        addresses = lower;
        keys = List.copyOf(keys);
    }

    /** The same, with these. */
    public static DataSubject of(UUID account, Collection<String> addresses, List<UUID> keys) {
        return new DataSubject(account, new LinkedHashSet<>(addresses), keys);
    }

    /** How tables name what they are about: {@code account:…}, and {@code key:…} for each key. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        names.add("account:" + account);
        keys.forEach(key -> names.add("key:" + key));
        return names;
    }

    /** Without the addresses, so that no log line can hold them. */
    @Override
    public String toString() {
        return "DataSubject[" + account + "]";
    }
}
