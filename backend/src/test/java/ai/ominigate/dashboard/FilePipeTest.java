package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A file that is written while it is fetched. */
class FilePipeTest {
    private static final int SIZE = 1_000_000;

    @Test
    void arrivesWholeHoweverItIsCut() throws Exception {
        byte[] file = new byte[SIZE];
        new Random(3).nextBytes(file);
        FilePipe pipe = new FilePipe();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                InputStream out = pipe.out()) {
            Future<?> written = threads.submit(() -> {
                try (OutputStream in = pipe.in()) {
                    in.write(file[0]);
                    in.write(file, 1, 70_000);
                    in.write(file, 70_001, SIZE - 70_001);
                }
                return null;
            });

            assertThat(out.readAllBytes()).isEqualTo(file);
            written.get();
        }
    }

    @Test
    void failsAtItsReaderIfItCannotBeFinished() throws Exception {
        FilePipe pipe = new FilePipe();
        pipe.in().write(1);

        pipe.fail();

        try (InputStream out = pipe.out()) {
            assertThatThrownBy(out::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void isNotWrittenForWhoHasLeft() throws Exception {
        FilePipe pipe = new FilePipe();
        pipe.out().close();

        assertThatThrownBy(() -> pipe.in().write(new byte[10])).isInstanceOf(IOException.class);
    }
}
