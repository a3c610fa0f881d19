package ai.ominigate.abuse;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The only request headers the operational log may hold: what program calls, and in which format. */
final class HeaderAllowList {
    private static final List<String> NAMES = List.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "anthropic-version",
            "content-length",
            "content-type",
            "user-agent",
            "x-stainless-lang",
            "x-stainless-os",
            "x-stainless-package-version",
            "x-stainless-runtime",
            "x-stainless-runtime-version");

    /** Characters of a value that are kept. */
    static final int MAX_VALUE_LENGTH = 256;

    private static final String[][] BY_LENGTH = byLength();

    private HeaderAllowList() {}

    static Map<String, String> filter(
            Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> all) {
        Map<String, String> kept = new HashMap<>();
        while (all.hasNext()) {
            Map.Entry<? extends CharSequence, ? extends CharSequence> header = all.next();
            String name = allowed(header.getKey());
            if (name != null) {
                kept.putIfAbsent(name, clean(header.getValue()));
            }
        }
        return kept;
    }

    /** The name as the list spells it, or null if it is not on the list. */
    private static @Nullable String allowed(CharSequence name) {
        if (name.length() >= BY_LENGTH.length) {
            return null;
        }
        for (String candidate : BY_LENGTH[name.length()]) {
            if (sameIgnoringCase(name, candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean sameIgnoringCase(CharSequence name, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            char c = name.charAt(i);
            char lower = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String clean(CharSequence value) {
        int length = Math.min(value.length(), MAX_VALUE_LENGTH);
        for (int i = 0; i < length; i++) {
            if (!storable(value.charAt(i))) {
                return rebuilt(value, length);
            }
        }
        return value.subSequence(0, length).toString();
    }

    private static String rebuilt(CharSequence value, int length) {
        StringBuilder kept = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (storable(c)) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    /** Half of a surrogate pair is no text to PostgreSQL, and no header needs a whole one. */
    private static boolean storable(char c) {
        return !Character.isISOControl(c) && !Character.isSurrogate(c);
    }

    private static String[][] byLength() {
        int longest = NAMES.stream().mapToInt(String::length).max().orElse(0);
        String[][] table = new String[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            int wanted = length;
            table[length] =
                    NAMES.stream().filter(name -> name.length() == wanted).toArray(String[]::new);
        }
        return table;
    }
}
