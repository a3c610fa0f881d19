package ai.ominigate.catalog;

/**
 * One way to serve a model.
 *
 * @param provider who serves it
 * @param model what that provider calls it
 * @param priority lower is tried first
 * @param weight share among upstreams of equal priority; at least 1
 */
public record Upstream(Provider provider, String model, int priority, int weight) {
    public Upstream {
        if (weight < 1) {
            throw new IllegalArgumentException("the weight of an upstream is at least 1");
        }
    }
}
