package ai.ominigate.model.abuse;

import java.time.Instant;

/**
 * What came from a network in an hour.
 *
 * @param hour when it begins
 * @param calls requests
 * @param refused those of them that were answered with 401, 403 or 429
 */
public record NetworkHour(Instant hour, long calls, long refused) {}
