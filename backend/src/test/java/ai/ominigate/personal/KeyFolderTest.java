package ai.ominigate.personal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that the nodes of one database share for halves of keys. */
class KeyFolderTest {
    private static final int NODES = 16;
    private static final int ROUNDS = 25;

    @TempDir
    private static Path temp;

    private DataFolder data;
    private Path shared;

    @BeforeEach
    void open() throws IOException {
        Path own = Files.createTempDirectory(temp, "node");
        data = DataFolder.open(own);
        shared = own.resolve("shared");
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    private KeyFolder node() {
        return new KeyFolder(data, shared.toString());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void nodesThatMakeItInTheSameInstantAgreeOnItsName() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(NODES)) {
            for (int round = 0; round < ROUNDS; round++) {
                shared = data.root().resolve("shared-" + round);
                CyclicBarrier together = new CyclicBarrier(NODES);
                List<Future<String>> names = new ArrayList<>();
                for (int node = 0; node < NODES; node++) {
                    names.add(threads.submit(() -> {
                        together.await();
                        return node().id();
                    }));
                }
                String first = names.getFirst().get();
                assertThat(first).isNotBlank();
                for (Future<String> name : names) {
                    assertThat(name.get()).isEqualTo(first);
                }
                assertThat(files(shared.resolve("keys")))
                        .as("what nodes proposed that came second")
                        .containsExactly(shared.resolve("keys").resolve("folder-id"));
            }
        }
    }

    @Test
    void theNameOfAFolderThatIsThereIsReadAndNeverReplaced() throws Exception {
        Path keys = Files.createDirectories(shared.resolve("keys"));
        Files.writeString(keys.resolve("folder-id"), "made-long-ago\n");
        assertThat(node().id()).isEqualTo("made-long-ago");
        assertThat(node().id()).isEqualTo("made-long-ago");
        assertThat(Files.readString(keys.resolve("folder-id"))).isEqualTo("made-long-ago\n");
        assertThat(files(keys)).hasSize(1);
    }

    @Test
    void aHalfThatOneNodeMakesIsFoundByTheOthersAndGoneForAllOnceDestroyed() throws Exception {
        UUID account = UUID.randomUUID();
        KeyFolder one = node();
        KeyFolder other = node();
        one.make(account);
        assertThat(other.find(account)).hasSize(32).isEqualTo(one.find(account));
        other.destroy(account);
        other.destroy(account);
        assertThat(one.find(account)).isNull();
    }
}
