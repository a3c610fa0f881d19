package ai.ominigate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port that nobody listens at, for a process that has to be told one or has to come back at the same. It is from below
 * those that the system gives to connections, so that none of them takes it before the process does, or while that is dead.
 */
public final class FreePort {
    private static final int FIRST = 10_000;
    private static final int FIRST_OF_CONNECTIONS = 32_768;

    private FreePort() {}

    /** One of them, by chance. */
    public static int any() {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_CONNECTIONS);
        } while (!isFree(port));
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
