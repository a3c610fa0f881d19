package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.RequiredStep;

/**
 * Something that people can be asked to do before they go on. A feature that can ask for it offers a bean; what nobody
 * offers is not decided, and where it was decided it shuts out, as nobody could ever take it.
 */
public interface OfferedStep {

    /** What people are asked for. */
    RequiredStep kind();

    /** Whether it can be asked for in this installation. */
    default boolean isPossible() {
        return true;
    }
}
