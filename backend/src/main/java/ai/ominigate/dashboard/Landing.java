package ai.ominigate.dashboard;

import ai.ominigate.catalog.Model;
import java.util.List;

/**
 * What the first page is about.
 *
 * @param q what the names of the models shown have in them; empty for all
 * @param of how many models there are
 */
public record Landing(String q, int of, List<Model> models, List<FirstCall> calls) {
    /** From how many models on one wants to search. */
    private static final int MANY = 8;

    /** Whether there is something to search in. */
    public boolean isLong() {
        return of > MANY;
    }
}
