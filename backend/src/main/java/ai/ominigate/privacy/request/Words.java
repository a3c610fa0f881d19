package ai.ominigate.privacy.request;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.ResourceBundle;

/** What letters about requests name, in words of one language. */
final class Words {
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Locale language;
    private final ResourceBundle words;

    private Words(Locale language) {
        this.language = language;
        this.words = ResourceBundle.getBundle("privacy.words", language, Words.class.getClassLoader(), NO_FALLBACK);
    }

    /** Every Chinese is served the one that we have; every language that we do not have, English. */
    static Words in(Locale asked) {
        return new Words(
                asked.getLanguage().equals(Locale.CHINESE.getLanguage()) ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH);
    }

    /** @param kind as {@code type} */
    String of(String kind, Enum<?> word) {
        return words.getString(kind + "." + word.name());
    }

    /** That a part of it is put off. */
    String deferred(String name, Instant until) {
        return words.getString("deferred").replace("{name}", name).replace("{until}", day(until));
    }

    String day(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(language)
                .format(day);
    }

    String day(Instant moment) {
        return day(moment.atOffset(ZoneOffset.UTC).toLocalDate());
    }

    /** To the minute, in UTC. */
    String moment(Instant moment) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(language)
                        .format(moment.atOffset(ZoneOffset.UTC))
                + " UTC";
    }
}
