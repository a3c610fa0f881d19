package ai.ominigate.console.remote;

import java.time.Instant;
import java.time.InstantSource;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** Whether the server is there. To be used on the screen's thread. */
public final class Connection {

    private final InstantSource clock;
    private final ReadOnlyObjectWrapper<@Nullable Instant> lostSince = new ReadOnlyObjectWrapper<>(this, "lostSince");
    private final ReadOnlyObjectWrapper<@Nullable Instant> heardAt = new ReadOnlyObjectWrapper<>(this, "heardAt");
    private final BooleanBinding lost = Bindings.isNotNull(lostSince);

    public Connection(InstantSource clock) {
        this.clock = clock;
    }

    /** The server has answered. */
    public void heard() {
        heardAt.set(clock.instant());
        lostSince.set(null);
    }

    /** The server does not answer. */
    public void lost() {
        if (lostSince.get() == null) {
            lostSince.set(clock.instant());
        }
    }

    /** Since when nothing can be done; null while the server is there. */
    public ReadOnlyObjectProperty<@Nullable Instant> lostSinceProperty() {
        return lostSince.getReadOnlyProperty();
    }

    /** When the server last answered. */
    public ReadOnlyObjectProperty<@Nullable Instant> heardAtProperty() {
        return heardAt.getReadOnlyProperty();
    }

    /** Whether the server is away, so that nothing can be changed. */
    public BooleanBinding lostProperty() {
        return lost;
    }
}
