package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Asks that an account's data are kept for a legal matter, whatever would delete them. A second person has to agree.
 *
 * @param account by its id
 * @param matter what for, without personal data; at most 500 characters
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record HoldAccount(String account, String matter, String reason) {
    public HoldAccount {
        Required.text("account", account);
        Required.text("matter", matter, 500);
        Required.text("reason", reason, 500);
    }
}
