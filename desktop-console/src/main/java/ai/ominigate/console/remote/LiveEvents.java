package ai.ominigate.console.remote;

import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.live.LiveEvent;
import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What the server tells by itself ({@code GET /admin/v1/events}). Comes back after every break, later each time and never
 * at the same moment as others, and then hears what it missed. Listeners are called on the screen's thread.
 */
public final class LiveEvents {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Tasks tasks;
    private final Remote remote;
    private final Connection connection;
    private final List<Consumer<? super LiveEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> missed = new CopyOnWriteArrayList<>();

    private volatile @Nullable Long last;
    private volatile @Nullable Call call;
    private Tasks.@Nullable Running running;
    private int failures;

    public LiveEvents(Tasks tasks, Remote remote, Connection connection) {
        this.tasks = tasks;
        this.remote = remote;
        this.connection = connection;
    }

    /**
     * Calls {@code listener} with each event of a kind that begins with {@code kind}, as in {@code payment.}.
     *
     * @param everything is called when more was missed than can be told
     */
    public void listen(String kind, Consumer<? super LiveEvent> listener, Runnable everything) {
        listeners.add(event -> {
            if (event.kind().startsWith(kind)) {
                listener.accept(event);
            }
        });
        missed.add(everything);
    }

    /** Begins to listen, or begins anew. */
    public void start() {
        stop();
        running = tasks.start(this::watch, _ -> again(), this::broken);
    }

    /** Hears no more. */
    public void stop() {
        Call open = call;
        call = null;
        if (open != null) {
            // That closes a connection, which is no work for the thread that draws.
            tasks.start(
                    () -> {
                        open.cancel();
                        return true;
                    },
                    _ -> {},
                    _ -> {});
        }
        if (running != null) {
            running.cancel();
            running = null;
        }
    }

    private boolean watch() throws IOException, RemoteException {
        Request.Builder request = remote.to("admin/v1/events").header("accept", "text/event-stream");
        Long seen = last;
        if (seen != null) {
            request.header("last-event-id", Long.toString(seen));
        }
        Call opened = remote.streaming().newCall(request.build());
        call = opened;
        try (Response response = opened.execute()) {
            if (!response.isSuccessful()) {
                throw new RemoteException(remote.failure(response, response.body()));
            }
            tasks.land(() -> {
                failures = 0;
                connection.heard();
            });
            read(Objects.requireNonNull(response.body()).source());
        }
        return true;
    }

    private void read(BufferedSource lines) throws IOException {
        String name = "";
        for (String line = lines.readUtf8Line(); line != null; line = lines.readUtf8Line()) {
            if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.isEmpty()) {
                name = "";
            } else if (line.startsWith("data:") && !name.isEmpty()) {
                // What has no name keeps the connection open and says nothing.
                tell(name, line.substring(5).strip());
            } else if (line.startsWith(":")) {
                tasks.land(connection::heard);
            }
        }
    }

    private void tell(String name, String data) throws JacksonException {
        if (name.equals(LiveEvent.MISSED)) {
            tasks.land(() -> missed.forEach(Runnable::run));
            return;
        }
        if (name.indexOf('.') < 0) {
            // Of no feature: it only says that the connection is there.
            tasks.land(connection::heard);
            return;
        }
        LiveEvent event = remote.json().readValue(data, LiveEvent.class);
        last = event.id();
        tasks.land(() -> {
            connection.heard();
            listeners.forEach(listener -> listener.accept(event));
        });
    }

    private void broken(Exception e) {
        if (e instanceof RemoteException refused && !(refused.failure() instanceof Failure.Unreachable)) {
            // It answers. If the sign-in is over, the next call of a screen finds out and asks for it.
            connection.heard();
        } else {
            connection.lost();
        }
        again();
    }

    private void again() {
        failures++;
        running = tasks.later(pause(failures), this::start);
    }

    /** A second after the first break, twice as long each time up to half a minute; a half of it by chance. */
    static Duration pause(int failures) {
        long doubled = Math.min(FIRST.toMillis() << Math.min(Math.max(failures - 1, 0), 10), LONGEST.toMillis());
        return Duration.ofMillis(doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1));
    }
}
