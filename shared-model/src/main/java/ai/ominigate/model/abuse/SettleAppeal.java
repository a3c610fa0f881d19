package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Decides an appeal.
 *
 * @param reason why; 1 to 2000 characters
 */
public record SettleAppeal(String reason) {
    private static final int LONGEST = 2_000;

    public SettleAppeal {
        Required.text("reason", reason, LONGEST);
    }
}
