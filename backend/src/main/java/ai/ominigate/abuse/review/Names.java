package ai.ominigate.abuse.review;

import ai.ominigate.rest.Refused;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids as requests have them. */
final class Names {
    private Names() {}

    /** The id, or null if the text is none. */
    static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @throws Refused if the text is no id */
    static UUID uuid(String field, String text) {
        UUID id = uuid(text);
        if (id == null) {
            throw Refused.invalid("The field '" + field + "' is an id.");
        }
        return id;
    }
}
