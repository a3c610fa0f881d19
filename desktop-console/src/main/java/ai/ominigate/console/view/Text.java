package ai.ominigate.console.view;

import java.text.MessageFormat;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The console's words in the reader's language: English, and Simplified Chinese for readers of Chinese. Words that
 * several packages use lie beside this class; those of a package lie beside its classes, in {@code words.properties}.
 */
public final class Text {

    private static final String SHARED = "ai.ominigate.console.view.words";

    private final Locale locale;
    private final ResourceBundle bundle;

    private Text(Locale locale, ResourceBundle bundle) {
        this.locale = locale;
        this.bundle = bundle;
    }

    /** Words for {@code locale}; English where there is no translation, whatever the system's own language is. */
    public static Text of(Locale locale) {
        ResourceBundle bundle = read(SHARED, locale);
        return new Text(bundle.getLocale().equals(Locale.ROOT) ? english(locale) : locale, bundle);
    }

    /** The words of {@code type}'s package, with the shared ones behind them. */
    public Text beside(Class<?> type) {
        return new Text(locale, new Layered(read(type.getPackageName() + ".words", locale), read(SHARED, locale)));
    }

    private static ResourceBundle read(String name, Locale locale) {
        ResourceBundle.Control noDetours =
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
        return ResourceBundle.getBundle(name, locale, noDetours);
    }

    /** English words with the reader's own habits for dates where those are English too. */
    private static Locale english(Locale locale) {
        return locale.getLanguage().equals("en") ? locale : Locale.ENGLISH;
    }

    /**
     * The words under {@code key}, with {@code {0}}, {@code {1}} … replaced as {@link MessageFormat} does.
     *
     * @throws java.util.MissingResourceException if there is no such key
     */
    public String get(String key, Object... values) {
        return new MessageFormat(bundle.getString(key), locale).format(values);
    }

    /** The words under {@code key} if there are any: for names that come from a server and may be new. */
    public Optional<String> find(String key) {
        return bundle.containsKey(key) ? Optional.of(get(key)) : Optional.empty();
    }

    /**
     * Every value of an enum by its name, with what it is called, in its order.
     *
     * @param prefix what the values' keys begin with
     */
    public <E extends Enum<E>> Map<String, String> each(E[] values, String prefix) {
        Map<String, String> each = new LinkedHashMap<>();
        for (E value : values) {
            each.put(value.name(), get(prefix + value.name()));
        }
        return each;
    }

    /** The language that the words are in, and that dates and numbers beside them follow. */
    public Locale locale() {
        return locale;
    }

    /** All words, for {@code %key} in FXML. */
    public ResourceBundle bundle() {
        return bundle;
    }

    private static final class Layered extends ResourceBundle {
        private final ResourceBundle own;

        Layered(ResourceBundle own, ResourceBundle behind) {
            this.own = own;
            setParent(behind);
        }

        @Override
        protected @Nullable Object handleGetObject(String key) {
            return own.containsKey(key) ? own.getObject(key) : null;
        }

        @Override
        protected Set<String> handleKeySet() {
            return own.keySet();
        }

        @Override
        public Enumeration<String> getKeys() {
            return Collections.enumeration(own.keySet());
        }
    }
}
