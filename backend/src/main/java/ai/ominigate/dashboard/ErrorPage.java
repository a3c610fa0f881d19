package ai.ominigate.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * What somebody reads whose page there is not.
 *
 * @param kind which sentences it has, in the bundles below {@code error.}
 * @param detail what the program says of this one case; null where that is all that it knows
 * @param request what support finds it by; empty if it has no name
 */
public record ErrorPage(int status, String kind, @Nullable String detail, String request) {

    static ErrorPage of(int status, @Nullable String detail, String request) {
        return new ErrorPage(status, kind(status), status < 500 ? detail : null, request);
    }

    private static String kind(int status) {
        return switch (status) {
            case 401, 403 -> "forbidden";
            case 404, 405 -> "missing";
            case 429 -> "often";
            case 503 -> "away";
            default -> status < 500 ? "refused" : "failed";
        };
    }
}
