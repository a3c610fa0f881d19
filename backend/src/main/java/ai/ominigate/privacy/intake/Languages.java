package ai.ominigate.privacy.intake;

import java.util.Locale;
import java.util.regex.Pattern;

/** In which of the languages that we write somebody is to be answered. */
final class Languages {
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    private static final Pattern KANA = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}]");

    private Languages() {}

    /** Chinese for whoever writes it, English for all others. */
    static Locale of(String text) {
        return HAN.matcher(text).find() && !KANA.matcher(text).find() ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }
}
