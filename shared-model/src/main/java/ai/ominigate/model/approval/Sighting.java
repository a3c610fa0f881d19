package ai.ominigate.model.approval;

import ai.ominigate.model.staff.Colleague;
import java.time.Instant;

/**
 * Somebody looked at a proposal.
 *
 * @param by who
 * @param at when they first did
 */
public record Sighting(Colleague by, Instant at) {}
