package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Checks that bytes are one JSON value and tells its fields as it meets them, without decoding or allocating anything:
 * what the thousands of events of a stream can afford. Where a value itself is needed, a parser reads that range.
 *
 * <p>Checks RFC 8259's grammar except that UTF-8 is taken on trust. Not thread-safe; one instance serves many scans.
 */
public final class JsonScan {

    /** Is told of fields. */
    public interface Fields {

        /**
         * A field begins.
         *
         * @param depth of the object it is in: 1 for the top, one more for each object or array around it
         * @param keyFrom the first byte of its name, without the quote
         * @param keyTo behind its last
         * @param valueFrom the first byte of its value; what follows it was not checked yet
         * @return whether the value, if it is a string, is to be counted
         */
        boolean field(byte[] json, int depth, int keyFrom, int keyTo, int valueFrom);
    }

    private static final int MAX_DEPTH = 511;

    /** Whole numbers up to here are the same as a double. */
    private static final int MOST_EXACT_DIGITS = 15;

    private enum Expected {
        VALUE,
        KEY,
        COMMA_OR_END
    }

    private static final long[] NO_DEPTHS = {};

    /** Whether each of the first depths is an object's, a bit each. */
    private long inObject;

    /** The same for the depths below, which hardly any JSON has. */
    private long[] inObjectBelow = NO_DEPTHS;

    private int depth;
    private int position;
    private Expected expected = Expected.VALUE;
    private boolean count;
    private long counted;
    private int escapeBytes;

    /** Whether these bytes are exactly one JSON value, with white space around it at most. */
    public boolean scan(byte[] json, int from, int to, Fields fields) {
        depth = 0;
        counted = 0;
        count = false;
        position = from;
        expected = Expected.VALUE;
        while (depth > 0 || expected == Expected.VALUE) {
            position = skipSpace(json, position, to);
            if (position >= to) {
                return false;
            }
            boolean valid = switch (expected) {
                case VALUE -> value(json, to);
                case KEY -> key(json, to, fields);
                case COMMA_OR_END -> commaOrEnd(json[position]);
            };
            if (!valid) {
                return false;
            }
        }
        return skipSpace(json, position, to) == to;
    }

    private boolean value(byte[] json, int to) {
        byte c = json[position];
        boolean counts = count;
        count = false;
        expected = Expected.COMMA_OR_END;
        if (c != '{' && c != '[') {
            return skipScalar(json, to, counts);
        }
        if (depth == MAX_DEPTH) {
            return false;
        }
        position = skipSpace(json, position + 1, to);
        if (position < to && json[position] == (c == '{' ? '}' : ']')) {
            position++;
            return true;
        }
        depth++;
        enter(c == '{');
        expected = c == '{' ? Expected.KEY : Expected.VALUE;
        return true;
    }

    private boolean key(byte[] json, int to, Fields fields) {
        int keyFrom = position + 1;
        if (json[position] != '"' || !skipString(json, to)) {
            return false;
        }
        int keyTo = position - 1;
        position = skipSpace(json, position, to);
        if (position >= to || json[position] != ':') {
            return false;
        }
        position = skipSpace(json, position + 1, to);
        if (position >= to) {
            return false;
        }
        count = fields.field(json, depth, keyFrom, keyTo, position);
        expected = Expected.VALUE;
        return true;
    }

    private boolean commaOrEnd(byte c) {
        position++;
        if (c == ',') {
            expected = isInObject() ? Expected.KEY : Expected.VALUE;
            return true;
        }
        boolean ends = c == (isInObject() ? '}' : ']');
        depth--;
        return ends;
    }

    private void enter(boolean object) {
        if (depth < Long.SIZE) {
            inObject = marked(inObject, object);
            return;
        }
        if (inObjectBelow.length == 0) {
            inObjectBelow = new long[MAX_DEPTH / Long.SIZE];
        }
        int word = depth / Long.SIZE - 1;
        inObjectBelow[word] = marked(inObjectBelow[word], object);
    }

    private long marked(long depths, boolean object) {
        long bit = 1L << depth;
        return object ? depths | bit : depths & ~bit;
    }

    private boolean isInObject() {
        long depths = depth < Long.SIZE ? inObject : inObjectBelow[depth / Long.SIZE - 1];
        return (depths & 1L << depth) != 0;
    }

