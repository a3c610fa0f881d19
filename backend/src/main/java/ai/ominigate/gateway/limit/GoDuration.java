package ai.ominigate.gateway.limit;

import java.time.Duration;

/** Durations as Go prints them, which is how OpenAI writes its resets: {@code 120ms}, {@code 1.5s}, {@code 6m0s}. */
final class GoDuration {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private GoDuration() {}

    /** To the millisecond, rounded up, so that nobody comes back too early; {@code 0s} for none. */
    static String format(Duration duration) {
        return format(Math.ceilDiv(duration.toNanos(), NANOS_PER_MILLI));
    }

    private static String format(long millis) {
        if (millis <= 0) {
            return "0s";
        }
        if (millis < 1_000) {
            return millis + "ms";
        }
        StringBuilder text = new StringBuilder(16);
        long hours = millis / 3_600_000;
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (millis >= 60_000) {
            text.append(millis / 60_000 % 60).append('m');
        }
        text.append(millis / 1_000 % 60);
        appendFraction(text, (int) (millis % 1_000));
        return text.append('s').toString();
    }

    private static void appendFraction(StringBuilder text, int thousandths) {
        if (thousandths == 0) {
            return;
        }
        text.append('.').append(thousandths / 100);
        if (thousandths % 100 != 0) {
            text.append(thousandths / 10 % 10);
        }
        if (thousandths % 10 != 0) {
            text.append(thousandths % 10);
        }
    }
}
