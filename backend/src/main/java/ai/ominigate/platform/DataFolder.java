package ai.ominigate.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder for everything this node keeps on its own disk, locked for this process. No other user can read it; as
 * PostgreSQL may run as another one, others can walk through it to the folder of the embedded server.
 */
public final class DataFolder implements AutoCloseable {
    private static final Duration PREDECESSOR_LEAVES_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_AND_PASSERS_BY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder if need be and locks it. A killed predecessor may still be going, so a held lock is waited for.
     *
     * @throws CannotStart when it cannot be made or written, or when another instance uses it
     */
    public static DataFolder open(Path wanted) {
        Path root = wanted.toAbsolutePath().normalize();
        FileChannel lockFile = null;
        try {
            Path parent = root.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            createIfAbsent(root, OWNER_AND_PASSERS_BY);
            lockFile = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(lockFile, root);
            return new DataFolder(root, lockFile);
        } catch (IOException | RuntimeException e) {
            closeQuietly(lockFile, e);
            throw e instanceof CannotStart known ? known : unusable(root, e);
        }
    }

    private static CannotStart unusable(Path root, Exception cause) {
        String why = switch (cause) {
            case AccessDeniedException _ -> "no right to write there";
            case FileAlreadyExistsException _ -> "it is a file";
            default -> String.valueOf(cause.getMessage());
        };
        return new CannotStart(
                "The data folder %s cannot be used: %s. Give it to this user or choose another with OMINIGATE_DATA_DIR."
                        .formatted(root, why),
                cause);
    }

    private static void lock(FileChannel lockFile, Path root) throws IOException {
        long deadline = System.nanoTime() + PREDECESSOR_LEAVES_WITHIN.toNanos();
        while (tryLock(lockFile) == null) {
            if (System.nanoTime() > deadline) {
                throw new CannotStart(
                        "Another OminiGate uses the data folder %s; stop it or choose another folder with OMINIGATE_DATA_DIR."
                                .formatted(root));
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CannotStart("The start was interrupted.", e);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another instance in this very process.
            return null;
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel, Exception because) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private static void createIfAbsent(Path folder, FileAttribute<Set<PosixFilePermission>> rights) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, rights);
        }
    }

    /** The folder itself, absolute. */
    public Path root() {
        return root;
    }

    /** The folder of the metering journal; only this user can enter it. */
    public Path journal() {
        return own("journal");
    }

    /** The folder for what this node remembers of the audit log, and its key; only this user can enter it. */
    public Path audit() {
        return own("audit");
    }

    /** Where the embedded PostgreSQL lives. */
    public Path postgresql() {
        return root.resolve("postgresql");
    }

    /** The file that tells scripts how to use the demo. */
    public Path demoFile() {
        return root.resolve("demo.json");
    }

    /** What the demo's stand-in for Stripe remembers. */
    public Path demoStripeFile() {
        return root.resolve("demo-stripe.json");
    }

    private Path own(String name) {
        Path folder = root.resolve(name);
        try {
            createIfAbsent(folder, OWNER_ONLY);
            return folder;
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock file could not be closed", e);
        }
    }
}
