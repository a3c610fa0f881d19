package ai.ominigate.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A file system of its own with little room, which can be filled to the last byte and emptied again. */
final class SmallDisk implements AutoCloseable {
    private static final int[] CHUNKS = {1 << 20, 1 << 12, 1};
    private static final long FILL_EVERY_MILLIS = 20;

    private final Path mountedAt;
    private final Path ballast;

    private SmallDisk(Path mountedAt) {
        this.mountedAt = mountedAt;
        this.ballast = mountedAt.resolve("ballast");
    }

    /** Mounts one over this folder, which is made if it is not there. Only root can. */
    static SmallDisk at(Path folder, int megabytes, String mode) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Shell.run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=" + mode, "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    /** Takes all room there is, and whatever room there comes to be, until it is closed. */
    Full fill() {
        return new Full();
    }

    /** A disk without room. */
    final class Full implements AutoCloseable {
        private final CountDownLatch closing = new CountDownLatch(1);
        private final Thread filler = Thread.ofPlatform().daemon().start(this::fillOn);

        private void fillOn() {
            try {
                do {
                    takeAll();
                } while (!closing.await(FILL_EVERY_MILLIS, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void takeAll() {
            for (int chunk : CHUNKS) {
                byte[] bytes = new byte[chunk];
                try (OutputStream out =
                        Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    while (closing.getCount() > 0) {
                        out.write(bytes);
                    }
                } catch (IOException e) {
                    // Full, as far as pieces of this size go.
                }
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            closing.countDown();
            filler.join();
            Files.deleteIfExists(ballast);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Shell.run("umount", "--lazy", mountedAt.toString());
    }
}
