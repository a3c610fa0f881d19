package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Saves a view of the queue.
 *
 * @param name what to call it; 1 to 60 characters, another than one's other ones have
 * @param shared whether all colleagues see it
 * @param filter which requests are in it
 */
public record SaveRequestFilter(String name, boolean shared, RequestFilter filter) {
    public SaveRequestFilter {
        Required.text("name", name, 60);
        Required.value("filter", filter);
    }
}
