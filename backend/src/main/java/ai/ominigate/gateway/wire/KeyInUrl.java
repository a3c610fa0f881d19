package ai.ominigate.gateway.wire;

import java.util.regex.Pattern;

/** API keys where they do not belong: URLs end up in logs, histories and other people's analytics. */
public final class KeyInUrl {

    /** For whoever sent one and no other. */
    public static final String SENTENCE =
            "An API key in a URL is not read, because URLs end up in logs and histories. Send it as 'Authorization: Bearer "
                    + "og-…' or as 'x-api-key: og-…', and replace it if others may have seen it.";

    /** What people call the parameter that they put a key in, or a key in any other. */
    private static final Pattern IN_QUERY =
            Pattern.compile("[?&](?:[a-z_-]*key|[a-z_]*token)=|=og-", Pattern.CASE_INSENSITIVE);

    private static final Pattern KEY = Pattern.compile("og-[A-Za-z0-9_-]+");

    private KeyInUrl() {}

    /** Whether the query of this URL or request target looks as if it had one. */
    public static boolean isIn(String url) {
        return url.indexOf('?') >= 0 && IN_QUERY.matcher(url).find();
    }

    /** The same text without keys in it. */
    public static String masked(String text) {
        return KEY.matcher(text).replaceAll("og-…");
    }
}
