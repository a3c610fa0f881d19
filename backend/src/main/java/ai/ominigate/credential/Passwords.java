package ai.ominigate.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Passwords as they are kept: Argon2id (RFC 9106) in the PHC string format, with the least that OWASP's cheat sheet on
 * password storage recommends: 19 MiB, two passes, one lane. A hash carries what it was made with, so these may grow.
 *
 * <p>Each takes that memory and some 100 ms of a processor: callers bound how many run at once.
 */
public final class Passwords {
    private static final int KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Of a password that nobody has: what is compared with when there is nobody. */
    private static final String NOBODYS = hash(Base64.getEncoder().encodeToString(random(HASH_BYTES)));

    private Passwords() {}

    /** What to keep of a password. */
    public static String hash(String password) {
        byte[] salt = random(SALT_BYTES);
        byte[] hash = argon2id(password, salt, KIB, PASSES, LANES, HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(KIB, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    /** Whether this was made of the password; false, after as much work, where there is none. */
    public static boolean matches(@Nullable String kept, String password) {
        Matcher parts = PHC.matcher(kept == null ? NOBODYS : kept);
        if (!parts.matches()) {
            throw new IllegalStateException("a password is kept in a form that is not ours");
        }
        byte[] hash = Base64.getDecoder().decode(parts.group(5));
        byte[] shown = argon2id(
                password,
                Base64.getDecoder().decode(parts.group(4)),
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                hash.length);
        return MessageDigest.isEqual(hash, shown) && kept != null;
    }

    private static byte[] argon2id(String password, byte[] salt, int kib, int passes, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(kib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        // NIST SP 800-63B, 3.1.1.2: the same password typed on another system is the same.
        String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
        generator.generateBytes(normal.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
