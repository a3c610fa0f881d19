package ai.ominigate.abuse;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The only request headers the operational log may hold: what program calls, and in which format. There is no way to
 * make one with any other header in it.
 */
public final class LoggedHeaders {
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

    private static final int NONE = -1;

    /** For each length of a name, the places in {@link #NAMES} of those that have it. */
    private static final int[][] BY_LENGTH = byLength();

    /** The value for each of {@link #NAMES}, or null. */
    private final @Nullable String[] values;

    private LoggedHeaders(@Nullable String[] values) {
        this.values = values;
    }

    /**
     * What of a request's headers is kept: those on the list, by lower-case name, each bounded in length and without
     * control characters. Of a repeated header the first counts.
     */
    public static LoggedHeaders of(Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> all) {
        @Nullable String[] values = new @Nullable String[NAMES.size()];
        while (all.hasNext()) {
            Map.Entry<? extends CharSequence, ? extends CharSequence> header = all.next();
            int place = place(header.getKey());
            if (place != NONE && values[place] == null) {
                values[place] = clean(header.getValue());
            }
        }
        return new LoggedHeaders(values);
    }

    Map<String, String> asMap() {
        Map<String, String> kept = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            if (value != null) {
                kept.put(NAMES.get(i), value);
            }
        }
        return kept;
    }

    /** One JSON object; written for every request, so without a mapper that would first look what it is. */
    String toJson() {
        StringBuilder json = new StringBuilder(MAX_VALUE_LENGTH).append('{');
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            if (value != null) {
                json.append(json.length() == 1 ? "\"" : ",\"")
                        .append(NAMES.get(i))
                        .append("\":\"");
                JsonStringEncoder.getInstance().quoteAsString(value, json);
                json.append('"');
            }
        }
        return json.append('}').toString();
    }

    /** The place of this name in {@link #NAMES}, or {@link #NONE}. */
    private static int place(CharSequence name) {
        if (name.length() >= BY_LENGTH.length) {
            return NONE;
        }
        for (int candidate : BY_LENGTH[name.length()]) {
            if (sameIgnoringCase(name, NAMES.get(candidate))) {
                return candidate;
            }
        }
        return NONE;
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

    private static int[][] byLength() {
        int longest = NAMES.stream().mapToInt(String::length).max().orElse(0);
        int[][] table = new int[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            int wanted = length;
            table[length] = IntStream.range(0, NAMES.size())
                    .filter(place -> NAMES.get(place).length() == wanted)
                    .toArray();
        }
        return table;
    }
}
