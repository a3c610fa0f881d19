package ai.ominigate.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** An IPv4 or IPv6 network in CIDR notation (RFC 4632). */
public final class Network {
    /** Four decimal parts, or something with a colon: what is left out are the old forms such as 10.1 for 10.0.0.1. */
    private static final Pattern LITERAL = Pattern.compile("\\d+(\\.\\d+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads {@code 203.0.113.0/24}, {@code 2001:db8::/32} or a single address. Bits behind the prefix are dropped, so
     * {@code 203.0.113.7/24} is the network that {@code 203.0.113.7} lies in. Never asks a name server.
     *
     * @throws IllegalArgumentException with a sentence for whoever typed it
     */
    public static Network parse(String text) {
        String problem = "'" + text + "' is not an address or a network such as 203.0.113.0/24";
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(host).matches()) {
            throw new IllegalArgumentException(problem);
        }
        try {
            byte[] address = InetAddress.ofLiteral(host).getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > address.length * 8) {
                throw new IllegalArgumentException(problem);
            }
            return new Network(masked(address, bits), bits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(problem, e);
        }
    }

    private static byte[] masked(byte[] address, int bits) {
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && bits == that.bits && Arrays.equals(prefix, that.prefix);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(prefix) + bits;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(prefix).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a network holds 4 or 16 bytes", e);
        }
    }
}
