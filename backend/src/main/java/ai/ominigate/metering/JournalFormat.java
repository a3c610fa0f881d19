package ai.ominigate.metering;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The journal's files, version 1. All numbers are big-endian.
 *
 * <p>A journal is a folder of segments, {@code segment-0000000000000001.journal} and so on without a gap, each of a
 * fixed size and filled with zeros before its first record. A segment starts with 64 bytes:
 *
 * <pre>
 * magic "OGJOURNL" | version:u32 | node:uuid | segment number:u64 | seq of its first record:u64 | crc32c:u32 | zeros
 * </pre>
 *
 * <p>Then records follow each other, and zeros follow the last:
 *
 * <pre>
 * length:u32  of the whole record
 * crc32c:u32  of the length and of everything after this field
 * type:u8     see {@link EventCodec}
 * epoch:u32   counts the starts of the node; tells what an earlier life wrote
 * seq:u64     counts records by one over all segments
 * unsynced:u32  how many records before this one were not yet synced to disk when it was written
 * payload     see {@link EventCodec}
 * </pre>
 *
 * <p>{@code unsynced} is what tells a torn write from damage. A loss of power may keep any part of what was written
 * since the last sync and lose the rest, so among the last records one may be broken though one after it is whole.
 * Every record before {@code seq - unsynced}, however, was on disk when this one was written: if such a record is
 * broken, the disk has lost what it had promised.
 */
final class JournalFormat {
    static final int VERSION = 1;
    static final int SEGMENT_HEADER = 64;
    static final int RECORD_HEADER = 25;

    /** Above the largest record that {@link CallEvent} lets be made: two names of 255 characters and 200 bytes. */
    static final int MAX_RECORD = 2048;

    private static final long MAGIC = 0x4F474A4F55524E4CL;
    private static final int HEADER_CHECKED = 44;
    private static final int CRC_AT = 4;
    private static final int AFTER_CRC = 8;

    private JournalFormat() {}

    /** What the first 64 bytes of a segment say. */
    record SegmentHeader(UUID node, long number, long firstSeq) {}

    /**
     * A whole record whose checksum is right, not yet decoded.
     *
     * @param at where it starts
     */
    record Frame(int at, int length, byte type, int epoch, long seq, int unsynced) {
        int end() {
            return at + length;
        }

        /** The first record that was not known to be on disk when this one was written. */
        long firstUnsynced() {
            return seq - unsynced;
        }
    }

    static ByteBuffer segmentHeader(SegmentHeader header) {
        ByteBuffer bytes = ByteBuffer.allocate(SEGMENT_HEADER);
        bytes.putLong(MAGIC).putInt(VERSION);
        EventCodec.putUuid(bytes, header.node());
        bytes.putLong(header.number()).putLong(header.firstSeq());
        bytes.putInt(crcOf(bytes, 0, HEADER_CHECKED));
        return bytes.clear();
    }

    /** The header at the start of these bytes; null if it is damaged. */
    static @Nullable SegmentHeader readSegmentHeader(ByteBuffer bytes) {
        if (bytes.limit() < SEGMENT_HEADER
                || bytes.getLong(0) != MAGIC
                || bytes.getInt(Long.BYTES) != VERSION
                || bytes.getInt(HEADER_CHECKED) != crcOf(bytes, 0, HEADER_CHECKED)) {
            return null;
        }
        ByteBuffer fields = bytes.duplicate().position(Long.BYTES + Integer.BYTES);
        return new SegmentHeader(EventCodec.getUuid(fields), fields.getLong(), fields.getLong());
    }

    /** Writes one record at the buffer's position. */
    static void putRecord(ByteBuffer to, int epoch, long seq, int unsynced, CallEvent event) {
        int at = to.position();
        to.position(at + AFTER_CRC);
        to.put(EventCodec.typeOf(event)).putInt(epoch).putLong(seq).putInt(unsynced);
        EventCodec.put(to, event);
        int length = to.position() - at;
        to.putInt(at, length);
        to.putInt(at + CRC_AT, recordCrc(to, at, length));
    }

    /** The record that starts there; null if none whole and right does. */
    static @Nullable Frame frameAt(ByteBuffer bytes, int at) {
        if (bytes.limit() - at <= RECORD_HEADER) {
            return null;
        }
        int length = bytes.getInt(at);
        if (length <= RECORD_HEADER || length > MAX_RECORD || length > bytes.limit() - at) {
            return null;
        }
        if (bytes.getInt(at + CRC_AT) != recordCrc(bytes, at, length)) {
            return null;
        }
        int header = at + AFTER_CRC;
        return new Frame(
                at,
                length,
                bytes.get(header),
                bytes.getInt(header + 1),
                bytes.getLong(header + 5),
                bytes.getInt(header + 13));
    }

    /**
     * What the record says. Leaves the buffer as it was.
     *
     * @throws RuntimeException if it was written by a version that knows more
     */
    static JournalRecord decode(ByteBuffer bytes, Frame frame) {
        int position = bytes.position();
        int limit = bytes.limit();
        try {
            return EventCodec.get(
                    bytes.limit(frame.end()).position(frame.at() + RECORD_HEADER), frame.type(), frame.seq());
        } finally {
            bytes.limit(limit).position(position);
        }
    }

    private static int recordCrc(ByteBuffer bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        update(crc, bytes, at, at + CRC_AT);
        update(crc, bytes, at + AFTER_CRC, at + length);
        return (int) crc.getValue();
    }

    private static int crcOf(ByteBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        update(crc, bytes, from, to);
        return (int) crc.getValue();
    }

    /** Leaves the buffer as it was; a view of it for each record would be most of the garbage of a record. */
    private static void update(CRC32C crc, ByteBuffer bytes, int from, int to) {
        int position = bytes.position();
        int limit = bytes.limit();
        crc.update(bytes.limit(to).position(from));
        bytes.limit(limit).position(position);
    }
}
