package ai.ominigate.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What a provider sees of an account, so that it can tell one abusive customer from all the others: always the same,
 * and nothing that could be traced back to a person or to our own account id.
 */
public final class SafetyIdentifier {
    private static final int LENGTH = 32;
    private static final int MOST_REMEMBERED = 10_000;

    /** A hash for every call would be a tenth of what the rest of it costs. */
    private static final ConcurrentMap<UUID, String> KNOWN = new ConcurrentHashMap<>();

    private SafetyIdentifier() {}

    /** The one of this account. */
    public static String of(UUID account) {
        String known = KNOWN.get(account);
        if (known != null) {
            return known;
        }
        if (KNOWN.size() >= MOST_REMEMBERED) {
            KNOWN.clear();
        }
        return KNOWN.computeIfAbsent(account, SafetyIdentifier::hash);
    }

    static String hash(UUID account) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("safety identifier of " + account).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
