package ai.ominigate.personal;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key for each account, that seals what is kept of it for a while: without the key, nobody reads that again. */
@Singleton
public final class DataKeys {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();

    /** Seals with the account's key (AES-256-GCM), which is made if there is none. */
    public byte[] seal(Connection transaction, UUID account, byte[] clear) throws SQLException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key(transaction, account), nonce, account, clear);
        byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        return whole;
    }

    /** What was sealed; null if the account's key is destroyed. */
    public byte @Nullable [] open(Connection connection, UUID account, byte[] sealed) throws SQLException {
        byte[] key = find(connection, account);
        return key == null
                ? null
                : crypt(
                        Cipher.DECRYPT_MODE,
                        key,
                        Arrays.copyOf(sealed, NONCE_BYTES),
                        account,
                        Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    /** From the commit on nothing is read again that was sealed for this account; false if it had no key. */
    public boolean destroy(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM privacy.data_key WHERE account = ?")) {
            delete.setObject(1, account);
            return delete.executeUpdate() == 1;
        }
    }

    private byte[] key(Connection transaction, UUID account) throws SQLException {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        try (PreparedStatement insert = transaction.prepareStatement(
                "INSERT INTO privacy.data_key (account, key) VALUES (?, ?) ON CONFLICT (account) DO NOTHING")) {
            insert.setObject(1, account);
            insert.setBytes(2, fresh);
            insert.executeUpdate();
        }
        byte[] key = find(transaction, account);
        if (key == null) {
            throw new SQLException("the key of an account was destroyed while something was sealed with it");
        }
        return key;
    }

    private static byte @Nullable [] find(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT key FROM privacy.data_key WHERE account = ?")) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getBytes(1) : null;
            }
        }
    }

    private static byte[] crypt(int mode, byte[] key, byte[] nonce, UUID account, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(account.toString().getBytes(StandardCharsets.US_ASCII));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what is sealed with an account's key is not what was sealed", e);
        }
    }
}
