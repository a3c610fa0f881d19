package ai.ominigate.console.view;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** The console's words in the reader's language: English, and Simplified Chinese for readers of Chinese. */
public final class Text {

    private static final String BUNDLE = "ai.ominigate.console.view.text";

    private final Locale locale;
    private final ResourceBundle bundle;

    private Text(Locale locale, ResourceBundle bundle) {
        this.locale = locale;
        this.bundle = bundle;
    }

    /** Words for {@code locale}; English where there is no translation, whatever the system's own language is. */
    public static Text of(Locale locale) {
        ResourceBundle.Control noDetours =
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
        ResourceBundle bundle = ResourceBundle.getBundle(BUNDLE, locale, noDetours);
        return new Text(bundle.getLocale().equals(Locale.ROOT) ? english(locale) : locale, bundle);
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

    /** The language that the words are in, and that dates and numbers beside them follow. */
    public Locale locale() {
        return locale;
    }

    /** All words, for {@code %key} in FXML. */
    public ResourceBundle bundle() {
        return bundle;
    }
}
