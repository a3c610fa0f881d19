package ai.ominigate.staff.reveal;

import ai.ominigate.platform.Network;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Personal data as answers show it: enough to tell two apart, too little to tell who it is. How long the hidden part is
 * cannot be seen.
 */
public final class Masked {
    private static final String HIDDEN = "•••";

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

    private static String first(String text) {
        return text.isEmpty() ? "" : text.substring(0, text.offsetByCodePoints(0, 1));
    }
}
