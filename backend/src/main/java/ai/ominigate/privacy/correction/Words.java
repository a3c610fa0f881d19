package ai.ominigate.privacy.correction;

import ai.ominigate.model.privacy.CorrectedField;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.ResourceBundle;

/** What letters about corrections name, in words of one language. */
final class Words {
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Locale language;
    private final ResourceBundle words;

    private Words(Locale language) {
        this.language = language;
        this.words =
                ResourceBundle.getBundle("privacy.correction", language, Words.class.getClassLoader(), NO_FALLBACK);
    }

    /** Every Chinese is served the one that we have; every language that we do not have, English. */
    static Words in(Locale asked) {
        return new Words(
                asked.getLanguage().equals(Locale.CHINESE.getLanguage()) ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH);
    }

    /** What came of one field. */
    String outcome(Correction correction) {
        if (correction.revertedAt() != null) {
            return words.getString("reverted");
        }
        if (correction.appliedAt() != null) {
            return words.getString("corrected." + correction.field());
        }
        return words.getString(
                correction.field() == CorrectedField.EMAIL && !correction.isConfirmed() ? "unconfirmed" : "impossible");
    }

    /** To the minute, in UTC. */
    String moment(Instant moment) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(language)
                        .format(moment.atOffset(ZoneOffset.UTC))
                + " UTC";
    }
}
