package ai.ominigate.metering;

import ai.ominigate.metering.JournalFormat.SegmentHeader;
import ai.ominigate.platform.CannotStart;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in files of this node's own disk, in the format of {@link JournalFormat}.
 *
 * <p>Callers put events into a bounded lock-free queue. One thread takes out whatever has gathered, writes it at once
 * and syncs once for all (group commit): the busier the node, the more events share a sync, and no timer is needed.
 * Events that nobody waits for are written at once too, and ride on the next sync.
 *
 * <p>The first write or sync that fails ends the journal for good, because a file system may report a lost write only
 * once: all who wait are told {@link Journal.Durable#failed}, nothing is accepted any more, and the node is told to
 * stop.
 */
final class FileJournal implements Journal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    /** Events that may wait to be written; far more than calls are open at a time on one node. */
    private static final int QUEUE_CAPACITY = 1 << 16;

    /** From here on new calls are refused and progress is skipped, so that the ends of open calls always fit. */
    private static final int QUEUE_CROWDED = QUEUE_CAPACITY / 2;

    private static final int WRITE_BUFFER = 1 << 20;

    private final JournalFolder folder;
    private final JournalSettings settings;
    private final Consumer<Throwable> onFailure;
    private final MpscAtomicArrayQueue<Queued> queue = new MpscAtomicArrayQueue<>(QUEUE_CAPACITY);

    /** Events in {@link #queue}, whose elements have one or more. */
    private final AtomicInteger queuedEvents = new AtomicInteger();

    private final ConcurrentNavigableMap<Long, Integer> sealedEnds = new ConcurrentSkipListMap<>();
    private final List<Consumer<CallEvent.Final>> finalListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> syncListeners = new CopyOnWriteArrayList<>();
    private final NavigableMap<Integer, JournalPosition> epochs = new TreeMap<>();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final Thread writer;
    private final Timer syncTime;
    private final Counter recordsWritten;
    private final Counter progressSkipped;

    private final UUID node;
    private final int epoch;
    private volatile JournalPosition durable;
    private volatile @Nullable Throwable failure;
    private volatile boolean closing;

    // The rest belongs to the writer's thread.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BUFFER);
    private final List<Queued> batch = new ArrayList<>();
    private @Nullable Queued encoding;
    private Disk.Tape tape;
    private long segment;
    private long capacity;
    private int offset;
    private long nextSeq;
    private int encoded;
    private int unsynced;
    private boolean syncNeeded;

    private record Queued(List<CallEvent> events, @Nullable Durable durable) {}

    /**
     * Opens the journal in this folder, or makes one there, and gives every call that a crash left open its end.
     *
     * @param onFailure told once, on the journal's thread, when the disk has failed and the node has to stop
     * @throws CannotStart if what is there is not what was written
     * @throws IOException if the disk cannot be read or written
     */
    static FileJournal open(
            Path folder, JournalSettings settings, Disk disk, MeterRegistry metrics, Consumer<Throwable> onFailure)
            throws IOException {
        JournalFolder files = new JournalFolder(folder, settings, disk);
        try {
            Recovery.Found found = Recovery.of(files);
            FileJournal journal = new FileJournal(files, settings, metrics, onFailure, found);
            journal.writer.start();
            return journal;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private FileJournal(
            JournalFolder folder,
            JournalSettings settings,
            MeterRegistry metrics,
            Consumer<Throwable> onFailure,
            Recovery.@Nullable Found found)
            throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.onFailure = onFailure;
        this.writer = Thread.ofPlatform().name("journal").daemon().unstarted(this::run);
        this.syncTime = Timer.builder("ominigate.journal.sync")
                .description("how long one fdatasync of the usage journal takes")
                .publishPercentileHistogram()
                .register(metrics);
        this.recordsWritten = Counter.builder("ominigate.journal.records")
                .description("events written to the usage journal")
                .register(metrics);
        this.progressSkipped = Counter.builder("ominigate.journal.progress.skipped")
                .description("events of progress left out because the journal was behind")
                .register(metrics);
        Gauge.builder("ominigate.journal.depth", queuedEvents, AtomicInteger::get)
                .description("events that wait to be written to the usage journal")
                .register(metrics);
        Gauge.builder("ominigate.journal.size", folder, JournalFolder::bytes)
                .description("bytes of the usage journal's files")
                .baseUnit("bytes")
                .register(metrics);
        folder.prepareSpare();
        if (found == null) {
            node = UUID.randomUUID();
            epoch = 1;
            nextSeq = 1;
            tape = startSegment(1);
        } else {
            node = found.node();
            epoch = found.epoch() + 1;
            nextSeq = found.end().seq();
            tape = goOn(found);
        }
        durable = new JournalPosition(segment, offset, nextSeq);
        if (found != null) {
            epochs.putAll(found.epochs());
        }
        epochs.put(epoch, durable);
        if (found != null) {
            appendEnds(found.crashed());
        }
    }

    private Disk.Tape startSegment(long number) throws IOException {
        Disk.Tape started = folder.start(new SegmentHeader(node, number, nextSeq));
        segment = number;
        offset = JournalFormat.SEGMENT_HEADER;
        capacity = started.length();
        return started;
    }

    private Disk.Tape goOn(Recovery.Found found) throws IOException {
        sealedEnds.putAll(found.ends().headMap(found.end().segment()));
        segment = found.end().segment();
        offset = found.end().offset();
        Disk.Tape last = folder.open(segment);
        if (found.torn()) {
            LOG.warn(
                    "The usage journal ended in the middle of a write, as after a loss of power; it goes on after"
                            + " record {}.",
                    nextSeq - 1);
        }
        folder.blank(last, found.torn() ? offset : last.length());
        last.sync();
        capacity = last.length();
        return last;
    }

    private void appendEnds(List<CallEvent.Final> crashed) throws IOException {
        encode(new Queued(List.copyOf(crashed), null));
        commit();
        if (!crashed.isEmpty()) {
            LOG.warn(
                    "{} calls were cut off when this node stopped; they cost their customers nothing.", crashed.size());
        }
    }

    /** Which node this journal belongs to: one id for the life of its folder. */
    UUID node() {
        return node;
    }

    /** Counts the starts of the node. */
    int epoch() {
        return epoch;
    }

    /**
     * From where on the journal has to be read by somebody who had read it to {@code position} during the start
     * {@code since}. What was torn off after that start has gone, and other records stand there now; and if this
     * journal is an older copy, it ends before.
     */
    JournalPosition stillRead(JournalPosition position, int since) {
        JournalPosition from = earlier(position, Objects.requireNonNull(epochs.get(epoch)));
        Map.Entry<Integer, JournalPosition> next = epochs.higherEntry(since);
        if (next != null) {
            from = earlier(from, next.getValue());
        }
        JournalPosition oldest = oldest();
        return from.segment() < oldest.segment() ? oldest : from;
    }

    private static JournalPosition earlier(JournalPosition one, JournalPosition other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** Everything before it is on disk. */
    JournalPosition durable() {
        return durable;
    }

    /** Calls this for every end of a call that has become durable, on the journal's thread, before who waits is told. */
    void onFinal(Consumer<CallEvent.Final> listener) {
        finalListeners.add(listener);
    }

    /** Calls this on the journal's thread whenever {@link #durable} has moved. */
    void onSync(Runnable listener) {
        syncListeners.add(listener);
    }

    @Override
    public boolean accepting() {
        return failure == null
                && !closing
                && !folder.spaceShort()
                && folder.bytes() <= settings.refuseAbove()
                && queuedEvents.get() < QUEUE_CROWDED;
    }

    /** Why {@link #accepting} is false, in a sentence for the operator; null while it is true. */
    @Nullable
    String whyNotAccepting() {
        Throwable cause = failure;
        if (cause != null) {
            return "The disk of the usage journal failed (" + cause + "), so this node takes no more calls;"
                    + " look at the disk, then start the node again.";
        }
        if (closing) {
            return "The usage journal is closed because this node is stopping.";
        }
        if (folder.spaceShort()) {
            return "There is no room on disk for the usage journal, so no new calls are taken; free some.";
        }
        if (folder.bytes() > settings.refuseAbove()) {
            return "The usage journal is full because its usage could not be stored in the database for long, so no"
                    + " new calls are taken; they are again once the database is back.";
        }
        if (queuedEvents.get() >= QUEUE_CROWDED) {
            return "The disk of the usage journal is too slow for the calls that come in.";
        }
        return null;
    }

    @Override
    public void append(List<CallEvent> events, Durable durable) {
        enqueue(new Queued(events, durable));
    }

    @Override
    public void append(CallEvent event) {
        if (event instanceof CallEvent.Progress && queuedEvents.get() >= QUEUE_CROWDED) {
            progressSkipped.increment();
            return;
        }
        enqueue(new Queued(List.of(event), null));
    }

    private void enqueue(Queued queued) {
        int events = queued.events().size();
        if (queuedEvents.addAndGet(events) > QUEUE_CAPACITY || !queue.offer(queued)) {
            queuedEvents.addAndGet(-events);
            IOException overflow = new IOException(
                    "the disk of the usage journal hangs: " + QUEUE_CAPACITY + " events wait to be written");
            fail(overflow);
            tellFailed(queued, overflow);
            return;
        }
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(writer);
        }
        if (closing && !writer.isAlive()) {
            failQueued(new IOException("the usage journal is closed"));
        }
    }

    private void run() {
        while (true) {
            Queued next = queue.poll();
            if (next != null) {
                write(next);
            } else if (closing) {
                break;
            } else {
                awaitWork();
            }
        }
        closeTape();
    }

    private void awaitWork() {
        idle.set(true);
        if (queue.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        idle.set(false);
    }

    private void write(Queued first) {
        Throwable before = failure;
        if (before != null) {
            queuedEvents.addAndGet(-first.events().size());
            tellFailed(first, before);
            return;
        }
        try {
            for (Queued next = first; next != null; next = hasRoom() ? queue.poll() : null) {
                queuedEvents.addAndGet(-next.events().size());
                encode(next);
            }
            commit();
        } catch (IOException | RuntimeException e) {
            fail(e);
            if (encoding != null) {
                batch.add(encoding);
                encoding = null;
            }
            batch.forEach(queued -> tellFailed(queued, e));
            batch.clear();
        }
    }

    private boolean hasRoom() {
        return buffer.remaining() >= JournalFormat.MAX_RECORD;
    }

    private void encode(Queued queued) throws IOException {
        encoding = queued;
        for (CallEvent event : queued.events()) {
            if (!hasRoom()) {
                commit();
            }
            encode(event);
            syncNeeded |= queued.durable() != null || !(event instanceof CallEvent.Progress);
        }
        encoding = null;
        batch.add(queued);
    }

    private void encode(CallEvent event) throws IOException {
        int start = buffer.position();
        putRecord(event);
        if ((long) offset + buffer.position() > capacity) {
            buffer.position(start);
            roll();
            putRecord(event);
        }
        nextSeq++;
        unsynced++;
        encoded++;
    }

    private void putRecord(CallEvent event) {
        JournalFormat.putRecord(buffer, epoch, nextSeq, unsynced, event);
    }

    private void roll() throws IOException {
        syncNeeded = true;
        commit();
        tape.close();
        sealedEnds.put(segment, offset);
        tape = startSegment(segment + 1);
        durable = new JournalPosition(segment, offset, nextSeq);
    }

    private void commit() throws IOException {
        int length = buffer.position();
        tape.write(buffer.flip(), offset);
        buffer.clear();
        offset += length;
        recordsWritten.increment(encoded);
        encoded = 0;
        if (syncNeeded) {
            sync();
        }
        batch.clear();
    }

    private void sync() throws IOException {
        long start = System.nanoTime();
        tape.sync();
        syncTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        unsynced = 0;
        syncNeeded = false;
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException("the journal failed while it was syncing", cause);
        }
        durable = new JournalPosition(segment, offset, nextSeq);
        syncListeners.forEach(Runnable::run);
        batch.forEach(this::tellWritten);
    }

    private void tellWritten(Queued queued) {
        for (CallEvent event : queued.events()) {
            if (event instanceof CallEvent.Final end) {
                finalListeners.forEach(listener -> listener.accept(end));
            }
        }
        Durable waiting = queued.durable();
        if (waiting == null) {
            return;
        }
        try {
            waiting.written();
        } catch (RuntimeException e) {
            LOG.error(
                    "A call could not be told that its event is durable: {}",
                    e.getClass().getName());
        }
    }

    private static void tellFailed(Queued queued, Throwable cause) {
        Durable waiting = queued.durable();
        if (waiting == null) {
            return;
        }
        try {
            waiting.failed(cause);
        } catch (RuntimeException e) {
            LOG.error(
                    "A call could not be told that the journal failed: {}",
                    e.getClass().getName());
        }
    }

    /** Ends the journal for good; the first cause counts. */
    void fail(Throwable cause) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = cause;
        }
        LOG.error("The usage journal failed; this node takes no more calls and stops: {}", cause.toString());
        onFailure.accept(cause);
    }

    private void failQueued(Throwable cause) {
        synchronized (this) {
            for (Queued queued = queue.poll(); queued != null; queued = queue.poll()) {
                queuedEvents.addAndGet(-queued.events().size());
                tellFailed(queued, cause);
            }
        }
    }

    /** Reads durable records from there on. */
    JournalReader read(JournalPosition from) {
        return new JournalReader(this, from);
    }

    /** The place of the oldest record that is still here. */
    JournalPosition oldest() {
        return new JournalPosition(firstSegment(), JournalFormat.SEGMENT_HEADER, 0);
    }

    private long firstSegment() {
        var first = sealedEnds.firstEntry();
        return first != null ? first.getKey() : durable.segment();
    }

    /** Where the records of this segment end as far as they are durable; -1 if there is no such segment. */
    int durableEnd(long number) {
        JournalPosition now = durable;
        if (now.segment() == number) {
            return now.offset();
        }
        return sealedEnds.getOrDefault(number, -1);
    }

    Path file(long number) {
        return folder.file(number);
    }

    /** Bytes of the files on disk. */
    long bytes() {
        return folder.bytes();
    }

    /** Removes every segment before this one; nothing in them is needed any more. */
    void removeBefore(long number) throws IOException {
        for (long old : sealedEnds.headMap(number).keySet()) {
            folder.remove(old);
            sealedEnds.remove(old);
        }
    }

    /** Writes what is queued, syncs it and closes the files. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failQueued(new IOException("the usage journal is closed"));
        folder.close();
    }

    private void closeTape() {
        try {
            if (failure == null) {
                tape.sync();
            }
            tape.close();
        } catch (IOException e) {
            fail(e);
        }
    }
}
