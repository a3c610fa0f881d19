package ai.ominigate.model.privacy;

/** How a request reached us. */
public enum RequestChannel {
    /** By mail to the contact address. */
    MAIL,
    /** On paper. */
    LETTER,
    /** By word of mouth. */
    PHONE,
    /** From the account's own pages. */
    PAGES
}
