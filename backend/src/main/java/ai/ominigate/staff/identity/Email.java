package ai.ominigate.staff.identity;

import java.util.Locale;
import java.util.regex.Pattern;

/** E-mail addresses as members of the staff are known by. */
final class Email {
    private static final int LONGEST = 254;
    private static final Pattern PLAUSIBLE = Pattern.compile("[^\\s@]+@[^\\s@]+");

    private Email() {}

    /** The same for all ways in which people type theirs. */
    static String normal(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    /** Whether mail could be sent there; only sending some would tell. */
    static boolean isPlausible(String normal) {
        return normal.length() <= LONGEST && PLAUSIBLE.matcher(normal).matches();
    }
}
