package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.NetworkOrigin;
import org.jspecify.annotations.Nullable;

/**
 * Whose an address is, from files on this machine. Whoever has such files offers a bean; without one, nothing can be
 * decided about an autonomous system or a country. Asked on event loops, and only while such a decision is in force.
 */
public interface NetworkOrigins {

    /** The number of the autonomous system that routes the address, of 4 or 16 bytes; 0 if it is not known. */
    long asn(byte[] address);

    /** Two capital letters (ISO 3166-1), or null if it is not known. */
    @Nullable
    String country(byte[] address);

    /** Whether it is a hoster's, so that programs call from there; false if that is not known. */
    default boolean isHosting(byte[] address) {
        return false;
    }

    /** All that can be told of it to people; null if no file says anything. */
    default @Nullable NetworkOrigin about(byte[] address) {
        return null;
    }

    /** Whether there are files, and they are not too old to be believed. */
    boolean known();
}
