package ai.ominigate.mail;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A letter in words.
 *
 * @param language of the words
 * @param paragraphs of plain text
 * @param action what stands on the link, and the link; null if there is none
 * @param footer who writes, and why
 */
record Wording(
        Locale language,
        String subject,
        List<String> paragraphs,
        @Nullable Action action,
        String footer) {
    static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);

    private static final Pattern PARAGRAPHS = Pattern.compile("\n{2,}");
    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    /** A link with what stands on it. */
    record Action(String label, String link) {}

    static Wording of(Letter letter) {
        return of(letter.template(), letter.language(), letter.values());
    }

    static Wording of(Template template, Locale asked, Map<String, String> values) {
        Locale language = language(asked);
        ResourceBundle words = words(language);
        UnaryOperator<String> filled = text -> fill(text, values);
        String link = values.get("link");
        return new Wording(
                language,
                filled.apply(words.getString(template.key() + ".subject")),
                PARAGRAPHS
                        .splitAsStream(filled.apply(words.getString(template.key() + ".body")))
                        .map(String::strip)
                        .filter(paragraph -> !paragraph.isEmpty())
                        .toList(),
                link == null ? null : new Action(words.getString(template.key() + ".action"), link),
                filled.apply(words.getString("footer." + template.mailClass().name())));
    }

    /** Every Chinese is served the one that we have; every language that we do not have, English. */
    private static Locale language(Locale asked) {
        return asked.getLanguage().equals(Locale.CHINESE.getLanguage()) ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }

    /** @throws MissingResourceException if the program was built without them */
    static ResourceBundle words(Locale language) {
        return ResourceBundle.getBundle("mail.letters", language, Wording.class.getClassLoader(), NO_FALLBACK);
    }

    /** What is filled in is not looked through for places again. */
    private static String fill(String text, Map<String, String> values) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())));
    }
}
