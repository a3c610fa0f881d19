package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.JournalFormat.Frame;
import ai.ominigate.metering.JournalFormat.SegmentHeader;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.UuidV7;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from its first segment to its end, and says where it goes on and which calls it left open.
 *
 * <p>The journal ends at the first bytes of its last segment that are no whole record, and what follows is cut off,
 * if nothing after it was written later: then it is the torn tail of the last write before a crash, which nobody was
 * told is durable. If a record after it shows that the broken one had been synced to disk, or if the segment is not
 * the last, then the disk has lost what was promised, and the journal {@link CannotStart does not open}.
 */
final class Recovery {
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(64 * 1024);

    private final NavigableMap<Long, Integer> ends = new TreeMap<>();
    private final NavigableMap<Integer, JournalPosition> epochs = new TreeMap<>();
    private final Map<UUID, OpenCall> open = new LinkedHashMap<>();
    private @Nullable SegmentHeader last;
    private Instant lastWrite = Instant.EPOCH;
    private long nextSeq = 1;
    private int epoch;
    private boolean torn;

    private Recovery() {}

    /**
     * What there was.
     *
     * @param node which node the journal belongs to
     * @param epoch the last start of the node that wrote to it
     * @param end where it goes on
     * @param torn whether bytes after {@code end} have to be cleared before anything is written
     * @param ends where the records of each segment end, by the segment's number
     * @param epochs where the first record of each start of the node is, as far as it is still here
     * @param crashed an end for each call that has none
     */
    record Found(
            UUID node,
            int epoch,
            JournalPosition end,
            boolean torn,
            NavigableMap<Long, Integer> ends,
            NavigableMap<Integer, JournalPosition> epochs,
            List<CallEvent.Final> crashed) {}

    private record OpenCall(
            CallEvent.Intent intent, @Nullable TokenCounts progress) {}

    /** Reads the journal; null if there is none yet. */
    static @Nullable Found of(JournalFolder folder) throws IOException {
        Recovery recovery = new Recovery();
        NavigableMap<Long, Path> segments = folder.segments();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            boolean isLast = segment.getKey().equals(segments.lastKey());
            recovery.readSegment(segment.getKey(), segment.getValue(), isLast);
        }
        return recovery.found();
    }

    private @Nullable Found found() {
        if (last == null) {
            return null;
        }
        long segment = last.number();
        int offset = ends.lastEntry().getValue();
        List<CallEvent.Final> crashed = open.values().stream().map(this::endOf).toList();
        return new Found(
                last.node(), epoch, new JournalPosition(segment, offset, nextSeq), torn, ends, epochs, crashed);
    }

    private void readSegment(long number, Path file, boolean isLast) throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes =
                    channel.map(MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer();
            readHeader(number, file, bytes);
            ends.put(number, readRecords(number, file, bytes, isLast));
            lastWrite = Files.getLastModifiedTime(file).toInstant();
        }
    }

    private void readHeader(long number, Path file, ByteBuffer bytes) {
        SegmentHeader header = JournalFormat.readSegmentHeader(bytes);
        if (header == null || header.number() != number) {
            throw damaged(file, 0, "the header of the segment is broken");
        }
        if (last == null) {
            nextSeq = header.firstSeq();
        } else if (!header.node().equals(last.node())) {
            throw damaged(file, 0, "the segment belongs to another node");
        } else if (number != last.number() + 1) {
            throw damaged(file, 0, "the segment before it is missing");
        } else if (header.firstSeq() != nextSeq) {
            throw damaged(
                    file, 0, "it starts with record " + header.firstSeq() + " but record " + nextSeq + " is missing");
        }
        last = header;
    }

    private int readRecords(long number, Path file, ByteBuffer bytes, boolean isLast) {
        int at = JournalFormat.SEGMENT_HEADER;
        while (true) {
            Frame frame = JournalFormat.frameAt(bytes, at);
            if (frame == null || frame.seq() != nextSeq || frame.epoch() < epoch) {
                break;
            }
            take(decode(file, bytes, frame));
            if (frame.epoch() > epoch) {
                epoch = frame.epoch();
                epochs.put(epoch, new JournalPosition(number, at, nextSeq));
            }
            nextSeq++;
            at = frame.end();
        }
        if (!allZero(bytes, at)) {
            checkTorn(file, bytes, at, isLast);
            torn = true;
        }
        return at;
    }

    private static JournalRecord decode(Path file, ByteBuffer bytes, Frame frame) {
        try {
            return JournalFormat.decode(bytes, frame);
        } catch (RuntimeException e) {
            CannotStart unreadable = damaged(
                    file, frame.at(), "record " + frame.seq() + " was written by a version that this one cannot read");
            unreadable.initCause(e);
            throw unreadable;
        }
    }

    /** Segments are made of zeros: what a start reads is mostly these, before anything is compiled. */
    private static boolean allZero(ByteBuffer bytes, int from) {
        for (int at = from; at < bytes.limit(); at += ZEROS.capacity()) {
            int length = Math.min(ZEROS.capacity(), bytes.limit() - at);
            if (bytes.slice(at, length).mismatch(ZEROS.slice(0, length)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private void checkTorn(Path file, ByteBuffer bytes, int from, boolean isLast) {
        if (!isLast) {
            throw damaged(file, from, "record " + nextSeq + " is broken, and a later segment follows");
        }
        for (int at = from; at < bytes.limit() - JournalFormat.RECORD_HEADER; at++) {
            Frame later = JournalFormat.frameAt(bytes, at);
            if (later != null && later.epoch() >= epoch && later.firstUnsynced() > nextSeq) {
                throw damaged(
                        file,
                        from,
                        "record " + nextSeq + " is broken, yet record " + later.seq() + " was written after it at byte "
                                + at);
            }
        }
    }

    private static CannotStart damaged(Path file, long offset, String what) {
        return new CannotStart("The usage journal is damaged: " + file + " at byte " + offset + ": " + what
                + ". Restore the file from a copy, or move the journal's folder away to start with an empty one;"
                + " usage in it that was not yet stored would then be lost.");
    }

    private void take(JournalRecord record) {
        switch (record.event()) {
            case CallEvent.Intent intent -> open.put(intent.id(), new OpenCall(intent, null));
            case CallEvent.Progress progress ->
                open.computeIfPresent(progress.id(), (_, call) -> new OpenCall(call.intent(), progress.tokens()));
            case CallEvent.Final end -> open.remove(end.id());
        }
    }

    /**
     * The end of a call that the crash cut off: what it used by our last knowledge, and no cost. It lasted until the
     * journal was last written, so that reading the same journal twice gives the same end.
     */
    private CallEvent.Final endOf(OpenCall call) {
        CallEvent.Intent intent = call.intent();
        TokenCounts tokens = call.progress() != null
                ? call.progress()
                : TokenCounts.of(Math.min(intent.estimatedPrompt(), TokenCounts.MAX_PER_CLASS), 0);
        long millis = lastWrite.toEpochMilli() - UuidV7.instant(intent.id()).toEpochMilli();
        return new CallEvent.Final(
                intent.id(),
                intent.account(),
                intent.key(),
                intent.model(),
                intent.provider(),
                intent.priceVersion(),
                intent.lease(),
                tokens,
                true,
                0,
                TimeUnit.MILLISECONDS.toMicros(Math.max(0, millis)),
                0,
                0,
                EndReason.GATEWAY_CRASHED,
                null);
    }
}
