package ai.ominigate.model.system;

import ai.ominigate.model.Usd;
import java.time.Instant;

/**
 * The calls of all accounts that began in an hour.
 *
 * @param from when it began
 * @param calls how many ended
 * @param failedCalls those of them that an upstream or OminiGate failed
 * @param spent what they cost
 */
public record OverviewHour(Instant from, long calls, long failedCalls, Usd spent) {}
