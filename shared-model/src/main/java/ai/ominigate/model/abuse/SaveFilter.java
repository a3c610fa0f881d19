package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Saves a view of the queue.
 *
 * @param name what to call it; 1 to 60 characters, another than one's other ones have
 * @param shared whether all colleagues see it
 * @param filter which cases are in it
 */
public record SaveFilter(String name, boolean shared, CaseFilter filter) {
    private static final int LONGEST = 60;

    public SaveFilter {
        Required.text("name", name, LONGEST);
        Required.value("filter", filter);
    }
}
