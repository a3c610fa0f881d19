package ai.ominigate.platform;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a request really comes from. The socket tells it, unless its other end is a proxy of ours: then the proxy's
 * header does, read from its right end, where our own proxies have written, through as many of them as there are.
 *
 * <p>One header alone is believed, {@code X-Forwarded-For} or {@code Forwarded} (RFC 7239): a proxy that writes the one
 * hands on the other as the caller made it up.
 */
@Context
public final class ClientAddress {
    private static final String FORWARDED = "forwarded";
    private static final String X_FORWARDED_FOR = "x-forwarded-for";
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** Proxies in a row that are looked through. */
    private static final int MAX_PROXIES = 16;

    private final List<Network> trustedProxies;
    private final String header;

    /**
     * @param trustedProxies the networks of our own proxies, as {@code 10.0.0.0/8}; empty when callers connect directly
     * @param header the header that these proxies write: {@code X-Forwarded-For} or {@code Forwarded}
     */
    public ClientAddress(
            @Property(name = "ominigate.trusted-proxies", defaultValue = "") List<String> trustedProxies,
            @Property(name = "ominigate.trusted-proxy-header", defaultValue = X_FORWARDED_FOR) String header) {
        this.trustedProxies = trustedProxies.stream()
                .map(String::strip)
                .filter(proxy -> !proxy.isEmpty())
                .map(ClientAddress::network)
                .toList();
        this.header = header.strip().toLowerCase(Locale.ROOT);
        if (!this.header.equals(X_FORWARDED_FOR) && !this.header.equals(FORWARDED)) {
            throw new CannotStart("The setting ominigate.trusted-proxy-header is '" + header
                    + "', but only X-Forwarded-For and Forwarded are understood. Set the one that your proxies write.");
        }
    }

    private static Network network(String text) {
        try {
            return Network.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CannotStart(
                    "The setting ominigate.trusted-proxies holds something wrong: " + e.getMessage() + ".", e);
        }
    }

    /** The networks of our own proxies. */
    public List<Network> trustedProxies() {
        return trustedProxies;
    }

    /**
     * The caller's address, 4 or 16 bytes. When what a trusted proxy wrote cannot be understood, the address of the
     * socket's other end.
     *
     * @param peer the other end of the socket; one without an address, such as a local socket, counts as loopback
     * @param headers all values of the request's header of a name, in order
     */
    public byte[] of(SocketAddress peer, Function<String, List<String>> headers) {
        byte[] socket = socketAddress(peer);
        if (trustedProxies.isEmpty() || !trusted(socket)) {
            return socket;
        }
        byte[] forwarded = forwarded(String.join(",", headers.apply(header)));
        return forwarded == null ? socket : forwarded;
    }

    private static byte[] socketAddress(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return LOOPBACK.clone();
        }
        return Network.unmapped(inet.getAddress().getAddress());
    }

    /**
     * The nearest address that is not a proxy of ours, or the farthest that is; null if something on the way is no
     * address. Reads from the right and no further than needed: what stands on the left is the caller's to invent, and
     * an unclosed quote there changes nothing.
     */
    private byte @Nullable [] forwarded(String hops) {
        int end = hops.length();
        byte[] nearest = null;
        for (int proxies = 0; proxies < MAX_PROXIES && end >= 0; proxies++) {
            int comma = header.equals(FORWARDED) ? lastUnquotedComma(hops, end) : hops.lastIndexOf(',', end - 1);
            String hop = hops.substring(comma + 1, end).strip();
            nearest = header.equals(FORWARDED) ? forwardedFor(hop) : address(hop);
            if (nearest == null || !trusted(nearest)) {
                return nearest;
            }
            end = comma;
        }
        return nearest;
    }

    private static int lastUnquotedComma(String text, int end) {
        boolean quoted = false;
        for (int i = end - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private boolean trusted(byte[] address) {
        for (Network proxy : trustedProxies) {
            if (proxy.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The address in one element of {@code Forwarded}, or null if it names none. */
    private static byte @Nullable [] forwardedFor(String element) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= element.length(); i++) {
            if (i == element.length() || (element.charAt(i) == ';' && !quoted)) {
                String pair = element.substring(start, i).strip();
                if (pair.regionMatches(true, 0, "for=", 0, 4)) {
                    return address(unquoted(pair.substring(4).strip()));
                }
                start = i + 1;
            } else if (element.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return null;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1} or {@code [2001:db8::1]:80}; null for all else. */
    private static byte @Nullable [] address(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end > 0 && portOrNothing(text.substring(end + 1)) ? literal(text.substring(1, end), false) : null;
        }
        int colon = text.indexOf(':');
        if (colon < 0 || colon != text.lastIndexOf(':')) {
            return literal(text, colon < 0);
        }
        return portOrNothing(text.substring(colon)) ? literal(text.substring(0, colon), true) : null;
    }

    private static boolean portOrNothing(String text) {
        return text.isEmpty()
                || (text.length() <= 6
                        && text.length() > 1
                        && text.charAt(0) == ':'
                        && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9'));
    }

    /** Asks no name server. An IPv4 address in IPv6 notation counts as IPv4; a zone (RFC 4007) is dropped. */
    private static byte @Nullable [] literal(String text, boolean ipv4) {
        int zone = ipv4 ? -1 : text.indexOf('%');
        return zone > 0 && zone < text.length() - 1 ? unzoned(text.substring(0, zone), false) : unzoned(text, ipv4);
    }

    private static byte @Nullable [] unzoned(String text, boolean ipv4) {
        boolean plausible = ipv4
                ? text.length() <= 15 && text.chars().filter(c -> c == '.').count() == 3
                : text.length() <= 45 && text.indexOf(':') >= 0;
        if (!plausible || !text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
            return null;
        }
        try {
            return (ipv4 ? Inet4Address.ofLiteral(text) : InetAddress.ofLiteral(text)).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
