package ai.ominigate.egress;

import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client for requests to elsewhere. It follows no redirect, as {@link Egress} was not asked about where one leads. It is
 * made when it is first needed: it brings up TLS, a tenth of what a start takes, and most starts have no need of it.
 */
public final class OutwardClient implements AutoCloseable {
    private final Duration connectWithin;
    private @Nullable HttpClient client;

    /** @param connectWithin how long the other side may take to accept a connection */
    public OutwardClient(Duration connectWithin) {
        this.connectWithin = connectWithin;
    }

    /** The client; the same one until it is closed. */
    public synchronized HttpClient get() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .connectTimeout(connectWithin)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            client = made;
        }
        return made;
    }

    /** Ends what is under way. */
    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
            client = null;
        }
    }
}
