package ai.ominigate.personal;

/**
 * Kinds of personal data, as the taxonomy of Fideslang calls them, so that others' data maps can be compared with ours.
 *
 * @see <a href="https://ethyca.github.io/fideslang/taxonomy/data_categories/">Fideslang, data categories</a>
 */
public enum Category {
    /** An e-mail address. */
    EMAIL("user.contact.email"),
    /** What somebody is called. */
    NAME("user.name"),
    /** What an account is and when it was made. */
    ACCOUNT("user.account"),
    /** What proves who somebody is, never in clear. */
    CREDENTIALS("user.authorization.credentials"),
    /** An opaque name of somebody. */
    PSEUDONYM("user.unique_id.pseudonymous"),
    /** What was paid and spent. */
    PAYMENT("user.payment"),
    /** That a call was made, and how large. */
    TELEMETRY("user.telemetry"),
    /** Where a program connected from. */
    ADDRESS("user.device.ip_address"),
    /** What a program said of itself. */
    DEVICE("user.device"),
    /** What somebody wrote to us, and we to them. */
    CORRESPONDENCE("user.content.private"),
    /** What was found out or decided about somebody. */
    DECISION("user.behavior");

    private final String key;

    Category(String key) {
        this.key = key;
    }

    /** In the taxonomy. */
    public String key() {
        return key;
    }
}
