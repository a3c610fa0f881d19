package ai.ominigate.abuse;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asked what from where, for abuse detection and security investigations. Lives apart from usage and goes after
 * days.
 */
public interface OperationalLog {

    /**
     * Under this name, whoever recognises an API key in a request that Micronaut serves leaves its id, a {@link UUID},
     * as an attribute of the request; the log takes it from there.
     */
    String KEY_ATTRIBUTE = "ai.ominigate.abuse.key";

    /** Stands for the route of a request that no route matched: its path is the caller's invention. */
    String NO_ROUTE = "(none)";

    /**
     * One request of any face.
     *
     * @param address 4 or 16 bytes, the caller's as trusted proxies tell it
     * @param method of HTTP; one that HTTP does not have is the caller's invention and becomes {@code OTHER}
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
            LoggedHeaders headers) {

        private static final Set<String> METHODS =
                Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

        public Entry {
            method = METHODS.contains(method) ? method : "OTHER";
            if (address.length != 4 && address.length != 16) {
                throw new IllegalArgumentException("an address has 4 or 16 bytes");
            }
        }

        /** Without the address and what the caller sent, so that no log line can hold them. */
        @Override
        public String toString() {
            return "Entry[" + time + ", " + method + " " + pathTemplate + ", " + status + "]";
        }
    }

    /** Queues the entry in bounded memory and returns at once; what does not fit is counted and dropped. */
    void record(Entry entry);
}
