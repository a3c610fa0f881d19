package ai.ominigate.staff.identity;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What somebody signs in with who has lost the authenticator: each once, 80 random bits, as {@code ABCD-EFGH-JKLM-NPQR}. */
final class RecoveryCodes {
    private static final int HOW_MANY = 10;
    private static final int BYTES = 10;
    private static final int GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RecoveryCodes() {}

    static List<String> random() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < HOW_MANY; i++) {
            byte[] bytes = new byte[BYTES];
            RANDOM.nextBytes(bytes);
            codes.add(String.join("-", Base32.encode(bytes).split("(?<=\\G.{" + GROUP + "})")));
        }
        return codes;
    }

    /** What is kept of a code, however it is typed. */
    static byte[] sha256(String code) {
        return Secret.sha256(code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z2-7]", ""));
    }
}
