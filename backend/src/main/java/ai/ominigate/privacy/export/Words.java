package ai.ominigate.privacy.export;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What a package and its page say, in the language of whoever gets it. */
final class Words {
    private static final ResourceBundle.Control AS_GIVEN =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final ResourceBundle bundle;
    private final Locale locale;

    private Words(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle("privacy.package", locale, Words.class.getClassLoader(), AS_GIVEN);
    }

    /** In this language if we have words in it, else in English. */
    static Words in(Locale locale) {
        return new Words(locale.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH);
    }

    /** As HTML and mails name it. */
    String language() {
        return locale.toLanguageTag();
    }

    String say(String key, Object... values) {
        return new MessageFormat(bundle.getString(key), locale).format(values);
    }

    boolean has(String key) {
        return bundle.containsKey(key);
    }
}
