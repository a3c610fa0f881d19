package ai.ominigate.console.view;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.prefs.Preferences;
import org.jspecify.annotations.Nullable;

/**
 * What the console knows from one start to the next: nothing secret, nothing about anybody but who uses it. On a computer
 * that does not let it read or save that, it goes on without, remembers until it is closed, and says so in its log: nobody
 * is kept from their work because an address has to be typed again. To be used by one thread.
 */
public final class Remembered {

    private static final System.Logger LOG = System.getLogger(Remembered.class.getName());

    private final Supplier<Preferences> preferences;
    private final Map<String, String> saidNow = new HashMap<>();
    private @Nullable Preferences opened;

    /** @param preferences where it is saved; asked when first something is read or saved, and may fail at that */
    public Remembered(Supplier<Preferences> preferences) {
        this.preferences = preferences;
    }

    /** What was saved by that name; empty if nothing was, or if it cannot be read. */
    public Optional<String> get(String name) {
        String now = saidNow.get(name);
        if (now != null) {
            return Optional.of(now);
        }
        try {
            return Optional.ofNullable(open().get(name, null));
        } catch (RuntimeException | LinkageError e) {
            tell("The console cannot read its settings, and goes on without them.", e);
            return Optional.empty();
        }
    }

    /** Saves it if that is possible. */
    public void put(String name, String value) {
        saidNow.put(name, value);
        try {
            open().put(name, value);
        } catch (RuntimeException | LinkageError e) {
            tell("The console cannot save its settings. They are gone when it is closed.", e);
        }
    }

    private Preferences open() {
        Preferences known = opened;
        if (known == null) {
            known = preferences.get();
            opened = known;
        }
        return known;
    }

    private static void tell(String words, Throwable cause) {
        LOG.log(System.Logger.Level.WARNING, "{0} {1}", words, cause);
    }
}
