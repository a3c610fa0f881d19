package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.JsonScan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value where it stands within well-formed JSON, so that it can be looked into or copied byte for byte. Nothing is
 * kept of what was looked at.
 */
@SuppressWarnings("ArrayRecordComponent") // a window on bytes, never compared
record Value(byte[] json, int from, int to) {

    private static final byte[] QUOTE = {'"'};
    private static final byte[] COLON = {':'};

    /** An object with nothing in it. */
    static final Value EMPTY_OBJECT = new Value(new byte[] {'{', '}'}, 0, 2);

    /** The value that fills this range but for white space. */
    static Value of(byte[] json, int from, int to) {
        int start = JsonScan.skipSpace(json, from, to);
        return new Value(json, start, JsonScan.valueEnd(json, start, to));
    }

    /** A string that says this. */
    static Value string(String text) {
        byte[] quoted = RequestSplice.quoted(text);
        return new Value(quoted, 0, quoted.length);
    }

    /** A string of what the strings had that were copied to this queue without their quotes. */
    static Value inQuotes(ByteQueue inner) {
        ByteQueue quoted = new ByteQueue();
        quoted.append(QUOTE);
        quoted.append(inner.array(), 0, inner.length());
        quoted.append(QUOTE);
        return new Value(quoted.toArray(), 0, quoted.length());
    }

    boolean isNull() {
        return json[from] == 'n';
    }

    boolean isTrue() {
        return json[from] == 't';
    }

    boolean isFalse() {
        return json[from] == 'f';
    }

    boolean isString() {
        return json[from] == '"';
    }

    boolean isArray() {
        return json[from] == '[';
    }

    boolean isObject() {
        return json[from] == '{';
    }

    boolean isNumber() {
        return json[from] == '-' || (json[from] >= '0' && json[from] <= '9');
    }

    /** Whether it is a string with something in it. */
    boolean isText() {
        return isString() && to - from > 2;
    }

    /** Whether it is an array or an object with nothing in it. */
    boolean isEmpty() {
        return (isArray() || isObject()) && JsonScan.skipSpace(json, from + 1, to) == to - 1;
    }

    /** Whether it is this string. */
    boolean is(String text) {
        return isString() && text().equals(text);
    }

    /** The string; an empty one for anything else. */
    String text() {
        if (!isString()) {
            return "";
        }
        return isPlain() ? new String(json, from + 1, to - from - 2, UTF_8) : decoded();
    }

    private boolean isPlain() {
        for (int i = from; i < to; i++) {
            if (json[i] == '\\') {
                return false;
            }
        }
        return true;
    }

