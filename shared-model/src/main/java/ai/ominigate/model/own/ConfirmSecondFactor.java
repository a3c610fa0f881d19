package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Shows a code of what was offered.
 *
 * @param code six digits
 */
public record ConfirmSecondFactor(String code) {
    public ConfirmSecondFactor {
        Required.text("code", code, 100);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "ConfirmSecondFactor[]";
    }
}
