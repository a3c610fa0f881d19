package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.BlockScope;

/** What somebody comes for, as blocks tell it apart. */
public enum Face {
    /** Making an account. */
    SIGN_UP,
    /** Signing in. */
    SIGN_IN,
    /** Calling the API. */
    API,
    /** Whatever else, but reading what is public. */
    OTHER;

    /** Whether a block of this scope shuts this face. */
    boolean isIn(BlockScope scope) {
        return switch (scope) {
            case ALL -> true;
            case SIGN_UP -> this == SIGN_UP;
            case SIGN_IN -> this == SIGN_IN;
            case API -> this == API;
        };
    }
}
