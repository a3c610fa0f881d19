package ai.ominigate.customer.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody has an account now: an event of the application, for whoever looks for abuse.
 *
 * @param address from where, 4 or 16 bytes
 * @param email in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignedUp(Instant at, byte[] address, UUID account, String email) {
    /** Without who. */
    @Override
    public String toString() {
        return "SignedUp[" + account + "]";
    }
}
