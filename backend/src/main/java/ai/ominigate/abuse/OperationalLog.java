package ai.ominigate.abuse;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asked what from where, for abuse detection and security investigations. Lives apart from usage and goes after
 * days.
 */
public interface OperationalLog {

    /**
     * One request of any face.
     *
     * @param address 4 or 16 bytes, the caller's as trusted proxies tell it
     * @param pathTemplate the route, never a raw path or query: {@code /v1/chat/completions}
     * @param key the API key it came with, if a known one
     * @param headers from an allow-list; never a credential or a cookie
     */
    record Entry(
            Instant time,
            byte[] address,
            String method,
            String pathTemplate,
            int status,
            @Nullable UUID key,
            Map<String, String> headers) {}

    /** Queues the entry in bounded memory and returns at once; what does not fit is counted and dropped. */
    void record(Entry entry);
}
