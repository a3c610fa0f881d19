package ai.ominigate.metering;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A journal in a temporary folder, opened and closed as a test likes. */
final class JournalOnDisk implements AutoCloseable {
    final Path folder;
    final AtomicReference<Throwable> stopped = new AtomicReference<>();
    private final JournalSettings settings;
    private @Nullable FileJournal journal;

    JournalOnDisk(int segmentSize) {
        this(segmentSize, 1L << 30);
    }

    JournalOnDisk(int segmentSize, long maxSize) {
        settings = new JournalSettings(segmentSize, maxSize, Duration.ofSeconds(1));
        try {
            folder = Files.createTempDirectory("journal");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FileJournal open() {
        return open(Disk.REAL);
    }

    FileJournal open(Disk disk) {
        try {
            journal = FileJournal.open(folder, settings, disk, new SimpleMeterRegistry(), stopped::set);
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FileJournal journal() {
        if (journal == null) {
            throw new IllegalStateException("the journal is not open");
        }
        return journal;
    }

    /** Appends and waits until it is durable, so that each event is synced alone. */
    void append(CallEvent event) {
        Told told = new Told();
        journal().append(event, told);
        told.await();
    }

    void shut() {
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }

    FileJournal reopen() {
        shut();
        return open();
    }

    Recovery.@Nullable Found recover() {
        try (JournalFolder files = new JournalFolder(folder, settings, Disk.REAL)) {
            return Recovery.of(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything durable in the open journal. */
    List<JournalRecord> records() {
        return recordsFrom(journal().oldest());
    }

    List<JournalRecord> recordsFrom(JournalPosition from) {
        List<JournalRecord> records = new ArrayList<>();
        try (JournalReader reader = journal().read(from)) {
            for (JournalRecord next = reader.next(); next != null; next = reader.next()) {
                records.add(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    List<CallEvent> events() {
        return records().stream().map(JournalRecord::event).toList();
    }

    List<Path> segments() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("segment"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shut();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException problem) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
