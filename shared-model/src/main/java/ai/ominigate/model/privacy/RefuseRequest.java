package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Asks to refuse a request. The person is told so as soon as a second person agrees.
 *
 * @param ground why, by law
 * @param words what the person is told of it, in their language; at most 2000 characters
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record RefuseRequest(RefusalGround ground, String words, String reason) {
    public RefuseRequest {
        Required.value("ground", ground);
        Required.text("words", words, 2_000);
        Required.text("reason", reason, 500);
    }
}
