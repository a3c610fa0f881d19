package ai.ominigate.model;

import org.jspecify.annotations.Nullable;

/** Checks what a request must have. */
public final class Required {
    private Required() {}

    /**
     * Refuses a text that is absent or blank.
     *
     * @param field as the JSON calls it
     * @throws IllegalArgumentException with a sentence
     */
    public static void text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("The field '" + field + "' is missing.");
        }
    }

    /**
     * Refuses a text that is absent, blank or longer than this.
     *
     * @param field as the JSON calls it
     * @param longest characters
     * @throws IllegalArgumentException with a sentence
     */
    public static void text(String field, @Nullable String value, int longest) {
        text(field, value);
        if (value != null && value.length() > longest) {
            throw new IllegalArgumentException("The field '" + field + "' has at most " + longest + " characters.");
        }
    }

    /**
     * Refuses a request that has neither or both of two fields.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public static void oneOf(String field, @Nullable Object value, String other, @Nullable Object otherValue) {
        if ((value == null) == (otherValue == null)) {
            throw new IllegalArgumentException("Give one of the fields '" + field + "' and '" + other + "'.");
        }
    }

    /**
     * Refuses a value that is absent.
     *
     * @param field as the JSON calls it
     * @throws IllegalArgumentException with a sentence
     */
    public static void value(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("The field '" + field + "' is missing.");
        }
    }
}
