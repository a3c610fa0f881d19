package ai.ominigate.bench;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param latency nanoseconds from the moment a call was due to the end of its answer
 * @param firstByte nanoseconds from the moment a call was due to the first byte of its answer's body
 * @param failed calls with another status than 200, or without a whole answer; they are in the histograms too, but for
 *     streams that were to be held
 * @param events of streams that arrived while it was measured
 * @param seconds that the calls were counted in
 */
record Measured(Histogram latency, Histogram firstByte, long failed, long events, double seconds) {

    private static final long LONGEST_NANOS = 120_000_000_000L;
    private static final int DIGITS = 3;

    static Histogram histogram() {
        return new Histogram(LONGEST_NANOS, DIGITS);
    }

    /** @return calls that count, answered or not */
    long calls() {
        return latency.getTotalCount();
    }

    double perSecond() {
        return (calls() - failed) / seconds;
    }

    /** One line that {@link #fromLine} reads in another process. */
    String toLine() {
        return String.join(
                " ",
                encode(latency),
                encode(firstByte),
                String.valueOf(failed),
                String.valueOf(events),
                String.valueOf(seconds));
    }

    static Measured fromLine(String line) {
        String[] parts = line.split(" ");
        return new Measured(
                decode(parts[0]),
                decode(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Double.parseDouble(parts[4]));
    }

    private static String encode(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        bytes.flip();
        byte[] used = new byte[length];
        bytes.get(used);
        return Base64.getEncoder().encodeToString(used);
    }

    private static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), LONGEST_NANOS);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("Not a histogram", e);
        }
    }
}
