package ai.ominigate.platform;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 network in CIDR notation (RFC 4632). An IPv4 network in IPv6 notation, {@code ::ffff:0:0/96} and what
 * lies in it (RFC 4291), is the IPv4 network; so one address is equal to itself however it was written.
 */
public final class Network {
    /** Four decimal parts, or something with a colon: what is left out are the old forms such as 10.1 for 10.0.0.1. */
    private static final Pattern LITERAL = Pattern.compile("\\d+(\\.\\d+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** The name of an interface behind an IPv6 address (RFC 4007): it means something on one machine alone. */
    private static final Pattern ZONE = Pattern.compile("%[^/%]+$");

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int MAPPED_BITS = IPV6_BITS - IPV4_BITS;
    private static final int GROUPS = 8;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads {@code 203.0.113.0/24}, {@code 2001:db8::/32} or a single address. Bits behind the prefix are dropped, so
     * {@code 203.0.113.7/24} is the network that {@code 203.0.113.7} lies in, and so is the zone of an IPv6 address.
     * Never asks a name server.
     *
     * @throws IllegalArgumentException with a sentence for whoever typed it
     */
    public static Network parse(String text) {
        String problem = "'" + text + "' is not an address or a network such as 203.0.113.0/24";
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (host.indexOf(':') >= 0) {
            host = ZONE.matcher(host).replaceFirst("");
        }
        if (!LITERAL.matcher(host).matches()) {
            throw new IllegalArgumentException(problem);
        }
        try {
            byte[] address = InetAddress.ofLiteral(host).getAddress();
            int bits = address.length * 8;
            if (slash >= 0) {
                boolean mapped = bits == IPV4_BITS && host.indexOf(':') >= 0;
                bits = Integer.parseInt(text.substring(slash + 1)) - (mapped ? MAPPED_BITS : 0);
            }
            return new Network(masked(address, bits), bits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(problem, e);
        }
    }

    /**
     * The network of this many leading bits that the address lies in.
     *
     * @param address 4 or 16 bytes, network order; an IPv4 address in IPv6 notation counts as IPv4
     * @param bits 0 to 32 for IPv4, 0 to 128 for IPv6
     */
    public static Network of(byte[] address, int bits) {
        byte[] unmapped = unmapped(address);
        return new Network(masked(unmapped == address ? address.clone() : unmapped, bits), bits);
    }

    /** The network of this one address alone: 4 or 16 bytes, network order. */
    public static Network of(byte[] address) {
        return of(address, unmapped(address).length * 8);
    }

    /** The IPv4 address that this one carries in the form {@code ::ffff:a.b.c.d}; any other as it is, uncopied. */
    public static byte[] unmapped(byte[] address) {
        boolean mapped =
                address.length * 8 == IPV6_BITS && Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? Arrays.copyOfRange(address, MAPPED.length, address.length) : address;
    }

    private static byte[] masked(byte[] address, int bits) {
        if ((address.length * 8 != IPV4_BITS && address.length * 8 != IPV6_BITS)
                || bits < 0
                || bits > address.length * 8) {
            throw new IllegalArgumentException("no network has " + bits + " bits of " + address.length + " bytes");
        }
        for (int i = 0; i < address.length; i++) {
            int kept = Math.clamp(bits - 8L * i, 0, 8);
            address[i] &= (byte) (0xFF << (8 - kept));
        }
        return address;
    }

    /** Whether the address (4 or 16 bytes, network order) lies in this network. */
    public boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ prefix[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }

    /** Whether every address of that network lies in this one. */
    public boolean contains(Network other) {
        return bits <= other.bits && contains(other.prefix);
    }

    /** How many leading bits its addresses have in common: 0 to 32, or to 128 for IPv6. */
    public int bits() {
        return bits;
    }

    /** Its first address: 4 or 16 bytes, network order. */
    public byte[] address() {
        return prefix.clone();
    }

    /** Whether it is a network of IPv6. */
    public boolean isIpv6() {
        return prefix.length * 8 == IPV6_BITS;
    }

    /** Whether it holds one address and no more. */
    public boolean isSingle() {
        return bits == prefix.length * 8;
    }

    /** The network of fewer leading bits that this one lies in; itself when it has no more than that. */
    public Network widenedTo(int fewerBits) {
        return fewerBits >= bits ? this : new Network(masked(prefix.clone(), fewerBits), fewerBits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && bits == that.bits && Arrays.equals(prefix, that.prefix);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(prefix) + bits;
    }

    /** {@code 203.0.113.0/24} or {@code 2001:db8::/32}: IPv6 as RFC 5952 wants it, so that one network has one text. */
    @Override
    public String toString() {
        return (isIpv6() ? ipv6() : ipv4()) + "/" + bits;
    }

    private String ipv4() {
        return (prefix[0] & 0xFF) + "." + (prefix[1] & 0xFF) + "." + (prefix[2] & 0xFF) + "." + (prefix[3] & 0xFF);
    }

    private String ipv6() {
        int zeroesFrom = -1;
        int zeroes = 1;
        for (int from = 0; from < GROUPS; from++) {
            int length = 0;
            while (from + length < GROUPS && group(from + length) == 0) {
                length++;
            }
            if (length > zeroes) {
                zeroesFrom = from;
                zeroes = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < GROUPS; at++) {
            if (at == zeroesFrom) {
                text.append("::");
                at += zeroes - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(group(at)));
            }
        }
        return text.toString();
    }

    private int group(int at) {
        return (prefix[2 * at] & 0xFF) << 8 | prefix[2 * at + 1] & 0xFF;
    }
}
