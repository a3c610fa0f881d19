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

    /** The same for the id of the account that somebody is signed in to, a {@link UUID}. */
    String ACCOUNT_ATTRIBUTE = "ai.ominigate.abuse.account";

    /** And for the id of who that is, a {@link UUID}. */
    String MEMBER_ATTRIBUTE = "ai.ominigate.abuse.member";

    /** Stands for the route of a request that no route matched: its path is the caller's invention. */
    String NO_ROUTE = "(none)";

    /**
     * One request of any face.
     *
     * @param address 4 or 16 bytes, the caller's as trusted proxies tell it
     * @param method of HTTP; one that HTTP does not have is the caller's invention and becomes {@code OTHER}
     * @param pathTemplate the route, never a raw path or query: {@code /v1/chat/completions}
     * @param key the API key it came with, if a known one
     * @param account the account that whoever sent it is signed in to, or has just signed in to; null for calls with keys
     * @param member who that is
     * @param headers from an allow-list; never a credential or a cookie
     */
    record Entry(
            Instant time,
            byte[] address,
            String method,
            String pathTemplate,
            int status,
            @Nullable UUID key,
            @Nullable UUID account,
            @Nullable UUID member,
            LoggedHeaders headers) {

        private static final Set<String> METHODS =
                Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

        public Entry {
            method = METHODS.contains(method) ? method : "OTHER";
            if (address.length != 4 && address.length != 16) {
                throw new IllegalArgumentException("an address has 4 or 16 bytes");
            }
        }

        /** Of whoever is not signed in. */
        public Entry(
                Instant time,
                byte[] address,
                String method,
                String pathTemplate,
                int status,
                @Nullable UUID key,
                LoggedHeaders headers) {
            this(time, address, method, pathTemplate, status, key, null, null, headers);
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
