package ai.ominigate.model.own;

import ai.ominigate.model.Required;
import ai.ominigate.model.privacy.RequestType;
import org.jspecify.annotations.Nullable;

/**
 * Asks something about one's own data. The owner asks for the account, everybody else for themselves.
 *
 * @param type ACCESS, PORTABILITY, CORRECTION, DELETION, RESTRICTION or OBJECTION
 * @param words what one means; needed for CORRECTION, RESTRICTION and OBJECTION
 * @param password one's own, once more
 * @param code of one's authenticator, where signing in takes one
 */
public record AskPrivacy(
        RequestType type,
        @Nullable String words,
        String password,
        @Nullable String code) {
    public AskPrivacy {
        Required.value("type", type);
        Required.text("password", password, 200);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "AskPrivacy[" + type + "]";
    }
}
