package ai.ominigate.staff.identity;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Addresses of the machine itself, to which a native program has a browser redirected (RFC 8252, section 7.3). */
final class Loopback {
    /** No name: what {@code localhost} is, a resolver decides (section 8.3). */
    private static final Set<String> HOSTS = Set.of("127.0.0.1", "[::1]");

    private Loopback() {}

    static boolean isHost(@Nullable String host) {
        return host != null && HOSTS.contains(host);
    }

    static boolean isRedirect(String text) {
        try {
            URI uri = URI.create(text);
            return "http".equals(uri.getScheme())
                    && isHost(uri.getHost())
                    && uri.getUserInfo() == null
                    && uri.getFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
