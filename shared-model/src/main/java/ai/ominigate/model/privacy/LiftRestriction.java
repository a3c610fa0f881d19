package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Lifts a restriction or an objection. The account's owner is told before it ends (GDPR, article 18(3)).
 *
 * @param words why, as the owner is told it, in their language; 1 to 2000 characters
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record LiftRestriction(String words, String reason) {
    private static final int LONGEST_WORDS = 2_000;

    public LiftRestriction {
        Required.text("words", words, LONGEST_WORDS);
        Required.text("reason", reason, 500);
    }
}
