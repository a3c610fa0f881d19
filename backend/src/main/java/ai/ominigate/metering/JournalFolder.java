package ai.ominigate.metering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a journal. The next segment is always made ahead, filled with zeros and synced, on a thread of its own,
 * so that starting it costs the writer a rename and two syncs.
 */
final class JournalFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFolder.class);

    private static final Pattern NAME = Pattern.compile("segment-(\\d{16})\\.journal");
    private static final int FILL_CHUNK = 1 << 20;
    private static final long RETRY_SECONDS = 1;

    private final Path folder;
    private final JournalSettings settings;
    private final Disk disk;
    private final Path spareFile;
    private final AtomicLong bytes = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean spaceShort;
    private CompletableFuture<Void> spare = CompletableFuture.completedFuture(null);

    JournalFolder(Path folder, JournalSettings settings, Disk disk) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.settings = settings;
        this.disk = disk;
        this.spareFile = folder.resolve("next.journal");
        Files.deleteIfExists(spareFile);
        for (Path file : segments().values()) {
            bytes.addAndGet(Files.size(file));
        }
    }

    /** The segments there are, by number. */
    NavigableMap<Long, Path> segments() throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.put(Long.valueOf(name.group(1)), file);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    Path file(long segment) {
        return folder.resolve("segment-%016d.journal".formatted(segment));
    }

    Disk.Tape open(long segment) throws IOException {
        return disk.open(file(segment));
    }

    /** Bytes on disk, the segment made ahead included. */
    long bytes() {
        return bytes.get();
    }

    /** Whether the next segment cannot be made for now. */
    boolean spaceShort() {
        return spaceShort;
    }

    /** Starts the segment with this header. Only the journal's writer calls this. */
    Disk.Tape start(JournalFormat.SegmentHeader header) throws IOException {
        awaitSpare();
        Disk.Tape tape = disk.open(spareFile);
        tape.write(JournalFormat.segmentHeader(header), 0);
        tape.sync();
        Files.move(spareFile, file(header.number()), StandardCopyOption.ATOMIC_MOVE);
        disk.syncFolder(folder);
        prepareSpare();
        return tape;
    }

    /** Fills a segment with zeros from there to its full size, and syncs it. */
    void blank(Disk.Tape tape, long from) throws IOException {
        long length = tape.length();
        long size = Math.max(length, settings.segmentSize());
        ByteBuffer zeros = ByteBuffer.allocateDirect(FILL_CHUNK);
        for (long at = from; at < size; at += FILL_CHUNK) {
            tape.write(zeros.clear().limit((int) Math.min(FILL_CHUNK, size - at)), at);
            tape.sync();
        }
        bytes.addAndGet(size - length);
    }

    void remove(long segment) throws IOException {
        Path file = file(segment);
        long size = Files.size(file);
        Files.delete(file);
        disk.syncFolder(folder);
        bytes.addAndGet(-size);
    }

    /** Starts to make the next segment. */
    void prepareSpare() {
        spare = new CompletableFuture<>();
        CompletableFuture<Void> made = spare;
        Thread.ofVirtual().name("journal-next-segment").start(() -> makeSpare(made));
    }

    private void makeSpare(CompletableFuture<Void> made) {
        try {
            do {
                if (tryMakeSpare()) {
                    made.complete(null);
                    return;
                }
            } while (!closed.await(RETRY_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        made.completeExceptionally(new IOException("The journal was closed before its next segment was made."));
    }

    private boolean tryMakeSpare() {
        try (Disk.Tape tape = disk.open(spareFile)) {
            blank(tape, 0);
            disk.syncFolder(folder);
            spaceShort = false;
            return true;
        } catch (IOException e) {
            if (!spaceShort) {
                LOG.error(
                        "The usage journal cannot make its next segment, so no new calls are taken: {}", e.toString());
            }
            spaceShort = true;
            deleteHalfASpare();
            return false;
        }
    }

    private void deleteHalfASpare() {
        try {
            Files.deleteIfExists(spareFile);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", spareFile, e.toString());
        }
    }

    private void awaitSpare() throws IOException {
        try {
            spare.get(settings.segmentPatience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("The usage journal has no room for its next segment in " + folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the next segment was being made", e);
        }
    }

    /** Ends the making of the next segment and waits until its file is left alone. */
    @Override
    public void close() {
        closed.countDown();
        spare.exceptionally(e -> null).join();
    }
}
