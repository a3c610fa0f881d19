package ai.ominigate.console;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.prefs.AbstractPreferences;
import org.jspecify.annotations.Nullable;

/** What one console remembers, and nobody else: no file, no lock, nothing in anybody's home. */
public final class PreferencesInMemory extends AbstractPreferences {

    private final Map<String, String> values = new ConcurrentHashMap<>();

    public PreferencesInMemory() {
        super(null, "");
    }

    private PreferencesInMemory(PreferencesInMemory parent, String name) {
        super(parent, name);
    }

    @Override
    protected void putSpi(String key, String value) {
        values.put(key, value);
    }

    @Override
    protected @Nullable String getSpi(String key) {
        return values.get(key);
    }

    @Override
    protected void removeSpi(String key) {
        values.remove(key);
    }

    @Override
    protected String[] keysSpi() {
        return values.keySet().toArray(String[]::new);
    }

    @Override
    protected String[] childrenNamesSpi() {
        return new String[0];
    }

    @Override
    protected AbstractPreferences childSpi(String name) {
        return new PreferencesInMemory(this, name);
    }

    @Override
    protected void removeNodeSpi() {
        values.clear();
    }

    @Override
    protected void syncSpi() {}

    @Override
    protected void flushSpi() {}
}
