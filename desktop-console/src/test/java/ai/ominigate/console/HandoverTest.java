package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.view.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverTest {
    private static final String LINK = "ominigate://payments?id=01a2";

    private final Tasks tasks = new Tasks(Runnable::run);

    @TempDir
    private Path folder;

    @Test
    void aLinkGoesToTheConsoleThatRuns() throws Exception {
        LinkedBlockingQueue<String> links = new LinkedBlockingQueue<>();
        Path socket = folder.resolve("own/console.sock");

        try (Handover _ = Handover.listen(socket, tasks, links::add).orElseThrow()) {
            assertThat(Handover.take(socket, LINK)).isTrue();
            assertThat(Handover.take(socket, LINK + "3")).isTrue();

            assertThat(links.poll(10, TimeUnit.SECONDS)).isEqualTo(LINK);
            assertThat(links.poll(10, TimeUnit.SECONDS)).isEqualTo(LINK + "3");
            assertThat(Files.getPosixFilePermissions(socket.getParent())).hasSize(3);
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void withoutOneItIsNotTaken() {
        assertThat(Handover.take(folder.resolve("console.sock"), LINK)).isFalse();
    }

    @Test
    void twoConsolesDoNotTakeTheSameLinks() {
        Path socket = folder.resolve("console.sock");
        try (Handover _ = Handover.listen(socket, tasks, _ -> {}).orElseThrow()) {
            assertThat(Handover.listen(socket, tasks, _ -> {})).isEmpty();
        }
    }

    @Test
    void whatAKilledConsoleLeftBehindIsInNobodysWay() throws Exception {
        Path socket = folder.resolve("console.sock");
        try (Handover left = Handover.listen(socket, tasks, _ -> {}).orElseThrow()) {
            Path kept = Files.move(socket, folder.resolve("kept.sock"));
            left.close();
            Files.move(kept, socket);
        }

        assertThat(Handover.take(socket, LINK)).isFalse();
        try (Handover next = Handover.listen(socket, tasks, _ -> {}).orElseThrow()) {
            assertThat(next).isNotNull();
        }
    }
}
