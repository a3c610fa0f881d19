package ai.ominigate.egress;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own infrastructure: the database and the shared limits of the settings, which are there for nothing else,
 * and what {@code ominigate.own-hosts} names, such as a mail server of one's own.
 */
@Singleton
final class OwnHosts {
    private final Set<String> hosts = new HashSet<>();

    OwnHosts(
            @Property(name = "ominigate.own-hosts") @Nullable List<String> named,
            @Property(name = "ominigate.database.url") @Nullable String database,
            @Property(name = "ominigate.valkey-url") @Nullable String valkey) {
        if (named != null) {
            named.forEach(host -> hosts.add(host.strip().toLowerCase(Locale.ROOT)));
        }
        add(database == null ? null : database.replaceFirst("^jdbc:", ""));
        add(valkey);
    }

    private void add(@Nullable String url) {
        if (url != null && !url.isBlank()) {
            try {
                String host = new URI(url.strip()).getHost();
                if (host != null) {
                    hosts.add(host.toLowerCase(Locale.ROOT));
                }
            } catch (URISyntaxException e) {
                // Several servers in one, which their own clients connect to.
                return;
            }
        }
    }

    Set<String> hosts() {
        return Set.copyOf(hosts);
    }
}
