package ai.ominigate.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;

/**
 * The demo's embeddings model: counts three-letter sequences into a vector of length one, so that texts with words in
 * common lie close to each other.
 */
final class DemoEmbedding {
    static final String ID = "demo-embed";
    static final int DEFAULT_DIMENSIONS = 64;
    static final int MAX_DIMENSIONS = 1_536;

    private static final int LETTERS = 3;

    private DemoEmbedding() {}

    /** The vector of a text. */
    static float[] of(String text, int dimensions) {
        float[] vector = new float[dimensions];
        String padded = "  " + text.toLowerCase(Locale.ROOT) + "  ";
        for (int i = 0; i + LETTERS <= padded.length(); i++) {
            vector[Math.floorMod(padded.substring(i, i + LETTERS).hashCode() * 0x9E37_79B9, dimensions)]++;
        }
        double squares = 0;
        for (float part : vector) {
            squares += part * part;
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    /** Little-endian 32-bit floats in base64, which OpenAI's own libraries ask for. */
    static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float part : vector) {
            bytes.putFloat(part);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
