package ai.ominigate.platform;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * What people call things, where others read it: it must read as it is written. Letters that look like those of another
 * script are let through: they are how people spell their names, and nothing here is told apart by a name alone.
 */
public final class PlainText {
    /**
     * What is not seen, or turns around what comes after it (Unicode TR 36, 2.4; UTS 39, 3.1): control and format characters,
     * such as bidirectional overrides and joiners of no width, line and paragraph ends, halves of a character, private use,
     * and the letters and symbols that are drawn as nothing.
     */
    private static final Pattern UNSEEN = Pattern.compile(
            "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\u2028\\u2029\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0]");

    /** More marks on one letter than any script has, composed as far as they can be: they run into the lines around. */
    private static final Pattern FLOOD = Pattern.compile("[\\p{Mn}\\p{Me}]{5,}");

    private PlainText() {}

    /** Whether it reads otherwise than it is written, or runs over what stands around it. */
    public static boolean isDeceiving(String text) {
        return UNSEEN.matcher(text).find()
                || FLOOD.matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                        .find();
    }
}
