package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Asks for more time. The person is told so as soon as a second person agrees.
 *
 * @param ground why it takes longer
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record ExtendRequest(ExtensionGround ground, String reason) {
    public ExtendRequest {
        Required.value("ground", ground);
        Required.text("reason", reason, 500);
    }
}
