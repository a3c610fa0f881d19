package ai.ominigate.dashboard;

import ai.ominigate.customer.identity.Bar;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.rest.Refused;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A form as it was sent, to be shown again if something of it was refused. Passwords and codes are never shown again.
 *
 * @param why it was refused, in the reader's language; null if it was not
 */
public record Form(Map<String, String> fields, @Nullable String why) {
    /** Characters of one field: more than any needs. */
    static final int LONGEST_FIELD = 20_000;

    /** Nothing is filled in. */
    public static final Form EMPTY = new Form(Map.of(), null);

    /** @throws Refused if a field is longer than any may be */
    static Form of(Map<String, String> fields) {
        fields.forEach((name, value) -> {
            if (value.length() > LONGEST_FIELD) {
                throw Refused.invalid("A field of the form has more than " + LONGEST_FIELD + " characters.");
            }
        });
        return new Form(Map.copyOf(fields), null);
    }

    /** What was written there; empty if nothing. */
    public String get(String name) {
        return fields.getOrDefault(name, "").strip();
    }

    /** What was written there, with every space: for secrets. */
    String exactly(String name) {
        return fields.getOrDefault(name, "");
    }

    /** The same, with a question to be answered as well; null for none. What was answered to an earlier one is gone. */
    Form asking(Bar.@Nullable Question question) {
        Map<String, String> asked = new HashMap<>(fields);
        asked.keySet().removeAll(Set.of("question", "step", "answer"));
        if (question != null) {
            asked.put("question", question.words());
            asked.put("step", question.token());
        }
        return new Form(Map.copyOf(asked), why);
    }

    /** What answers the question that was asked; null if nothing does. */
    Visit.@Nullable Proof proof() {
        return get("step").isEmpty() ? null : new Visit.Proof(get("step"), get("answer"));
    }

    /** The same, refused. */
    Form refused(String reason) {
        return new Form(fields, reason);
    }
}
