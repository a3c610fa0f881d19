package ai.ominigate.customer.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody came in: an event of the application, for whoever looks for abuse.
 *
 * @param address from where, 4 or 16 bytes
 * @param newDevice whether nobody of the account has come with such a device before
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SessionOpened(Instant at, byte[] address, UUID account, UUID session, boolean newDevice) {}
