package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.RequiredStep;

/** Whether somebody may sign up or sign in. */
public sealed interface Entry {

    /** They may. */
    record Open() implements Entry {}

    /**
     * They may not.
     *
     * @param ruling what shuts them out; not for them to know
     */
    record Shut(Ruling ruling) implements Entry {}

    /**
     * They may once they have done this. That they have is remembered of this session alone: an address has many people.
     *
     * @param ruling what asks for it; not for them to know
     */
    record AfterStep(Ruling ruling, RequiredStep step) implements Entry {}
}
