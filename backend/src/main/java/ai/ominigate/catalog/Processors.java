package ai.ominigate.catalog;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which companies may be sent what customers ask. Offered by the feature that keeps the registry of them. */
public interface Processors {

    /**
     * What is known of every company, by its name in lower case. Blocks; is cheap, as it is asked whenever something may
     * have changed.
     */
    Map<String, Standing> standings() throws SQLException;

    /** Whether calls may go to a company. */
    sealed interface Standing {

        /**
         * They may.
         *
         * @param hosts where it is, in lower case
         */
        record Admitted(Set<String> hosts) implements Standing {
            public Admitted {
                hosts = Set.copyOf(hosts);
            }
        }

        /**
         * They may not.
         *
         * @param why words that go on after the company's name
         */
        record Barred(String why) implements Standing {}
    }

    /** Why calls may not go to a provider, as a sentence without its end that begins with its company; null if they may. */
    static @Nullable String whyNot(Provider provider, Map<String, Standing> standings) {
        String company = provider.subprocessor();
        Standing standing = standings.get(company.toLowerCase(Locale.ROOT));
        return switch (standing) {
            case null -> company + " is not in the registry of subprocessors";
            case Standing.Barred(String why) -> company + " " + why;
            case Standing.Admitted(Set<String> hosts) -> {
                String host = provider.host();
                yield hosts.contains(host)
                        ? null
                        : company + " has no host " + host + " in the registry of subprocessors";
            }
        };
    }
}
