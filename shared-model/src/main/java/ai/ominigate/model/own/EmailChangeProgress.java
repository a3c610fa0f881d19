package ai.ominigate.model.own;

/**
 * How far a change of address is.
 *
 * @param confirmedByOld whether the present address has confirmed it
 * @param confirmedByNew whether the new one has
 * @param done whether it is changed
 */
public record EmailChangeProgress(boolean confirmedByOld, boolean confirmedByNew, boolean done) {}
