package ai.ominigate.console.remote;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * Where an OminiGate server is reached.
 *
 * @param base ends in a slash, so that paths can be resolved against it; without user, query and fragment
 */
public record ServerAddress(HttpUrl base) {

    /** The address of a server that was started on this machine without further settings. */
    public static final ServerAddress DEFAULT = new ServerAddress(HttpUrl.get("http://localhost:8080/"));

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

    public ServerAddress {
        if (!base.encodedPath().endsWith("/")) {
            base = base.newBuilder().addPathSegment("").build();
        }
        if (!base.username().isEmpty() || base.query() != null || base.fragment() != null) {
            throw new IllegalArgumentException("A server's address has no user, query or fragment");
        }
    }

    /**
     * Reads what a person typed. A missing scheme is {@code http} on this machine and {@code https} elsewhere.
     *
     * @return empty if it is no address of a web server
     */
    public static Optional<ServerAddress> parse(String typed) {
        String text = typed.strip();
        return url(text).filter(ServerAddress::isOnlyAnAddress).map(ServerAddress::new);
    }

    private static Optional<HttpUrl> url(String text) {
        if (text.contains("://")) {
            return Optional.ofNullable(HttpUrl.parse(text));
        }
        boolean misspeltScheme = text.contains(":/");
        return misspeltScheme
                ? Optional.empty()
                : Optional.ofNullable(HttpUrl.parse("https://" + text)).map(ServerAddress::plainOnThisMachine);
    }

    private static HttpUrl plainOnThisMachine(HttpUrl url) {
        if (!THIS_MACHINE.contains(url.host().toLowerCase(Locale.ROOT))) {
            return url;
        }
        HttpUrl.Builder plain = url.newBuilder().scheme("http");
        return url.port() == 443 ? plain.port(80).build() : plain.build();
    }

    private static boolean isOnlyAnAddress(HttpUrl url) {
        return url.username().isEmpty() && url.password().isEmpty() && url.query() == null && url.fragment() == null;
    }

    /** As a person would write it: without the slash at the end. */
    @Override
    public String toString() {
        String text = base.toString();
        return text.substring(0, text.length() - 1);
    }
}
