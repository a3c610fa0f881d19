package ai.ominigate.model.payment;

import ai.ominigate.model.Required;

/**
 * Says that a difference is looked after.
 *
 * @param note what came of it; 1 to 500 characters
 */
public record SettleDifference(String note) {
    private static final int LONGEST_NOTE = 500;

    public SettleDifference {
        Required.text("note", note, LONGEST_NOTE);
    }
}
