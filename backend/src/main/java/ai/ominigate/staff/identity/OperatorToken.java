package ai.ominigate.staff.identity;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.SecretFile;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What the operator of this node shows to use the staff API: the setting {@code ominigate.operator-token}, or else what
 * is in the file {@code operator-token} of the data folder, made at the first start and readable by its owner only.
 */
@Context
final class OperatorToken {
    /** In the data folder. */
    static final String FILE = "operator-token";

    private static final int RANDOM_BYTES = 32;
    private static final int SHORTEST = 32;

    private final byte[] sha256;

    OperatorToken(@Value("${ominigate.operator-token:}") String setting, DataFolder folder) {
        this.sha256 = sha256(setting.isBlank() ? fromFile(folder.root().resolve(FILE)) : fromSetting(setting.strip()));
    }

    /** Whether this is the operator's token. Takes as long whether it is or not. */
    boolean is(String token) {
        return MessageDigest.isEqual(sha256, sha256(token));
    }

    private static String fromSetting(String setting) {
        if (setting.length() < SHORTEST) {
            throw new CannotStart("OMINIGATE_OPERATOR_TOKEN is too short to be safe; give at least " + SHORTEST
                    + " random characters, or none to have one made.");
        }
        return setting;
    }

    private static String fromFile(Path file) {
        try {
            if (!Files.exists(file)) {
                SecretFile.write(file, random() + "\n");
            }
            String token = Files.readString(file).strip();
            if (token.length() < SHORTEST) {
                throw new CannotStart("The file " + file
                        + " does not hold an operator's token; delete it to have a new one made at the next start.");
            }
            return token;
        } catch (IOException e) {
            throw new CannotStart(
                    "The file " + file + " with the operator's token cannot be read or written; give it to this user.",
                    e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return "op-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