    private String decoded() {
        String raw = new String(json, from + 1, to - from - 2, UTF_8);
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (raw.charAt(++i) == 'u') {
                text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                i += 4;
            } else {
                text.append(unescaped(raw.charAt(i)));
            }
        }
        return text.toString();
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    /** The number without its fraction, or {@code otherwise} for anything else. */
    long number(long otherwise) {
        if (!isNumber()) {
            return otherwise;
        }
        try {
            return (long) decimal();
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The number. */
    double decimal() {
        return Double.parseDouble(new String(json, from, to - from, UTF_8));
    }

    /** It, if it is a number. */
    Value requireNumber(String field) throws BadRequest {
        return require(isNumber(), field, "a number");
    }

    /** It, if it is a string. */
    Value requireString(String field) throws BadRequest {
        return require(isString(), field, "a string");
    }

    /** It, if it is an object. */
    Value requireObject(String field) throws BadRequest {
        return require(isObject(), field, "an object");
    }

    /** It, if it is an array. */
    Value requireArray(String field) throws BadRequest {
        return require(isArray(), field, "an array");
    }

    /** Whether it is true; refuses whatever is neither true nor false. */
    boolean bool(String field) throws BadRequest {
        return require(isTrue() || isFalse(), field, "true or false").isTrue();
    }

    /** It, if it is a string or an array of them. */
    Value strings(String field) throws BadRequest {
        String expected = "a string or an array of strings";
        require(isString() || isArray(), field, expected);
        for (Elements elements = elements(); elements.next(); ) {
            elements.value().require(elements.value().isString(), field, expected);
        }
        return this;
    }

    private Value require(boolean fits, String field, String expected) throws BadRequest {
        if (!fits) {
            throw new BadRequest("The field " + field + " must be " + expected + ".", field);
        }
        return this;
    }

    /** The field of this object with this name (the last of several), or null; null as well if it is JSON's null. */
    @Nullable
    Value field(String name) {
        Value found = null;
        for (Fields fields = fields(); fields.next(); ) {
            if (fields.name().equals(name)) {
                found = fields.value().isNull() ? null : fields.value();
            }
        }
        return found;
    }

    /** The fields, if it is an object; none for anything else. */
    Fields fields() {
        return new Fields(this);
    }

    /** The elements, if it is an array; none for anything else. */
    Elements elements() {
        return new Elements(this);
    }

    /** Appends it as it stands. */
    void copyTo(ByteQueue queue) {
        queue.append(json, from, to);
    }

    /** Appends the string without its quotes, escapes as they stand. */
    void copyInnerTo(ByteQueue queue) {
        queue.append(json, from + 1, to - 1);
    }

    /** Appends it as a JSON string that holds it. */
    void quoteTo(ByteQueue queue) {
        queue.append(QUOTE);
        int copied = from;
        for (int i = from; i < to; i++) {
            byte c = json[i];
            if (c == '"' || c == '\\' || (c >= 0 && c < ' ')) {
                queue.append(json, copied, i);
                queue.append(escape(c));
                copied = i + 1;
            }
        }
        queue.append(json, copied, to);
        queue.append(QUOTE);
    }

    /** A string that holds it. */
    Value quoted() {
        ByteQueue quoted = new ByteQueue();
        quoteTo(quoted);
        return new Value(quoted.toArray(), 0, quoted.length());
    }

    /** An array of it alone. */
    Value inArray() {
        ByteQueue array = new ByteQueue();
        array.append("[");
        copyTo(array);
        array.append("]");
        return new Value(array.toArray(), 0, array.length());
    }

    /** White space is all that JSON has of control characters. */
    private static byte[] escape(byte c) {
        return new byte[] {
            '\\',
            (byte)
                    switch (c) {
                        case '\n' -> 'n';
                        case '\r' -> 'r';
                        case '\t' -> 't';
                        default -> c;
                    }
        };
    }

    /** The JSON object that this string holds, or null if it holds none. Nothing at all counts as an empty object. */
    @Nullable
    Value heldObject() {
        byte[] held = isPlain() ? Arrays.copyOfRange(json, from + 1, to - 1) : text().getBytes(UTF_8);
        int start = JsonScan.skipSpace(held, 0, held.length);
        if (start == held.length) {
            return EMPTY_OBJECT;
        }
        boolean valid = held[start] == '{'
                && new JsonScan().scan(held, 0, held.length, (bytes, depth, keyFrom, keyTo, valueFrom) -> false);
        return valid ? of(held, 0, held.length) : null;
    }

    /** Goes through the fields of an object. */
    static final class Fields {
        private final byte[] json;
        private final int end;
        private int position;
        private int keyFrom;
        private int keyTo;

        @Nullable
        private Value value;

        private Fields(Value object) {
            json = object.json;
            end = object.isObject() ? object.to - 1 : object.from;
            position = object.from + 1;
        }

        /** Goes to the next field, if there is one. */
        boolean next() {
            position = JsonScan.skipSpace(json, position, end);
            if (position < end && json[position] == ',') {
                position = JsonScan.skipSpace(json, position + 1, end);
            }
            if (position >= end) {
                return false;
            }
            keyFrom = position;
            keyTo = JsonScan.stringEnd(json, position, end);
            int colon = JsonScan.skipSpace(json, keyTo, end);
            int valueFrom = JsonScan.skipSpace(json, colon + 1, end);
            position = JsonScan.valueEnd(json, valueFrom, end);
            value = new Value(json, valueFrom, position);
            return true;
        }

        /** The name of the field that was gone to. */
        String name() {
            return new Value(json, keyFrom, keyTo).text();
        }

        /** Appends it as it stands, name and value. */
        void copyTo(ByteQueue queue) {
            queue.append(json, keyFrom, keyTo);
            queue.append(COLON);
            value().copyTo(queue);
        }

        /** Its value. */
        Value value() {
            if (value == null) {
                throw new IllegalStateException("no field was gone to");
            }
            return value;
        }
    }

    /** Goes through the elements of an array. */
    static final class Elements {
        private final byte[] json;
        private final int end;
        private int position;

        @Nullable
        private Value value;

        private Elements(Value array) {
            json = array.json;
            end = array.isArray() ? array.to - 1 : array.from;
            position = array.from + 1;
        }

        /** Goes to the next element, if there is one. */
        boolean next() {
            position = JsonScan.skipSpace(json, position, end);
            if (position < end && json[position] == ',') {
                position = JsonScan.skipSpace(json, position + 1, end);
            }
            if (position >= end) {
                return false;
            }
            int valueFrom = position;
            position = JsonScan.valueEnd(json, valueFrom, end);
            value = new Value(json, valueFrom, position);
            return true;
        }

        /** The element that was gone to. */
        Value value() {
            if (value == null) {
                throw new IllegalStateException("no element was gone to");
            }
            return value;
        }
    }
}
