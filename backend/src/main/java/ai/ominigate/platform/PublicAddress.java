package ai.ominigate.platform;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where people reach our pages: what the operator has set, else where a program on this machine does. Never what a request
 * says of itself: whoever sends one chooses that, and would so choose where links of ours lead.
 */
@Singleton
public final class PublicAddress implements BeforeReady {
    private static final Logger LOG = LoggerFactory.getLogger(PublicAddress.class);

    private final @Nullable URI set;
    private final @Nullable String listensAt;
    private final boolean demo;
    private volatile @Nullable URI own;

    /**
     * @param set as {@code https://ominigate.ai}; null if it is not set
     * @param listensAt the address that the port is open at; null for all
     */
    public PublicAddress(
            @Property(name = "ominigate.public-url") @Nullable URI set,
            @Property(name = "micronaut.server.host") @Nullable String listensAt,
            @Property(name = "ominigate.demo", defaultValue = "false") boolean demo) {
        this.set = set;
        this.listensAt = listensAt;
        this.demo = demo;
    }

    @Override
    public void prepare(URI baseUrl) {
        own = baseUrl;
        if (set == null && !demo && !isOfThisMachineAlone()) {
            LOG.warn(
                    "OMINIGATE_PUBLIC_URL is not set, so links in letters and in the feed of subprocessors lead to {}, where"
                            + " nobody else gets. Set it to what people type, such as https://ominigate.example.",
                    baseUrl);
        }
    }

    /** Whether people reach us by TLS, as far as the operator has told; false if they have not. */
    public boolean isTls() {
        return set != null && "https".equalsIgnoreCase(set.getScheme());
    }

    /** Host and port as browsers name us, as far as the operator has told; null if they have not. */
    public @Nullable String authority() {
        return set == null ? null : set.getRawAuthority();
    }

    private boolean isOfThisMachineAlone() {
        if (listensAt == null) {
            return false;
        }
        try {
            return listensAt.equals("localhost")
                    || InetAddress.ofLiteral(listensAt).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }

    /** @param path with its slash, or nothing */
    public String of(String path) {
        URI base = set == null ? own : set;
        if (base == null) {
            throw new IllegalStateException("nobody knows yet where we are reached; set OMINIGATE_PUBLIC_URL");
        }
        return base.toString().replaceFirst("/+$", "") + path;
    }
}
