package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Asks the person what they mean, by mail. The clock stands meanwhile where the law says so.
 *
 * @param question what they are asked, in their language; at most 2000 characters
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record AskSubject(String question, String reason) {
    public AskSubject {
        Required.text("question", question, 2_000);
        Required.text("reason", reason, 500);
    }
}
