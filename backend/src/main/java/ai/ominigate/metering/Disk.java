package ai.ominigate.metering;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the journal asks of the disk for writing, so that a test can put one there that fails or forgets. */
interface Disk {

    /** A file that is written at places and synced. */
    interface Tape extends Closeable {

        /** Writes all of the buffer there; what is written may be lost until {@link #sync} returns. */
        void write(ByteBuffer bytes, long at) throws IOException;

        /** {@code fdatasync}: everything written so far is on disk when it returns. */
        void sync() throws IOException;

        /** The file's length in bytes. */
        long length() throws IOException;
    }

    /** Opens the file for writing; makes it if it is not there. */
    Tape open(Path file) throws IOException;

    /** Makes the names in this folder durable. */
    void syncFolder(Path folder) throws IOException;

    /** The disk there is. */
    Disk REAL = new Disk() {
        @Override
        public Tape open(Path file) throws IOException {
            return new FileTape(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    };

    /** A file of the operating system. */
    record FileTape(FileChannel channel) implements Tape {
        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            long position = at;
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
