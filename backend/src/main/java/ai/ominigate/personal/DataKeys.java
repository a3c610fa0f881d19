package ai.ominigate.personal;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key for each account, that seals what is kept of it for a while: without the key, nobody reads that again. Half of it is
 * in the database, half in a folder that is in no backup of the database; each alone opens nothing. So what was sealed for
 * somebody who was forgotten is not read again in an older backup either.
 */
@Singleton
public final class DataKeys {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final KeyFolder folder;
    private final SecureRandom random = new SecureRandom();

    DataKeys(KeyFolder folder) {
        this.folder = folder;
    }

    /**
     * Seals with the account's key (AES-256-GCM), which is made if there is none, or if its other half was destroyed.
     *
     * @throws KeysAreInAnotherFolder if this node keeps keys in another folder than the others do
     */
    public byte[] seal(Connection transaction, UUID account, byte[] clear) throws SQLException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = encrypted(key(transaction, account), nonce, account, clear);
        byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        return whole;
    }

    /**
     * What was sealed; null if the account's key is destroyed, or half of it, or if it is another one now.
     *
     * @throws KeysAreInAnotherFolder if this node keeps keys in another folder than the others do
     */
    public byte @Nullable [] open(Connection connection, UUID account, byte[] sealed) throws SQLException {
        byte[] key = find(connection, account);
        try {
            return key == null || sealed.length < NONCE_BYTES
                    ? null
                    : crypt(
                            Cipher.DECRYPT_MODE,
                            key,
                            Arrays.copyOf(sealed, NONCE_BYTES),
                            account,
                            Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
        } catch (AEADBadTagException e) {
            return null;
        }
    }

    /**
     * From the commit on nothing in this database is read again that was sealed for this account; false if it had no key.
     * {@link #destroyOutside} is to follow it.
     */
    public boolean destroy(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM privacy.data_key WHERE account = ?")) {
            delete.setObject(1, account);
            return delete.executeUpdate() == 1;
        }
    }

    /**
     * The half that is not in the database goes, too, once what destroyed the other one is committed: from then on no backup
     * opens what was sealed. Again is the same as once.
     */
    public void destroyOutside(UUID account) throws IOException {
        folder.destroy(account);
    }

    /** This node does not see the folder in which the others keep their halves of keys. */
    public static final class KeysAreInAnotherFolder extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        KeysAreInAnotherFolder() {
            super("This node keeps halves of keys in another folder than the others do. Set"
                    + " OMINIGATE_PRIVACY_TOMBSTONE_FOLDER to the one they share; if that is lost for good, run \"DELETE FROM"
                    + " privacy.data_key\" in the database, and what was sealed is not read again.");
        }
    }

    private byte[] key(Connection transaction, UUID account) throws SQLException {
        byte[] key = find(transaction, account);
        if (key == null) {
            // Half of it was destroyed, and this is an older database: what it sealed is not read again.
            destroy(transaction, account);
            make(transaction, account);
            key = find(transaction, account);
        }
        if (key == null) {
            throw new SQLException("the key of an account was destroyed while something was sealed with it");
        }
        return key;
    }

    /** Whoever does so at the same time waits for the row, and finds the key. */
    private void make(Connection transaction, UUID account) throws SQLException {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        try (PreparedStatement insert = transaction.prepareStatement(
                "INSERT INTO privacy.data_key (account, key, folder) VALUES (?, ?, ?) ON CONFLICT (account) DO NOTHING")) {
            insert.setObject(1, account);
            insert.setBytes(2, fresh);
            insert.setString(3, folder.id());
            if (insert.executeUpdate() == 1) {
                folder.make(account);
            }
        } catch (IOException e) {
            throw new SQLException("half of an account's key cannot be written", e);
        }
    }

    private byte @Nullable [] find(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT key, folder FROM privacy.data_key WHERE account = ?")) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                String where = row.getString(2);
                // Made before there was another half.
                return where == null ? row.getBytes(1) : whole(account, row.getBytes(1), where);
            }
        }
    }

    private byte @Nullable [] whole(UUID account, byte[] inside, String where) throws SQLException {
        if (!where.equals(folder.id())) {
            throw new KeysAreInAnotherFolder();
        }
        try {
            byte[] outside = folder.find(account);
            return outside == null ? null : mix(outside, inside);
        } catch (IOException e) {
            throw new SQLException("half of an account's key cannot be read", e);
        }
    }

    private static byte[] mix(byte[] outside, byte[] inside) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(outside, "HmacSHA256"));
            return mac.doFinal(inside);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static byte[] encrypted(byte[] key, byte[] nonce, UUID account, byte[] clear) {
        try {
            return crypt(Cipher.ENCRYPT_MODE, key, nonce, account, clear);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException("only what is opened has a tag to be wrong", e);
        }
    }

    private static byte[] crypt(int mode, byte[] key, byte[] nonce, UUID account, byte[] text)
            throws AEADBadTagException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(account.toString().getBytes(StandardCharsets.US_ASCII));
            return cipher.doFinal(text);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in GCM", e);
        }
    }
}