    /** Bytes of UTF-8 that the strings to be counted have, escapes resolved; of the last scan. */
    public long counted() {
        return counted;
    }

    private boolean skipScalar(byte[] json, int to, boolean count) {
        byte c = json[position];
        if (c == '"') {
            int from = position + 1;
            if (!skipString(json, to)) {
                return false;
            }
            if (count) {
                counted += position - 1 - from - escapeBytes;
            }
            return true;
        }
        return switch (c) {
            case 't' -> skipLiteral(json, to, "true");
            case 'f' -> skipLiteral(json, to, "false");
            case 'n' -> skipLiteral(json, to, "null");
            default -> skipNumber(json, to);
        };
    }

    private boolean skipString(byte[] json, int to) {
        int p = position + 1;
        int escapes = 0;
        while (p < to) {
            if (p <= to - Long.BYTES && isPlain((long) EIGHT_BYTES.get(json, p))) {
                p += Long.BYTES;
                continue;
            }
            byte c = json[p];
            if (c == '"') {
                position = p + 1;
                escapeBytes = escapes;
                return true;
            }
            if (c == '\\') {
                int length = escapeLength(json, p, to);
                if (length == 0) {
                    return false;
                }
                escapes += length == 2 ? 1 : 3;
                p += length;
            } else if (c >= 0 && c < ' ') {
                return false;
            } else {
                p++;
            }
        }
        return false;
    }

    private static int escapeLength(byte[] json, int at, int to) {
        if (at + 1 >= to) {
            return 0;
        }
        byte c = json[at + 1];
        if (c != 'u') {
            return c == '"' || c == '\\' || c == '/' || c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't'
                    ? 2
                    : 0;
        }
        if (at + 6 > to) {
            return 0;
        }
        for (int i = at + 2; i < at + 6; i++) {
            if (Character.digit(json[i], 16) < 0) {
                return 0;
            }
        }
        return 6;
    }

    private boolean skipNumber(byte[] json, int to) {
        int p = position;
        if (json[p] == '-') {
            p++;
        }
        int whole = p;
        p = digitsEnd(json, p, to);
        if (p == whole || (json[whole] == '0' && p > whole + 1)) {
            return false;
        }
        if (p < to && json[p] == '.') {
            int fraction = p + 1;
            p = digitsEnd(json, fraction, to);
            if (p == fraction) {
                return false;
            }
        }
        if (p < to && (json[p] == 'e' || json[p] == 'E')) {
            int exponent = p + 1;
            if (exponent < to && (json[exponent] == '+' || json[exponent] == '-')) {
                exponent++;
            }
            p = digitsEnd(json, exponent, to);
            if (p == exponent) {
                return false;
            }
        }
        position = p;
        return true;
    }

    private static int digitsEnd(byte[] json, int from, int to) {
        int p = from;
        while (p < to && json[p] >= '0' && json[p] <= '9') {
            p++;
        }
        return p;
    }

    private static boolean isNumberByte(byte c) {
        return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
    }

    private boolean skipLiteral(byte[] json, int to, String literal) {
        if (!startsWith(json, position, to, literal)) {
            return false;
        }
        position += literal.length();
        return true;
    }

    /** The offset of the first byte at or behind {@code from} that is not white space. */
    public static int skipSpace(byte[] json, int from, int to) {
        int p = from;
        while (p < to && (json[p] == ' ' || json[p] == '\n' || json[p] == '\r' || json[p] == '\t')) {
            p++;
        }
        return p;
    }

    /** The offset behind the value that begins here, in JSON that a scan has found to be well-formed. */
    public static int valueEnd(byte[] json, int from, int to) {
        int p = from;
        int depth = 0;
        do {
            byte c = json[p];
            if (c == '"') {
                p = stringEnd(json, p, to);
            } else if (c == '{' || c == '[') {
                depth++;
                p++;
            } else if (c == '}' || c == ']') {
                depth--;
                p++;
            } else if (depth == 0) {
                return scalarEnd(json, p, to);
            } else {
                p++;
            }
        } while (depth > 0 && p < to);
        return p;
    }

    /** The offset behind the closing quote of the well-formed string whose opening quote is here. */
    public static int stringEnd(byte[] json, int from, int to) {
        int p = from + 1;
        while (p < to) {
            if (p <= to - Long.BYTES && hasNeither((long) EIGHT_BYTES.get(json, p))) {
                p += Long.BYTES;
            } else if (json[p] == '"') {
                return p + 1;
            } else {
                p += json[p] == '\\' ? 2 : 1;
            }
        }
        return to;
    }

