package ai.ominigate.credential;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a password must be: long, and not what everybody would try first. Nothing is asked of its characters (NIST SP
 * 800-63B, 3.1.1.2).
 */
public final class PasswordRules {
    private static final int SHORTEST = 12;
    private static final int LONGEST = 128;
    private static final int FEWEST_DIFFERENT = 6;
    private static final int SHORTEST_WORD = 4;

    private PasswordRules() {}

    /**
     * @param email in lower case
     * @throws Refused with what is wrong
     */
    public static void check(String password, String email, String name) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw weak("A password has " + SHORTEST + " to " + LONGEST + " characters.");
        }
        if (password.codePoints().distinct().count() < FEWEST_DIFFERENT) {
            throw weak("This password repeats too few characters to be hard to guess. Choose another one.");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        String known = Stream.concat(
                        Stream.of("ominigate", "password"), Stream.of((email + " " + name).split("[\\s@.]+")))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() >= SHORTEST_WORD)
                .reduce(lower, (rest, word) -> rest.replace(word, ""));
        if (known.codePointCount(0, known.length()) < SHORTEST / 2) {
            throw weak("This password is made of your name, your address or words that everybody tries. Choose another"
                    + " one.");
        }
    }

    private static Refused weak(String detail) {
        return new Refused(HttpStatus.BAD_REQUEST, "password_weak", detail);
    }
}
