package ai.ominigate.reconciliation;

import java.util.regex.Pattern;

/**
 * What a model is called whichever version of it answers: we ask for {@code gpt-4o}, and a report says {@code
 * gpt-4o-2024-08-06}.
 */
final class ModelName {
    private static final Pattern VERSION = Pattern.compile("[-@](\\d{4}-\\d{2}-\\d{2}|\\d{8}|latest)$");
    private static final int LONGEST = 255;

    private ModelName() {}

    static String of(String reported) {
        String plain = VERSION.matcher(reported.strip()).replaceFirst("");
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    }
}
