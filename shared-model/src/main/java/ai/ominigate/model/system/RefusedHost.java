package ai.ominigate.model.system;

import java.time.Instant;

/**
 * A host that was not connected to, as it is not registered.
 *
 * @param use what it would have been for
 * @param times how often since this node started
 * @param lastAt when it last was
 */
public record RefusedHost(String host, EgressUse use, long times, Instant lastAt) {}
