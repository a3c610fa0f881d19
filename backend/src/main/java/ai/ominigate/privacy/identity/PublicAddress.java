package ai.ominigate.privacy.identity;

import ai.ominigate.platform.BeforeReady;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where people reach our pages: what the operator has set, else where a program on this machine does. */
@Singleton
final class PublicAddress implements BeforeReady {
    private final @Nullable URI set;
    private volatile @Nullable URI own;

    /** @param set as {@code https://ominigate.ai}; null if it is not set */
    PublicAddress(@Property(name = "ominigate.public-url") @Nullable URI set) {
        this.set = set;
    }

    @Override
    public void prepare(URI baseUrl) {
        own = baseUrl;
    }

    /** @param path with its slash */
    String of(String path) {
        URI base = set == null ? own : set;
        if (base == null) {
            throw new IllegalStateException("nobody knows yet where we are reached; set OMINIGATE_PUBLIC_URL");
        }
        return base.toString().replaceFirst("/$", "") + path;
    }
}
