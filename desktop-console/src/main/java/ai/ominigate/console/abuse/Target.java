package ai.ominigate.console.abuse;

import ai.ominigate.model.abuse.EntityKind;

/** What a decision is going to be about. */
sealed interface Target {

    /** What that is. */
    EntityKind kind();

    /** Names it among drafts. */
    String name();

    /**
     * Whatever a case is about.
     *
     * @param id the case's
     * @param version of the case, as it was seen
     */
    record OfCase(String id, long version, EntityKind kind) implements Target {
        @Override
        public String name() {
            return "case:" + id;
        }
    }

    /**
     * A network.
     *
     * @param network in its canonical form, as {@code 203.0.113.0/24}
     */
    record OfNetwork(String network) implements Target {
        private static final int IPV4_SINGLE = 32;
        private static final int IPV6_SINGLE = 64;

        @Override
        public EntityKind kind() {
            return EntityKind.NETWORK;
        }

        @Override
        public String name() {
            return "network:" + network;
        }

        /** Whether it is what one party has: an address of IPv4, or a /64. */
        boolean isSingle() {
            int bits = Integer.parseInt(network.substring(network.indexOf('/') + 1));
            return bits >= (network.contains(":") ? IPV6_SINGLE : IPV4_SINGLE);
        }
    }
}
