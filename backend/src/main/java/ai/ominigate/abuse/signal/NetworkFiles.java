package ai.ominigate.abuse.signal;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files that an operator supplies about networks; each an empty text where there is none. Nothing is ever asked of
 * another host.
 *
 * @param geo a MaxMind database of countries or cities
 * @param asn a MaxMind database of autonomous systems
 * @param tor addresses of Tor exits, one a line
 * @param hosting numbers of autonomous systems of hosters, one a line
 * @param vpn networks of VPN providers, one a line
 */
@ConfigurationProperties("ominigate.network-files")
record NetworkFiles(
        @Bindable(defaultValue = "") String geo,
        @Bindable(defaultValue = "") String asn,
        @Bindable(defaultValue = "") String tor,
        @Bindable(defaultValue = "") String hosting,
        @Bindable(defaultValue = "") String vpn) {

    static final String GEO = "geo";
    static final String ASN = "asn";
    static final String TOR = "tor";
    static final String HOSTING = "hosting";
    static final String VPN = "vpn";

    static NetworkFiles none() {
        return new NetworkFiles("", "", "", "", "");
    }

    /** Those that are set, by the kind of data they hold. */
    Map<String, Path> set() {
        Map<String, Path> set = new TreeMap<>();
        Map.of(GEO, geo, ASN, asn, TOR, tor, HOSTING, hosting, VPN, vpn).forEach((kind, file) -> {
            if (!file.isBlank()) {
                set.put(kind, Path.of(file.strip()));
            }
        });
        return set;
    }
}
