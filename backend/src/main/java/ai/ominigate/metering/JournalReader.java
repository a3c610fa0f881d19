package ai.ominigate.metering;

import ai.ominigate.metering.JournalFormat.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads the durable records of an open journal in order, while it goes on being written. Used by one thread. */
final class JournalReader implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final FileJournal journal;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private @Nullable FileChannel channel;
    private JournalPosition position;

    JournalReader(FileJournal journal, JournalPosition from) {
        this.journal = journal;
        this.position = from;
    }

    /** Before the record that {@link #next} reads. */
    JournalPosition position() {
        return position;
    }

    /**
     * The next durable record; null if there is none yet.
     *
     * @throws IOException if it cannot be read, or is not what was written
     */
    @Nullable
    JournalRecord next() throws IOException {
        while (true) {
            long segment = position.segment();
            boolean sealed = journal.durable().segment() > segment;
            int end = journal.durableEnd(segment);
            if (end < 0) {
                throw new IOException("The usage journal has lost its file " + journal.file(segment));
            }
            if (position.offset() < end) {
                return read(end);
            }
            if (!sealed) {
                return null;
            }
            close();
            position = new JournalPosition(segment + 1, JournalFormat.SEGMENT_HEADER, position.seq());
        }
    }

    private JournalRecord read(int end) throws IOException {
        Frame frame = JournalFormat.frameAt(buffer, buffer.position());
        if (frame == null) {
            fill(end);
            frame = JournalFormat.frameAt(buffer, buffer.position());
        }
        if (frame == null) {
            throw new IOException("The usage journal cannot be read back: " + journal.file(position.segment())
                    + " at byte " + position.offset());
        }
        JournalRecord record = JournalFormat.decode(buffer, frame);
        buffer.position(frame.end());
        position = new JournalPosition(position.segment(), position.offset() + frame.length(), frame.seq() + 1);
        return record;
    }

    private void fill(int end) throws IOException {
        if (channel == null) {
            channel = FileChannel.open(journal.file(position.segment()), StandardOpenOption.READ);
        }
        buffer.clear().limit(Math.min(BUFFER, end - position.offset()));
        long at = position.offset();
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        buffer.flip();
    }

    @Override
    public void close() throws IOException {
        buffer.clear().limit(0);
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
