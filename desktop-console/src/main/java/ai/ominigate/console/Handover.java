package ai.ominigate.console;

import ai.ominigate.console.view.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a link that a desktop opens reaches the console that runs already: by a socket that only this user can reach. Who is
 * started with a link asks here first, and opens a window only if nobody takes it.
 */
final class Handover implements AutoCloseable {

    /** Bytes of a link: place and filters, which no screen makes longer. */
    private static final int LONGEST = 4096;

    /** What the socket's folder must be: of this user alone. */
    private static final String PRIVATE = "rwx------";

    private final Path socket;
    private final ServerSocketChannel channel;

    private Handover(Path socket, ServerSocketChannel channel) {
        this.socket = socket;
        this.channel = channel;
    }

    /** Where this user's consoles meet. */
    static Path meetingPlace() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path folder = runtime != null && !runtime.isBlank()
                ? Path.of(runtime)
                : Path.of(System.getProperty("java.io.tmpdir"), "ominigate-console-" + System.getProperty("user.name"));
        return folder.resolve("ominigate-console.sock");
    }

    /** Hands the link to the console that runs. @return whether one took it */
    static boolean take(Path socket, String link) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer words = StandardCharsets.UTF_8.encode(link);
            while (words.hasRemaining()) {
                other.write(words);
            }
            other.shutdownOutput();
            return other.read(ByteBuffer.allocate(1)) == 1;
        } catch (IOException e) {
            return false; // it has ended and left its socket behind
        }
    }

    /**
     * Takes links from now on, until it is closed.
     *
     * @param onLink gets each, on the screen's thread
     * @return empty if another console takes them, or if this machine has no such sockets: this one does without then
     */
    static Optional<Handover> listen(Path socket, Tasks tasks, Consumer<String> onLink) {
        try {
            makeFolder(Objects.requireNonNull(socket.getParent()));
            Handover handover = bind(socket);
            handover.await(tasks, onLink);
            return Optional.of(handover);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static Handover bind(Path socket) throws IOException {
        if (Files.exists(socket)) {
            try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                throw new IOException("another console listens");
            } catch (ConnectException e) {
                Files.delete(socket); // left behind by one that was killed
            }
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
            return new Handover(socket, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        if (Files.isDirectory(folder)) {
            // In a folder that everybody can write to, somebody else could have made it before us.
            if (!windows && !Files.getOwner(folder).getName().equals(System.getProperty("user.name"))) {
                throw new IOException("the folder is somebody else's");
            }
        } else if (windows) {
            Files.createDirectory(folder);
        } else {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
        }
    }

    /** Waits for the next link, and then for the one after it, until it is closed. */
    private void await(Tasks tasks, Consumer<String> onLink) {
        tasks.start(
                this::next,
                link -> {
                    onLink.accept(link);
                    await(tasks, onLink);
                },
                _ -> {
                    // Whoever asked has gone, and the next one may stay; or it was closed.
                    if (channel.isOpen()) {
                        await(tasks, onLink);
                    }
                });
    }

    private String next() throws IOException {
        try (SocketChannel other = channel.accept()) {
            String link = read(other);
            other.write(ByteBuffer.wrap(new byte[] {1}));
            return link;
        }
    }

    private static String read(SocketChannel other) throws IOException {
        ByteBuffer words = ByteBuffer.allocate(LONGEST);
        int read = 0;
        while (words.hasRemaining() && read >= 0) {
            read = other.read(words);
        }
        return StandardCharsets.UTF_8.decode(words.flip()).toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
