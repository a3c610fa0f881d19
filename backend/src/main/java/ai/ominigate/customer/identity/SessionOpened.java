package ai.ominigate.customer.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody came in: an event of the application, for whoever looks for abuse.
 *
 * @param address from where, 4 or 16 bytes
 * @param member who
 * @param newDevice whether they have not come with such a device before
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SessionOpened(Instant at, byte[] address, UUID account, UUID member, UUID session, boolean newDevice) {}
