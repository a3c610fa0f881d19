package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/** How bodies are read as JSON: one factory for all, so that its tables of field names are shared. */
public final class Json {

    /** How deep a body may nest. */
    public static final int MAX_DEPTH = 200;

    private static final int MAX_NUMBER_LENGTH = 1_000;

    /** Strings are bounded by the body's own limit, so no bound of their own stands in the way of a large image. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Json() {}

    /** Whether the string or name that the parser stands at is this, however it was written; makes no object of it. */
    static boolean textIs(JsonParser parser, String text) throws IOException {
        return parser.getTextLength() == text.length() && textStartsWith(parser, text);
    }

    /** Whether the string or name that the parser stands at begins so, however it was written. */
    static boolean textStartsWith(JsonParser parser, String prefix) throws IOException {
        if (parser.getTextLength() < prefix.length()) {
            return false;
        }
        char[] characters = parser.getTextCharacters();
        int from = parser.getTextOffset();
        for (int i = 0; i < prefix.length(); i++) {
            if (characters[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The same text if UTF-8 can hold it. JSON's escapes can tell halves of surrogate pairs, which it cannot: they become
     * question marks.
     */
    public static String encodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(UTF_8), UTF_8);
            }
        }
        return text;
    }
}
