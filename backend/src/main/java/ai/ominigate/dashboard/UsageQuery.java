package ai.ominigate.dashboard;

import ai.ominigate.metering.report.CallStatus;
import ai.ominigate.metering.report.Days;
import ai.ominigate.metering.report.UsageFilter;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpParameters;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks of the page of usage, as its address says it.
 *
 * @param after the call after which the part begins; null for the first part
 */
public record UsageQuery(
        Days days,
        @Nullable String model,
        @Nullable UUID key,
        CallStatus status,
        @Nullable UUID after) {
    private static final int USUAL_DAYS = 30;

    /**
     * Reads an address. What is empty in a form counts as not said.
     *
     * @throws Refused if something of it cannot be read
     */
    static UsageQuery of(HttpParameters said, ZoneId zone, Instant now) {
        Days usual = Days.lastOnes(USUAL_DAYS, zone, now);
        try {
            LocalDate from = date(said, "from");
            LocalDate to = date(said, "to");
            LocalDate last = to == null ? usual.last() : to;
            return new UsageQuery(
                    new Days(from == null ? last.minusDays(USUAL_DAYS - 1L) : from, last, zone),
                    text(said, "model"),
                    id(said, "key"),
                    status(said),
                    id(said, "after"));
        } catch (DateTimeException e) {
            throw Refused.invalid("A day is written as 2026-11-27.");
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("These filters cannot be read. The first day comes before the last, at most "
                    + Days.MOST + " days lie between them, and keys and calls are named by their ids.");
        }
    }

    private static @Nullable String text(HttpParameters said, String name) {
        String text = said.get(name);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static @Nullable LocalDate date(HttpParameters said, String name) {
        String text = text(said, name);
        return text == null ? null : LocalDate.parse(text);
    }

    private static @Nullable UUID id(HttpParameters said, String name) {
        String text = text(said, name);
        return text == null ? null : UUID.fromString(text);
    }

    private static CallStatus status(HttpParameters said) {
        String text = text(said, "status");
        return text == null ? CallStatus.ANY : CallStatus.valueOf(text.toUpperCase(Locale.ROOT));
    }

    UsageFilter filter(UUID account) {
        return new UsageFilter(account, days, model, key);
    }

    /** What follows the question mark for these filters, from that call on. */
    public String address(@Nullable UUID from) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("from", days.first().toString());
        said.put("to", days.last().toString());
        if (model != null) {
            said.put("model", model);
        }
        if (key != null) {
            said.put("key", key.toString());
        }
        if (status != CallStatus.ANY) {
            said.put("status", status.name().toLowerCase(Locale.ROOT));
        }
        if (from != null) {
            said.put("after", from.toString());
        }
        return said.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Whether anything but the days is narrowed. */
    public boolean isNarrowed() {
        return model != null || key != null || status != CallStatus.ANY;
    }
}
