package ai.ominigate.model.system;

/**
 * Calls that were refused.
 *
 * @param code why, as callers were told: {@code rate_limit_exceeded}
 * @param calls how many
 */
public record RefusedCalls(String code, long calls) {}
