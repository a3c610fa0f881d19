package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * What opens the package of one's data.
 *
 * @param passphrase with its hyphens
 */
public record PackagePassphrase(String passphrase) {
    public PackagePassphrase {
        Required.text("passphrase", passphrase, 200);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "PackagePassphrase[]";
    }
}
