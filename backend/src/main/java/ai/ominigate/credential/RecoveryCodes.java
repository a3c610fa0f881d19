package ai.ominigate.credential;

import java.security.SecureRandom;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What somebody signs in with who has lost the authenticator: each once, 80 random bits, as {@code ABCD-EFGH-JKLM-NPQR}. */
public final class RecoveryCodes {
    private static final int HOW_MANY = 10;
    private static final int BYTES = 10;
    private static final int GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RecoveryCodes() {}

    /** Ten new ones. */
    public static List<String> random() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < HOW_MANY; i++) {
            byte[] bytes = new byte[BYTES];
            RANDOM.nextBytes(bytes);
            codes.add(Base32.encode(bytes).replaceAll("(.{" + GROUP + "})(?!$)", "$1-"));
        }
        return codes;
    }

    /** What is kept of a code, however it is typed. */
    public static byte[] sha256(String code) {
        return Secret.sha256(code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z2-7]", ""));
    }

    /** The hashes of codes, as a column takes them. */
    public static Array hashes(Connection connection, Collection<String> codes) throws SQLException {
        return connection.createArrayOf(
                "bytea", codes.stream().map(RecoveryCodes::sha256).toArray(byte[][]::new));
    }
}
