package ai.ominigate.privacy.request;

import ai.ominigate.personal.Masked;
import org.jspecify.annotations.Nullable;

/**
 * What people wrote, as colleagues are shown it: addresses and the name of whom it is about are masked, and of a long one there
 * is the beginning.
 *
 * @param name what the account is called that the request is about; null as long as nobody said which it is
 */
record PlainText(@Nullable String name) {
    private static final int LONGEST = 4_000;

    /** All of it. */
    String whole(String text) {
        return Masked.text(text, name);
    }

    static boolean isLong(String text) {
        return text.length() > LONGEST;
    }

    /** Its beginning, where it is long. */
    String shown(String text) {
        return Masked.text(isLong(text) ? text.substring(0, LONGEST) + "…" : text, name);
    }
}
