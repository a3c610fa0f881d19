package ai.ominigate.console.release;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Remote;
import ai.ominigate.console.view.Remembered;
import ai.ominigate.model.staff.ConsoleVersion;
import ai.ominigate.model.staff.SignedRelease;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is a console that is newer than this one. What is older than this one, or than one that was told of before,
 * is not offered, whoever signed it: nobody is led back to a version whose faults are known.
 */
public final class NewerConsole {

    private static final String NEWEST = "release.newest";

    private final Calls calls;
    private final ReleaseApi api;
    private final Remembered remembered;
    private final Optional<ConsoleVersion> own;
    private final Optional<ReleaseKey> key;
    private final ReadOnlyObjectWrapper<@Nullable ConsoleVersion> version =
            new ReadOnlyObjectWrapper<>(this, "version");

    /**
     * @param remembered where the newest that was ever told of is remembered
     * @param own the version of this console
     * @param key empty for a console that believes nobody
     */
    public NewerConsole(Calls calls, Remote remote, Remembered remembered, String own, Optional<ReleaseKey> key) {
        this.calls = calls;
        this.api = remote.api(ReleaseApi.class);
        this.remembered = remembered;
        this.own = ConsoleVersion.parse(own);
        this.key = key;
    }

    /** Asks the server. Nothing is said where it does not answer: whoever works here hears of that elsewhere. */
    public void look() {
        if (own.isPresent() && key.isPresent()) {
            calls.read(api.release(), release -> consider(Optional.ofNullable(release)), _ -> {});
        }
    }

    private void consider(Optional<SignedRelease> release) {
        release.flatMap(told -> key.orElseThrow().version(told, calls.json()))
                .filter(told -> !told.isOlderThan(newestToldOf()))
                .ifPresent(told -> {
                    remembered.put(NEWEST, told.toString());
                    version.set(own.orElseThrow().isOlderThan(told) ? told : null);
                });
    }

    private ConsoleVersion newestToldOf() {
        return remembered.get(NEWEST).flatMap(ConsoleVersion::parse).orElse(own.orElseThrow());
    }

    /** The newer one; null while none is known. */
    public ReadOnlyObjectProperty<@Nullable ConsoleVersion> versionProperty() {
        return version.getReadOnlyProperty();
    }
}
