package ai.ominigate.metering;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A disk that does what the real one does until told otherwise: it can fail its next sync or write, and it can lose
 * its power, upon which any 512 bytes that were written and not yet synced may be as before.
 */
final class UnreliableDisk implements Disk {
    private static final int SECTOR = 512;

    final AtomicInteger syncs = new AtomicInteger();
    private final List<UnreliableTape> tapes = new ArrayList<>();
    private final Semaphore mayFinishSync = new Semaphore(1);
    private volatile boolean refuseNewFiles;
    private boolean failSyncs;
    private boolean failWrites;
    private int operationsLeft = Integer.MAX_VALUE;

    synchronized void failSyncs() {
        failSyncs = true;
    }

    synchronized void failWrites(boolean fail) {
        failWrites = fail;
    }

    /** From now on a sync takes until {@link #releaseSyncs}. */
    void holdSyncs() {
        mayFinishSync.acquireUninterruptibly();
    }

    void releaseSyncs() {
        mayFinishSync.release();
    }

    void refuseNewFiles(boolean refuse) {
        refuseNewFiles = refuse;
    }

    /** After so many more writes and syncs nothing reaches the disk any more. */
    synchronized void losePowerAfter(int operations) {
        operationsLeft = operations;
    }

    /** What the disk holds when power returns. */
    synchronized void settle(Random random) throws IOException {
        for (UnreliableTape tape : tapes) {
            tape.settle(random);
        }
        tapes.clear();
    }

    private void spendOperation() throws IOException {
        if (operationsLeft <= 0) {
            throw new IOException("no power");
        }
        operationsLeft--;
    }

    @Override
    public Tape open(Path file) throws IOException {
        if (refuseNewFiles && Files.notExists(file)) {
            throw new IOException("no space left on device");
        }
        UnreliableTape tape = new UnreliableTape(file);
        synchronized (this) {
            tapes.add(tape);
        }
        return tape;
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        REAL.syncFolder(folder);
    }

    private final class UnreliableTape implements Tape {
        private final Tape real;
        private final FileChannel behind;
        private final TreeMap<Long, byte[]> beforeSync = new TreeMap<>();

        UnreliableTape(Path file) throws IOException {
            real = REAL.open(file);
            behind = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            synchronized (UnreliableDisk.this) {
                spendOperation();
                if (failWrites) {
                    throw new IOException("no space left on device");
                }
                remember(at, bytes.remaining());
                real.write(bytes, at);
            }
        }

        private void remember(long at, int length) throws IOException {
            for (long sector = at / SECTOR; sector * SECTOR < at + length; sector++) {
                if (!beforeSync.containsKey(sector)) {
                    ByteBuffer before = ByteBuffer.allocate(SECTOR);
                    behind.read(before, sector * SECTOR);
                    beforeSync.put(sector, before.array());
                }
            }
        }

        @Override
        public void sync() throws IOException {
            syncs.incrementAndGet();
            mayFinishSync.acquireUninterruptibly();
            mayFinishSync.release();
            synchronized (UnreliableDisk.this) {
                spendOperation();
                if (failSyncs) {
                    throw new IOException("input/output error");
                }
                real.sync();
                beforeSync.clear();
            }
        }

        void settle(Random random) throws IOException {
            for (Map.Entry<Long, byte[]> sector : beforeSync.entrySet()) {
                if (random.nextBoolean()) {
                    behind.write(ByteBuffer.wrap(sector.getValue()), sector.getKey() * SECTOR);
                }
            }
            behind.close();
        }

        @Override
        public long length() throws IOException {
            return real.length();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
