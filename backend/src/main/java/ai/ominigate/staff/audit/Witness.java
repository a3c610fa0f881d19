package ai.ominigate.staff.audit;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.SecretFile;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node remembers of the log outside of the database, in the folder {@code audit} of its data folder: which keys
 * it trusts, every checkpoint it has seen, and its own key if it has one.
 *
 * <p>Whoever changes the tables, cuts them or signs them anew is found out by this folder; whoever also changes the folder
 * is found out by what auditors have kept.
 */
@Singleton
final class Witness {
    static final String CHECKPOINTS = "checkpoints";
    static final String TRUSTED_KEYS = "trusted-keys";
    static final String SIGNING_KEY = "signing-key.pem";

    private final Path folder;
    private final Path checkpoints;
    private final Path trustedKeys;
    private final Path signingKey;
    private final @Nullable SigningKey given;
    private long size;

    Witness(DataFolder data, @Value("${ominigate.audit-key:}") String setting) {
        folder = data.audit();
        checkpoints = folder.resolve(CHECKPOINTS);
        trustedKeys = folder.resolve(TRUSTED_KEYS);
        signingKey = folder.resolve(SIGNING_KEY);
        given = setting.isBlank() ? null : given(setting);
        try {
            size = dropTornTail();
            trusted();
        } catch (IOException e) {
            throw new CannotStart(
                    "What this node remembers of the audit log cannot be read from %s: %s. Restore the folder, or give it to this user."
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** Nobody but this user can enter it. */
    Path folder() {
        return folder;
    }

    private static SigningKey given(String setting) {
        try {
            return SigningKey.parse(setting);
        } catch (IllegalArgumentException e) {
            throw new CannotStart(
                    "OMINIGATE_AUDIT_KEY is no Ed25519 key in PKCS #8; make one with: openssl genpkey -algorithm ed25519 -outform DER | base64 -w0",
                    e);
        }
    }

    /** The key of the settings, or else of the folder; null without one. */
    @Nullable
    SigningKey signingKey() throws IOException {
        if (given != null) {
            return given;
        }
        if (!Files.exists(signingKey)) {
            return null;
        }
        try {
            return SigningKey.parse(Files.readString(signingKey));
        } catch (IllegalArgumentException e) {
            throw new IOException("The file " + signingKey + " holds no Ed25519 key in PKCS #8.", e);
        }
    }

    /** Makes a key in the folder, for a log that nobody has signed yet. */
    SigningKey newSigningKey() throws IOException {
        String pem = SigningKey.generate();
        SecretFile.write(signingKey, pem);
        return SigningKey.parse(pem);
    }

    /** Those whose signatures count; none before the first checkpoint. */
    synchronized List<VerifierKey> trusted() throws IOException {
        if (!Files.exists(trustedKeys)) {
            return List.of();
        }
        List<VerifierKey> keys = new ArrayList<>();
        for (String line : Files.readAllLines(trustedKeys)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    keys.add(VerifierKey.parse(line));
                } catch (IllegalArgumentException e) {
                    throw new IOException("in the file " + trustedKeys + ", " + e.getMessage(), e);
                }
            }
        }
        return keys;
    }

    /** Trusts the key of the first checkpoint that there is; which others to trust, a person says in the file. */
    synchronized void trustFirst(VerifierKey key) throws IOException {
        if (trusted().isEmpty()) {
            SecretFile.write(trustedKeys, """
                    # Whose signatures on checkpoints of the audit log this node accepts. The first key that it met is here;
                    # when the log is to be signed with another, add that one as a line of its own.
                    %s
                    """.formatted(key));
        }
    }

    /** For how many entries the last checkpoint speaks that is remembered; 0 without one. */
    synchronized long size() {
        return size;
    }

    /** Remembers a checkpoint for more entries than any before; returns when it is on the disk. */
    synchronized void remember(SignedCheckpoint checkpoint) throws IOException {
        if (checkpoint.size() <= size) {
            throw new IllegalArgumentException("a checkpoint of " + size + " entries is remembered already");
        }
        try (FileChannel file = FileChannel.open(checkpoints, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(checkpoint.note() + "\n");
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        size = checkpoint.size();
    }

    /** All that is remembered. */
    synchronized List<Verification.Claim> claims() throws IOException {
        List<Verification.Claim> claims = new ArrayList<>();
        if (Files.exists(checkpoints)) {
            String where = "in the file " + checkpoints;
            long before = 0;
            for (String note : Notes.in(Files.readString(checkpoints))) {
                long of = sizeOf(note, before);
                claims.add(new Verification.Claim(of, note, where));
                before = of;
            }
        }
        return claims;
    }

    /** Where a note says nothing that can be read, it claims something of the entry after those of the note before. */
    private static long sizeOf(String note, long before) {
        try {
            return SignedCheckpoint.parse(note).size();
        } catch (IllegalArgumentException e) {
            return before + 1;
        }
    }

    /** A crash may have cut the last note short; it is in the database. Returns the size of the last whole one. */
    private long dropTornTail() throws IOException {
        if (!Files.exists(checkpoints)) {
            return 0;
        }
        String text = Files.readString(checkpoints);
        List<String> notes = Notes.in(text);
        long whole = notes.stream()
                .mapToLong(note -> (note + "\n").getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (whole < Files.size(checkpoints)) {
            try (FileChannel file = FileChannel.open(checkpoints, StandardOpenOption.WRITE)) {
                file.truncate(whole);
                file.force(true);
            }
        }
        return notes.isEmpty() ? 0 : sizeOf(notes.getLast(), 0);
    }
}
