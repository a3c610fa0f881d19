package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Required;

/**
 * What came of an objection.
 *
 * @param outcome in a word
 * @param answer what the customer was told, without anybody's name; up to 1000 characters
 */
public record SettleObjection(ObjectionOutcome outcome, String answer) {
    private static final int LONGEST_ANSWER = 1_000;

    public SettleObjection {
        Required.value("outcome", outcome);
        Required.text("answer", answer, LONGEST_ANSWER);
    }
}
