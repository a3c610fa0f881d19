package ai.ominigate.personal;

import ai.ominigate.platform.Network;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Personal data as answers show it: enough to tell two apart, too little to tell who it is. How long the hidden part is
 * cannot be seen.
 */
public final class Masked {
    private static final String HIDDEN = "•••";
    private static final String WORD = "[^\\s@\"'<>(),;:•\\[\\]]";
    private static final Pattern EMAIL =
            Pattern.compile(WORD + "{1,64}@" + WORD + "{0,254}[^\\s@\"'<>(),;:•\\[\\].!?]");
    private static final String FOUR = "\\d{1,3}(?:\\.\\d{1,3}){3}";
    private static final String GROUP = "[0-9A-Fa-f]{0,4}";

    /** An IPv4 address wherever digits are not part of a longer row of numbers, and one that an IPv6 address ends with. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?<![0-9A-Za-z.])(?:%2$s(?::%2$s){1,6}:)%1$s(?:/\\d{1,3})?|(?<![\\d.])%1$s(?:/\\d{1,2})?(?!\\d|\\.\\d)"
                            .formatted(FOUR, GROUP)
                    + "|(?<![0-9A-Za-z.])%1$s(?::%1$s){2,7}(?:/\\d{1,3})?(?![0-9A-Za-z])".formatted(GROUP));

    /** Of what has colons: what a time of the day is not. */
    private static final Pattern NO_TIME = Pattern.compile(".*(?:\\.|::|[A-Fa-f]|[0-9]{3}|(?::.*){4}).*");

    private Masked() {}

    /** {@code j•••@e•••.com} for {@code jane@example.com}. */
    public static String email(String email) {
        int at = email.lastIndexOf('@');
        if (at < 0) {
            return HIDDEN;
        }
        String domain = email.substring(at + 1);
        int dot = domain.lastIndexOf('.');
        String top = dot < 0 ? "" : domain.substring(dot);
        return first(email.substring(0, at)) + HIDDEN + "@" + first(domain) + HIDDEN + top;
    }

    /** {@code A••• L•••} for {@code Ada Lovelace}. */
    public static String name(String name) {
        return Arrays.stream(name.strip().split("\\s+"))
                .map(word -> first(word) + HIDDEN)
                .collect(Collectors.joining(" "));
    }

    /**
     * {@code 203.0.113.•••} for {@code 203.0.113.7/32}, {@code 2001:db8:1:•••} for an IPv6 address. A network that many
     * people share, from /24 and /48 up, is nobody's and stays as it is.
     */
    public static String network(Network network) {
        boolean six = network.isIpv6();
        if (network.bits() <= (six ? 48 : 24)) {
            return network.toString();
        }
        byte[] address = network.address();
        IntStream shown = six
                ? IntStream.range(0, 3).map(group -> (address[2 * group] & 0xFF) << 8 | address[2 * group + 1] & 0xFF)
                : IntStream.range(0, 3).map(part -> address[part] & 0xFF);
        return six
                ? shown.mapToObj(Integer::toHexString).collect(Collectors.joining(":", "", ":" + HIDDEN))
                : shown.mapToObj(Integer::toString).collect(Collectors.joining(".", "", "." + HIDDEN));
    }

    /** What somebody wrote, with the e-mail addresses and the IP addresses in it masked. */
    public static String text(String text) {
        String withoutEmails = EMAIL.matcher(text).replaceAll(match -> Matcher.quoteReplacement(email(match.group())));
        return ADDRESS.matcher(withoutEmails)
                .replaceAll(match -> NO_TIME.matcher(match.group()).matches() ? HIDDEN : match.group());
    }

    /**
     * The same, with the name of whom it is about masked too, however its words are spaced and spelled.
     *
     * @param name null if nobody knows whom it is about
     */
    public static String text(String text, @Nullable String name) {
        String masked = text(text);
        if (name == null || name.isBlank()) {
            return masked;
        }
        String words =
                Arrays.stream(name.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
        return Pattern.compile("(?<!\\w)" + words + "(?!\\w)", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(masked)
                .replaceAll(match -> Matcher.quoteReplacement(name(match.group())));
    }

    /** The same of what may be missing. */
    public static @Nullable String textOrNull(@Nullable String text) {
        return textOrNull(text, null);
    }

    /** The same of what may be missing. */
    public static @Nullable String textOrNull(@Nullable String text, @Nullable String name) {
        return text == null ? null : text(text, name);
    }

    private static String first(String text) {
        return text.isEmpty() ? "" : text.substring(0, text.offsetByCodePoints(0, 1));
    }
}
