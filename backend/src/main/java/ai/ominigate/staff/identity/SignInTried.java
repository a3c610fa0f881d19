package ai.ominigate.staff.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody tried to sign in, here or by the organisation's provider: an event of the application, for whoever looks for abuse.
 *
 * @param address from where, 4 or 16 bytes
 * @param member who they said they are; null if nobody here is called so, or if it was not looked up because too much had
 *     failed before
 * @param subjectHash tells apart who they said they are, and nothing of it; the same for all whom a provider does not name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignInTried(
        Instant at, byte[] address, @Nullable UUID member, long subjectHash, boolean succeeded) {}