    /** Strings may be images of megabytes, so they are skipped eight bytes at a time where these hold no quote or backslash. */
    private static boolean hasNeither(long eight) {
        return !hasZeroByte(eight ^ 0x2222222222222222L) && !hasZeroByte(eight ^ 0x5C5C5C5C5C5C5C5CL);
    }

    /** Whether none of the eight bytes here is a backslash or has one of these bits. */
    static boolean hasNoBackslash(byte[] bytes, int at, long bits) {
        long eight = (long) EIGHT_BYTES.get(bytes, at);
        return (eight & bits) == 0 && !hasZeroByte(eight ^ 0x5C5C5C5C5C5C5C5CL);
    }

    private static boolean hasZeroByte(long eight) {
        return ((eight - 0x0101010101010101L) & ~eight & 0x8080808080808080L) != 0;
    }

    /** Whether these are bytes of a string that neither end it, nor escape, nor are forbidden in it. */
    private static boolean isPlain(long eight) {
        return hasNeither(eight) && ((eight - 0x2020202020202020L) & ~eight & 0x8080808080808080L) == 0;
    }

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** How many bytes of UTF-8 the well-formed string has whose opening quote is here, its escapes resolved. */
    public static int stringBytes(byte[] json, int from, int to) {
        int p = from + 1;
        int escaped = 0;
        while (p < to && json[p] != '"') {
            if (p <= to - Long.BYTES && hasNeither((long) EIGHT_BYTES.get(json, p))) {
                p += Long.BYTES;
            } else if (json[p] != '\\') {
                p++;
            } else if (p + 1 < to && json[p + 1] == 'u') {
                p += 6;
                escaped += 3;
            } else {
                p += 2;
                escaped++;
            }
        }
        return p - from - 1 - escaped;
    }

    private static int scalarEnd(byte[] json, int from, int to) {
        int p = from;
        while (p < to && (isNumberByte(json[p]) || (json[p] >= 'a' && json[p] <= 'z'))) {
            p++;
        }
        return p;
    }

    /**
     * The number that begins here, in JSON that a scan has found to be well-formed; NaN if the value is not a number, or
     * one that is written as none is.
     */
    public static double number(byte[] json, int from, int to) {
        int p = from;
        long digits = 0;
        while (p < to && json[p] >= '0' && json[p] <= '9' && p - from < MOST_EXACT_DIGITS) {
            digits = digits * 10 + json[p++] - '0';
        }
        if (p > from && (p == to || !isNumberByte(json[p]))) {
            return digits;
        }
        return anyNumber(json, from, scalarEnd(json, from, to));
    }

    private static double anyNumber(byte[] json, int from, int end) {
        if (from == end || !isNumberByte(json[from])) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(new String(json, from, end - from, ISO_8859_1));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Whether this range is exactly these ASCII characters. */
    public static boolean is(byte[] bytes, int from, int to, String ascii) {
        return to - from == ascii.length() && startsWith(bytes, from, to, ascii);
    }

    /** Whether the value that begins here is a string of exactly these ASCII characters. */
    public static boolean isString(byte[] json, int valueFrom, int end, String ascii) {
        int to = valueFrom + 1 + ascii.length();
        return to < end && json[valueFrom] == '"' && json[to] == '"' && is(json, valueFrom + 1, to, ascii);
    }

    /** Whether this range begins with these ASCII characters. */
    public static boolean startsWith(byte[] bytes, int from, int to, String ascii) {
        if (to - from < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The string whose opening quote is here if it is a plain name: printable ASCII without escapes, of at most 128
     * characters, as ids and error codes are. Null for anything else.
     */
    @Nullable
    public static String name(byte[] json, int from, int to) {
        if (from >= to || json[from] != '"') {
            return null;
        }
        int end = from + 1;
        while (end < to && json[end] != '"') {
            byte c = json[end];
            if (c <= ' ' || c == '\\' || c > '~' || end - from > 128) {
                return null;
            }
            end++;
        }
        return end == to || end == from + 1 ? null : new String(json, from + 1, end - from - 1, ISO_8859_1);
    }
}
