package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Checks a code that somebody has read out.
 *
 * @param code as they read it
 */
public record CheckCode(String code) {
    private static final int LONGEST = 40;

    public CheckCode {
        Required.text("code", code, LONGEST);
    }
}
