package ai.ominigate.personal;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.SecretFile;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The half of each account's key that is in no backup of the database: a small file for each, beside the tombstones. Once
 * one is gone, nothing that was sealed for that account is read again, in whichever copy of the database it lies.
 */
@Singleton
final class KeyFolder {
    private static final int BYTES = 32;
    private static final int ID_BYTES = 16;

    private final Path folder;
    private final String id;
    private final SecureRandom random = new SecureRandom();

    KeyFolder(DataFolder data, @Value("${ominigate.privacy.tombstone-folder:}") String setting) {
        this.folder = (setting.isBlank() ? data.root().resolve("tombstones") : Path.of(setting)).resolve("keys");
        try {
            Files.createDirectories(folder);
            this.id = ownName();
        } catch (IOException e) {
            throw new CannotStart(
                    "Halves of the keys that seal what is kept of accounts cannot be read from %s: %s. Restore the folder, or give it to this user."
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** Of nodes that make it at the same time, one does, and the others read that. */
    private String ownName() throws IOException {
        Path name = folder.resolve("folder-id");
        if (!Files.exists(name)) {
            Path proposed = folder.resolve("folder-id-" + UUID.randomUUID());
            SecretFile.write(proposed, random(ID_BYTES));
            try {
                Files.createLink(name, proposed);
            } catch (FileAlreadyExistsException e) {
                // Another node was first.
            } finally {
                Files.delete(proposed);
            }
            force();
        }
        return Files.readString(name).strip();
    }

    private String random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Which folder it is, wherever it is mounted: nodes of one database share it. */
    String id() {
        return id;
    }

    /** Makes a fresh half for this account, which is on the disk afterwards; one that is there is overwritten. */
    void make(UUID account) throws IOException {
        SecretFile.write(folder.resolve(account.toString()), random(BYTES));
        force();
    }

    /** Null if there is none. */
    byte @Nullable [] find(UUID account) throws IOException {
        Path file = folder.resolve(account.toString());
        return Files.exists(file)
                ? Base64.getUrlDecoder().decode(Files.readString(file).strip())
                : null;
    }

    /** From now on there is none, also after a crash. Again is the same as once. */
    void destroy(UUID account) throws IOException {
        if (Files.deleteIfExists(folder.resolve(account.toString()))) {
            force();
        }
    }

    /** So that what was written or removed is so after a crash, too. */
    private void force() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
