package ai.ominigate.model.system;

/**
 * An upstream as one node sees it.
 *
 * @param provider whose
 * @param model the provider's name of the model
 * @param breaker whether it is called
 */
public record UpstreamHealth(String provider, String model, BreakerState breaker) {}
