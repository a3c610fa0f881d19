package ai.ominigate.privacy.request;

import ai.ominigate.staff.reveal.Masked;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people wrote, as colleagues are shown it: addresses in it are masked, and of a long one there is the beginning. */
final class PlainText {
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\"'<>(),;:•\\[\\]]{1,64}@[^\\s@\"'<>(),;:•\\[\\]]{1,255}");
    private static final Pattern ADDRESS = Pattern.compile(
            "(?<![\\w.:])(\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{0,4}){2,7})(?![\\w:])");
    private static final int LONGEST = 4_000;

    private PlainText() {}

    static String shown(String text) {
        String some = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        String withoutEmails =
                EMAIL.matcher(some).replaceAll(match -> Matcher.quoteReplacement(Masked.email(match.group())));
        return ADDRESS.matcher(withoutEmails).replaceAll("•••");
    }
}
