package ai.ominigate.customer.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody signs in with, as they would call it themselves: a browser and a system, without versions, so that it says
 * enough to be recognised in a list of sessions and too little to tell people apart.
 */
public final class Device {
    /** Of who does not say, or something that nobody knows. */
    public static final String UNKNOWN = "Unknown device";

    /** The words of a user agent that tell it, the more telling first: most of them claim to be some others too. */
    private static final List<Known> BROWSERS = List.of(
            new Known("Edg", "Edge"),
            new Known("OPR/", "Opera"),
            new Known("SamsungBrowser", "Samsung Internet"),
            new Known("Firefox/", "Firefox"),
            new Known("FxiOS", "Firefox"),
            new Known("CriOS", "Chrome"),
            new Known("Chrome/", "Chrome"),
            new Known("Safari/", "Safari"),
            new Known("curl/", "curl"),
            new Known("python", "Python"),
            new Known("Java", "Java"));

    private static final List<Known> SYSTEMS = List.of(
            new Known("iPhone", "iPhone"),
            new Known("iPad", "iPad"),
            new Known("Android", "Android"),
            new Known("Windows", "Windows"),
            new Known("Mac OS X", "macOS"),
            new Known("CrOS", "ChromeOS"),
            new Known("Linux", "Linux"));

    private record Known(String word, String name) {}

    private Device() {}

    /** What this user agent is. */
    public static String of(@Nullable String userAgent) {
        if (userAgent == null) {
            return UNKNOWN;
        }
        String browser = first(BROWSERS, userAgent);
        String system = first(SYSTEMS, userAgent);
        if (browser == null) {
            return system == null ? UNKNOWN : system;
        }
        return system == null ? browser : browser + " · " + system;
    }

    private static @Nullable String first(List<Known> all, String userAgent) {
        return all.stream()
                .filter(known -> userAgent.contains(known.word()))
                .map(Known::name)
                .findFirst()
                .orElse(null);
    }
}
