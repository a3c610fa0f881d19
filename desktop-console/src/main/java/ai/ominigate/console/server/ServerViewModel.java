package ai.ominigate.console.server;

import ai.ominigate.console.view.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.prefs.Preferences;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** The server screen without its looks: the address, what is known about the server, and when it is asked again. */
public final class ServerViewModel {

    private static final String ADDRESS = "server.address";

    private final HealthCheck check = new HealthCheck();
    private final Tasks tasks;
    private final InstantSource clock;
    private final Preferences preferences;

    private final StringProperty typed = new SimpleStringProperty(this, "typed");
    private final BooleanProperty typedWrong = new SimpleBooleanProperty(this, "typedWrong");
    private final ObjectProperty<ServerAddress> address;
    private final ReadOnlyObjectWrapper<Standing> standing =
            new ReadOnlyObjectWrapper<>(this, "standing", new Standing.Unknown());
    private final ReadOnlyObjectWrapper<Instant> since;
    private final ReadOnlyObjectWrapper<@Nullable Instant> nextCheck = new ReadOnlyObjectWrapper<>(this, "nextCheck");
    private final ReadOnlyBooleanWrapper checking = new ReadOnlyBooleanWrapper(this, "checking");

    private Tasks.@Nullable Running running;
    private int failures;

    /** @param preferences where the address is remembered */
    public ServerViewModel(Tasks tasks, InstantSource clock, Preferences preferences) {
        this.tasks = tasks;
        this.clock = clock;
        this.preferences = preferences;
        this.address = new SimpleObjectProperty<>(this, "address", remembered(preferences));
        this.since = new ReadOnlyObjectWrapper<>(this, "since", clock.instant());
        typed.set(address.get().toString());
        typed.subscribe(text -> typedWrong.set(false));
    }

    private static ServerAddress remembered(Preferences preferences) {
        return Optional.ofNullable(preferences.get(ADDRESS, null))
                .flatMap(ServerAddress::parse)
                .orElse(ServerAddress.DEFAULT);
    }

    /** Takes what was typed as the server's address, remembers it and asks there; or says that it is no address. */
    void useTyped() {
        Optional<ServerAddress> parsed = ServerAddress.parse(typed.get());
        typedWrong.set(parsed.isEmpty());
        parsed.ifPresent(this::use);
    }

    private void use(ServerAddress chosen) {
        typed.set(chosen.toString());
        if (!chosen.equals(address.get())) {
            address.set(chosen);
            preferences.put(ADDRESS, chosen.toString());
            become(new Standing.Unknown());
        }
        checkNow();
    }

    /** Puts the address in use back where another was being typed. */
    void forgetTyped() {
        typed.set(address.get().toString());
        typedWrong.set(false);
    }

    /** Asks the server now, and from then on again and again until {@link #stop()}. */
    void checkNow() {
        failures = 0;
        check();
    }

    private void check() {
        cancel();
        ServerAddress asked = address.get();
        checking.set(true);
        nextCheck.set(null);
        running = tasks.start(() -> check.of(asked), this::learn, this::cannotHappen);
    }

    private void learn(Standing learned) {
        checking.set(false);
        become(learned);
        failures = learned instanceof Standing.Up ? 0 : failures + 1;
        Duration pause = failures == 0 ? Backoff.WHEN_UP : Backoff.after(failures);
        nextCheck.set(clock.instant().plus(pause));
        running = tasks.later(pause, this::check);
    }

    private void cannotHappen(Exception e) {
        throw new IllegalStateException("A health check answers instead of failing", e);
    }

    /** The time since which it has been so moves on only when something else is the case. */
    private void become(Standing now) {
        if (!now.getClass().equals(standing.get().getClass())) {
            since.set(clock.instant());
        }
        standing.set(now);
    }

    /** Asks no more. */
    void stop() {
        cancel();
        checking.set(false);
        nextCheck.set(null);
    }

    private void cancel() {
        if (running != null) {
            running.cancel();
            running = null;
        }
    }

    StringProperty typedProperty() {
        return typed;
    }

    /** Whether what was typed last was refused. */
    BooleanProperty typedWrongProperty() {
        return typedWrong;
    }

    /** The address in use. */
    ObjectProperty<ServerAddress> addressProperty() {
        return address;
    }

    ReadOnlyObjectProperty<Standing> standingProperty() {
        return standing.getReadOnlyProperty();
    }

    /** Since when the server has been as it is, as far as this console knows. */
    ReadOnlyObjectProperty<Instant> sinceProperty() {
        return since.getReadOnlyProperty();
    }

    /** When the server is asked next; null while it is being asked. */
    ReadOnlyObjectProperty<@Nullable Instant> nextCheckProperty() {
        return nextCheck.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty checkingProperty() {
        return checking.getReadOnlyProperty();
    }
}
