package ai.ominigate.catalog;

import java.net.URI;

/**
 * A company that serves models, with the credential we call it with. Only providers that have one are in the
 * catalogue's snapshot.
 *
 * @param name how configuration and usage rows name it
 * @param dialect what it speaks
 * @param baseUrl where, up to and including the version segment, without a trailing slash
 * @param apiKey our credential; never logged
 * @param subprocessor the entry of the public subprocessor list it belongs to
 * @param cancelPolicy what a closed connection does to its bill
 * @param allowPrivateAddress whether its name may lead into a private network
 */
public record Provider(
        String name,
        Dialect dialect,
        URI baseUrl,
        String apiKey,
        String subprocessor,
        CancelPolicy cancelPolicy,
        boolean allowPrivateAddress) {

    /** Of the internet. */
    public Provider(
            String name, Dialect dialect, URI baseUrl, String apiKey, String subprocessor, CancelPolicy cancelPolicy) {
        this(name, dialect, baseUrl, apiKey, subprocessor, cancelPolicy, false);
    }

    /** The name or address of {@link #baseUrl}, in lower case and without the brackets of one of IPv6. */
    public String host() {
        return baseUrl.getHost().replaceAll("[\\[\\]]", "");
    }

    /** Without the credential, so that a log line can name a provider. */
    @Override
    public String toString() {
        return "Provider[" + name + ", " + dialect + ", " + baseUrl + "]";
    }
}
