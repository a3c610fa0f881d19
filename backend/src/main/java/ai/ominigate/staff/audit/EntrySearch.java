package ai.ominigate.staff.audit;

import ai.ominigate.model.audit.AuditOutcome;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which entries somebody wants to see. What is null does not matter.
 *
 * @param actor exactly
 * @param action exactly, or a feature for all its actions
 * @param outcome exactly
 * @param subject exactly
 * @param purpose its word, with any case or none, or with a case exactly
 * @param from not before
 * @param to before
 */
record EntrySearch(
        @Nullable String actor,
        @Nullable String action,
        @Nullable AuditOutcome outcome,
        @Nullable String subject,
        @Nullable String purpose,
        @Nullable Instant from,
        @Nullable Instant to) {

    static final Pattern ACTOR = Pattern.compile("[a-z]+(-[a-z]+)*(:[A-Za-z0-9-]{1,64})?");
    static final Pattern ACTION = Pattern.compile("[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)?");

    /** For the entry that says that somebody searched. */
    Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        put(words, "actor", actor);
        put(words, "action", action);
        put(words, "outcome", outcome);
        put(words, "purpose", purpose);
        put(words, "from", from);
        put(words, "to", to);
        return words;
    }

    private static void put(Map<String, String> words, String name, @Nullable Object value) {
        if (value != null) {
            words.put(name, value.toString());
        }
    }
}
