package ai.ominigate.model.own;

import java.time.Instant;

/**
 * Where somebody is signed in.
 *
 * @param id names it
 * @param device what with, as far as it told
 * @param signedInAt when
 * @param lastUsedAt to the minute
 * @param expiresAt when it ends at the latest
 * @param current whether it is the one that asks
 */
public record CustomerSessionDetails(
        String id, String device, Instant signedInAt, Instant lastUsedAt, Instant expiresAt, boolean current) {}
