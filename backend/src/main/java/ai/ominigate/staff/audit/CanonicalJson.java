package ai.ominigate.staff.audit;

import java.util.Map;
import java.util.TreeMap;

/** The one way to write a JSON value that RFC 8785 allows, for the few kinds of values that are hashed here. */
final class CanonicalJson {
    private final StringBuilder text = new StringBuilder("{");

    /** An object whose values are strings. */
    static String of(Map<String, String> object) {
        CanonicalJson json = new CanonicalJson();
        // RFC 8785, 3.2.3: sorted by UTF-16 code units, which is how Java compares strings.
        new TreeMap<>(object).forEach(json::string);
        return json.end();
    }

    /** Members are to be added in the order of their names. */
    CanonicalJson string(String name, String value) {
        name(name);
        append(value);
        return this;
    }

    /** A number that JSON can hold exactly: below 2<sup>53</sup>. */
    CanonicalJson number(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    String end() {
        return text.append('}').toString();
    }

    private void name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        append(name);
        text.append(':');
    }

    /** RFC 8785, 3.2.2.2. */
    private void append(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (c < ' ' || isLoneSurrogate(value, i)) {
                        text.append("\\u").append("%04x".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    /** RFC 8785 has no form for text that is no Unicode; escaped, it can at least be written and read. */
    private static boolean isLoneSurrogate(String value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }
}
