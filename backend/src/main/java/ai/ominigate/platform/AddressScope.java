package ai.ominigate.platform;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** How far an address reaches, by IANA's registries of special-purpose addresses (RFC 6890). */
public enum AddressScope {
    /** Of the internet at large. */
    PUBLIC,
    /** This machine. */
    LOOPBACK,
    /** A network of one's own. */
    PRIVATE,
    /**
     * Where no service that one calls by intent can be: link-local addresses, among them the metadata services of
     * clouds, which hand out credentials to whoever on the machine asks; their other addresses; and addresses of nobody
     * or of everybody.
     */
    FORBIDDEN;

    private static final List<Network> LOOPBACKS = networks("127.0.0.0/8", "::1/128");

    private static final List<Network> PRIVATES = networks(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "fc00::/7",
            "fec0::/10");

    private static final List<Network> NEVER = networks(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "100.100.100.200/32", // metadata at Alibaba
            "168.63.129.16/32", // the host agent at Azure
            "192.0.0.192/32", // metadata at Oracle
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "fe80::/10",
            "fd00:ec2::254/128", // metadata at AWS
            "fd20:ce::254/128", // metadata at Google
            "ff00::/8");

    /** IPv6 that carries an IPv4 address, and at which byte: NAT64, 6to4, IPv4-compatible. */
    private static final Network NAT64 = Network.parse("64:ff9b::/96");

    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
    private static final Network COMPATIBLE = Network.parse("::/96");
    private static final int IPV4_LENGTH = 4;

    private static List<Network> networks(String... texts) {
        return Arrays.stream(texts).map(Network::parse).toList();
    }

    /** The scope of this address; what carries an IPv4 address reaches as far as that. */
    public static AddressScope of(InetAddress address) {
        return of(address.getAddress());
    }

    /** The scope of the address of these 4 or 16 bytes; what carries an IPv4 address reaches as far as that. */
    public static AddressScope of(byte[] address) {
        byte[] bytes = Network.unmapped(address);
        AddressScope own = ofBytes(bytes);
        if (own != PUBLIC) {
            return own;
        }
        if (NAT64.contains(bytes) || COMPATIBLE.contains(bytes)) {
            return ofBytes(Arrays.copyOfRange(bytes, 12, 12 + IPV4_LENGTH));
        }
        return SIX_TO_FOUR.contains(bytes) ? ofBytes(Arrays.copyOfRange(bytes, 2, 2 + IPV4_LENGTH)) : PUBLIC;
    }

    private static AddressScope ofBytes(byte[] address) {
        if (NEVER.stream().anyMatch(network -> network.contains(address))) {
            return FORBIDDEN;
        }
        if (LOOPBACKS.stream().anyMatch(network -> network.contains(address))) {
            return LOOPBACK;
        }
        return PRIVATES.stream().anyMatch(network -> network.contains(address)) ? PRIVATE : PUBLIC;
    }
}
