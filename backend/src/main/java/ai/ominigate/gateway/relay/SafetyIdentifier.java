package ai.ominigate.gateway.relay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * What a provider sees of an account, so that it can tell one abusive customer from all the others: always the same,
 * and nothing that could be traced back to a person or to our own account id.
 */
final class SafetyIdentifier {
    private static final int LENGTH = 32;

    private SafetyIdentifier() {}

    static String of(UUID account) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("safety identifier of " + account).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
