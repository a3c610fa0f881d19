package ai.ominigate.privacy.identity;

import ai.ominigate.platform.PublicAddress;
import ai.ominigate.privacy.identity.ProofTable.Kind;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Links by which people do something about their requests, each good once. Only their hashes are kept. Blocks. */
@Singleton
public final class Links {
    private static final int TOKEN_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final byte[] NO_SALT = new byte[SALT_BYTES];

    private final PublicAddress address;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Links(PublicAddress address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
    }

    /** A new one by which whoever reads this mailbox confirms a change of the account's address, until this time. */
    public String confirm(Connection transaction, UUID request, UUID account, AddressChange.End end, Instant until)
            throws SQLException {
        return switch (end) {
            case OLD -> make(transaction, request, account, Kind.CONFIRM_OLD, "confirm-old", until);
            case NEW -> make(transaction, request, account, Kind.CONFIRM_NEW, "confirm-new", until);
        };
    }

    /** A new one by which whoever reads the old mailbox takes a change of the account's address back, until this time. */
    public String revert(Connection transaction, UUID request, UUID account, Instant until) throws SQLException {
        return make(transaction, request, account, Kind.REVERT, "revert", until);
    }

    String make(Connection transaction, UUID request, @Nullable UUID account, Kind kind, String page, Instant until)
            throws SQLException {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ProofTable.insert(transaction, request, account, kind, hash(token), null, now, until, null, 0);
        return address.of("/privacy/" + page + "/" + token);
    }

    /** By which a link is found. */
    static byte[] hash(String token) {
        return hash(NO_SALT, token);
    }

    static byte[] hash(byte[] salt, String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return digest.digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
