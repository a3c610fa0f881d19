package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Adds to the dialogue with whoever appealed.
 *
 * @param words what was written; 1 to 8000 characters
 * @param fromOwner whether the owner wrote it, and whoever records it only does so
 */
public record AnswerAppeal(String words, boolean fromOwner) {
    private static final int LONGEST = 8_000;

    public AnswerAppeal {
        Required.text("words", words, LONGEST);
    }
}
