package ai.ominigate.console.remote;

import ai.ominigate.model.Versioned;

/** The version that somebody saw before they decided to change it, for the header {@code If-Match}. */
public record Version(long number) {

    /** That of something as it was shown. */
    public static Version of(Versioned seen) {
        return new Version(seen.version());
    }

    /** As the header wants it (RFC 9110, section 8.8.3). */
    @Override
    public String toString() {
        return "\"" + number + "\"";
    }
}
