package ai.ominigate.abuse.signal;

import java.util.Locale;
import java.util.Set;

/** Which mailbox an address leads to, as far as that can be told from the address alone. */
final class Mailbox {
    /** Providers that ignore dots in what stands before the at sign. */
    private static final Set<String> DOTS_IGNORED = Set.of("gmail.com", "googlemail.com");

    /**
     * The best known that hand out addresses for minutes to whoever comes by. No list is ever complete, so it raises points
     * and refuses nobody.
     */
    private static final Set<String> DISPOSABLE = Set.of(
            "10minutemail.com",
            "dispostable.com",
            "fakeinbox.com",
            "getnada.com",
            "guerrillamail.com",
            "maildrop.cc",
            "mailinator.com",
            "mintemail.com",
            "mohmal.com",
            "sharklasers.com",
            "temp-mail.org",
            "tempmail.com",
            "throwawaymail.com",
            "trashmail.com",
            "yopmail.com");

    private Mailbox() {}

    /** Tells mailboxes apart, and nothing of them; the same for all ways to write one. */
    static long hash(String email) {
        String normal = email.toLowerCase(Locale.ROOT);
        int at = normal.lastIndexOf('@');
        String local = normal.substring(0, at).replaceFirst("\\+.*", "");
        String domain = normal.substring(at + 1);
        if (DOTS_IGNORED.contains(domain)) {
            local = local.replace(".", "");
            domain = "gmail.com";
        }
        return Hashes.of(local + "@" + domain);
    }

    static boolean isDisposable(String email) {
        return DISPOSABLE.contains(email.toLowerCase(Locale.ROOT).substring(email.lastIndexOf('@') + 1));
    }
}
