package ai.ominigate.customer.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody tried to sign in: an event of the application, for whoever looks for abuse.
 *
 * @param address from where, 4 or 16 bytes
 * @param account whose they said they are; null if nobody has the address, or if it was not looked up because too much had
 *     failed before
 * @param subjectHash tells apart who they said they are, and nothing of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignInTried(
        Instant at, byte[] address, @Nullable UUID account, long subjectHash, boolean succeeded) {}
