package ai.ominigate.credential;

import ai.ominigate.platform.PlainText;
import ai.ominigate.rest.Refused;
import java.util.Locale;
import java.util.regex.Pattern;

/** E-mail addresses as people are known by. */
public final class Email {
    private static final int LONGEST = 254;
    private static final Pattern PLAUSIBLE = Pattern.compile("[^\\s\\p{Cntrl}@]+@[^\\s\\p{Cntrl}@]+");

    private Email() {}

    /** The same for all ways in which people type theirs. */
    public static String normal(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The same, if mail could be sent there; only sending some would tell.
     *
     * @throws Refused if not
     */
    public static String checked(String typed) {
        String normal = normal(typed);
        if (normal.length() > LONGEST || !PLAUSIBLE.matcher(normal).matches() || PlainText.isDeceiving(normal)) {
            throw Refused.invalid("The field 'email' is no e-mail address.");
        }
        return normal;
    }
}
