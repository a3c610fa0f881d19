package ai.ominigate.gateway.relay;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** When an upstream wants to be asked again: {@code retry-after-ms}, or {@code retry-after} (RFC 9110, section 10.2.3). */
final class RetryAfter {
    private RetryAfter() {}

    /** What it said, or null if it said nothing that can be read. Never negative. */
    @Nullable
    static Duration of(HttpHeaders headers, InstantSource clock) {
        String millis = headers.get("retry-after-ms");
        String after = headers.get(HttpHeaderNames.RETRY_AFTER);
        try {
            if (millis != null) {
                return notNegative(Duration.ofMillis((long) Double.parseDouble(millis)));
            }
            if (after == null) {
                return null;
            }
            boolean seconds = after.chars().allMatch(c -> Character.isDigit(c) || c == '.');
            return notNegative(
                    seconds
                            ? Duration.ofMillis((long) (Double.parseDouble(after) * 1_000))
                            : Duration.between(
                                    clock.instant(),
                                    ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME)
                                            .toInstant()));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
