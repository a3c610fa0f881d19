package ai.ominigate.personal;

import java.util.List;
import java.util.UUID;

/**
 * What stands instead of a person in rows that outlive them. Random, so that nothing leads back.
 *
 * @param account instead of the account
 * @param keys instead of each key, in the order of {@link DataSubject#keys}
 */
public record Pseudonyms(UUID account, List<UUID> keys) {
    public Pseudonyms {
        keys = List.copyOf(keys);
    }

    /** New ones for this person. */
    public static Pseudonyms random(DataSubject subject) {
        return new Pseudonyms(
                UUID.randomUUID(),
                subject.keys().stream().map(_ -> UUID.randomUUID()).toList());
    }
}
