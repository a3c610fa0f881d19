package ai.ominigate.metering.report;

import ai.ominigate.metering.UsageRecord;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Calls as a file, a line for each: CSV (RFC 4180) or JSON lines. */
public enum UsageFile {
    CSV("csv", "text/csv; charset=utf-8") {
        @Override
        public void begin(Writer to) throws IOException {
            to.write(String.join(",", FIELDS) + "\r\n");
        }

        @Override
        public void write(Writer to, UsageRecord call, Function<UUID, String> keyName) throws IOException {
            StringBuilder line = new StringBuilder();
            for (Object value : fields(call, keyName).values()) {
                line.append(line.isEmpty() ? "" : ",").append(cell(value));
            }
            to.write(line.append("\r\n").toString());
        }
    },
    JSON_LINES("jsonl", "application/jsonl; charset=utf-8") {
        @Override
        public void begin(Writer to) {}

        @Override
        public void write(Writer to, UsageRecord call, Function<UUID, String> keyName) throws IOException {
            to.write(JSON.writeValueAsString(fields(call, keyName)) + "\n");
        }
    };

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    private static final String[] FIELDS = {
        "time",
        "id",
        "model",
        "provider",
        "key_name",
        "key_id",
        "http_status",
        "end",
        "input_tokens",
        "cache_read_tokens",
        "cache_write_5m_tokens",
        "cache_write_1h_tokens",
        "output_tokens",
        "reasoning_tokens",
        "audio_input_tokens",
        "audio_output_tokens",
        "estimated",
        "latency_ms",
        "first_byte_ms",
        "price_version",
        "cost_usd"
    };

    /**
     * What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), also in full width, and after a semicolon
     * or a tab, at which some split whatever the file says.
     */
    private static final Pattern FORMULA =
            Pattern.compile("(^|[;\\t\\r\\n])(\\s*[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20])");

    private static final int NANO_PLACES = 9;
    private static final long MICROS_PER_MILLI = 1_000;

    private final String extension;
    private final String mediaType;

    UsageFile(String extension, String mediaType) {
        this.extension = extension;
        this.mediaType = mediaType;
    }

    /** How the name of such a file ends. */
    public String extension() {
        return extension;
    }

    /** What it is in HTTP. */
    public String mediaType() {
        return mediaType;
    }

    /** Writes what stands above the first call. */
    public abstract void begin(Writer to) throws IOException;

    /**
     * Writes one call.
     *
     * @param keyName what its owner calls a key
     */
    public abstract void write(Writer to, UsageRecord call, Function<UUID, String> keyName) throws IOException;

    /** Everything that is kept of a call, in the order of {@link #FIELDS}; money as an exact decimal. */
    private static Map<String, Object> fields(UsageRecord call, Function<UUID, String> keyName) {
        Object[] values = {
            call.time().toString(),
            call.id().toString(),
            call.model(),
            call.provider(),
            keyName.apply(call.key()),
            call.key().toString(),
            call.httpStatus(),
            call.end().name(),
            call.tokens().input(),
            call.tokens().cacheRead(),
            call.tokens().cacheWrite5m(),
            call.tokens().cacheWrite1h(),
            call.tokens().output(),
            call.tokens().reasoning(),
            call.tokens().audioInput(),
            call.tokens().audioOutput(),
            call.estimated(),
            call.latencyMicros() / MICROS_PER_MILLI,
            call.firstByteMicros() / MICROS_PER_MILLI,
            call.priceVersion(),
            BigDecimal.valueOf(call.costNanos(), NANO_PLACES).toPlainString()
        };
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < FIELDS.length; i++) {
            named.put(FIELDS[i], values[i]);
        }
        return named;
    }

    /** Quoted where it must be; and no program that opens the file takes what somebody named for a formula. */
    public static String cell(Object value) {
        if (!(value instanceof String text)) {
            return String.valueOf(value);
        }
        String harmless = FORMULA.matcher(text).replaceAll("$1'$2");
        return harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }
}
