package ai.ominigate.abuse.entity;

import ai.ominigate.platform.AddressScope;
import ai.ominigate.platform.Network;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What can be judged. Has one text, by which it is stored and compared: {@code network:203.0.113.7/32}. */
public sealed interface Entity {

    /**
     * Addresses of one party, as far as one can tell from outside.
     *
     * @param network of any prefix length; {@link #of} gives the one that an address is counted and acted on at
     */
    record Net(Network network) implements Entity {
        private static final int IPV4_PARTY = 24;
        private static final int IPV4_ADDRESS = 32;
        private static final int IPV6_LINK = 64;

        /** Lengths that providers give to one customer: a home and a business (RIPE-690). */
        private static final int IPV6_HOME = 56;

        private static final int IPV6_BUSINESS = 48;

        /**
         * Where an address is counted and acted on: itself for IPv4, its /64 for IPv6, as whoever has one address of a
         * /64 has them all.
         *
         * @param address 4 or 16 bytes, network order; {@code ::ffff:a.b.c.d} counts as IPv4
         */
        public static Net of(byte[] address) {
            byte[] unmapped = Network.unmapped(address);
            return new Net(Network.of(unmapped, unmapped.length * 8 == IPV4_ADDRESS ? IPV4_ADDRESS : IPV6_LINK));
        }

        /** The next wider network that one party may have: /32 to /24, or /64 to /56 to /48; then there is none. */
        public Optional<Net> widened() {
            int bits = network.bits();
            int wider;
            if (!network.isIpv6()) {
                wider = IPV4_PARTY;
            } else if (bits > IPV6_LINK) {
                wider = IPV6_LINK;
            } else {
                wider = bits > IPV6_HOME ? IPV6_HOME : IPV6_BUSINESS;
            }
            return bits > wider ? Optional.of(new Net(network.widenedTo(wider))) : Optional.empty();
        }

        /**
         * How far its first address reaches. What is not {@link AddressScope#PUBLIC} is nobody's on the internet: it
         * says nothing of who called.
         */
        public AddressScope scope() {
            return AddressScope.of(network.address());
        }

        @Override
        public String toString() {
            return NETWORK + network;
        }
    }

    /** An autonomous system: all networks that one operator routes (RFC 1930). */
    record Asn(long number) implements Entity {
        private static final long LAST = 4_294_967_295L;

        public Asn {
            if (number < 1 || number > LAST) {
                throw new IllegalArgumentException("an autonomous system has a number from 1 to " + LAST);
            }
        }

        @Override
        public String toString() {
            return ASN + number;
        }
    }

    /**
     * All networks of a country, as far as the geographical database at hand knows.
     *
     * @param iso2 two capital letters (ISO 3166-1)
     */
    record Country(String iso2) implements Entity {
        private static final Pattern ISO2 = Pattern.compile("[A-Z]{2}");

        public Country {
            if (!ISO2.matcher(iso2).matches()) {
                throw new IllegalArgumentException("a country is two letters such as NL");
            }
        }

        @Override
        public String toString() {
            return COUNTRY + iso2;
        }
    }

    /** An API key, by its id; never its secret. */
    record Key(UUID id) implements Entity {
        @Override
        public String toString() {
            return KEY + id;
        }
    }

    /** A customer's account. */
    record Account(UUID id) implements Entity {
        @Override
        public String toString() {
            return ACCOUNT + id;
        }
    }

    /** How the texts begin. */
    String NETWORK = "network:";

    /** See {@link #NETWORK}. */
    String ASN = "asn:";

    /** See {@link #NETWORK}. */
    String COUNTRY = "country:";

    /** See {@link #NETWORK}. */
    String KEY = "key:";

    /** See {@link #NETWORK}. */
    String ACCOUNT = "account:";

    /**
     * Reads what {@link #toString} wrote, and what a person would write for it: {@code network:2001:DB8::1},
     * {@code country:nl}.
     *
     * @throws IllegalArgumentException with a sentence for whoever typed it
     */
    static Entity parse(String text) {
        int colon = text.indexOf(':');
        String kind = text.substring(0, colon + 1);
        String name = text.substring(colon + 1);
        return switch (kind) {
            case NETWORK -> new Net(Network.parse(name));
            case ASN -> new Asn(number(name));
            case COUNTRY -> new Country(name.toUpperCase(Locale.ROOT));
            case KEY -> new Key(id(name));
            case ACCOUNT -> new Account(id(name));
            default ->
                throw new IllegalArgumentException("'" + text + "' names nothing that can be judged, such as "
                        + "network:203.0.113.0/24, asn:64500, country:NL, key:<id> or account:<id>");
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not the number of an autonomous system", e);
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "this is not an id: " + Entity.KEY + " and " + Entity.ACCOUNT + " have a UUID", e);
        }
    }
}
