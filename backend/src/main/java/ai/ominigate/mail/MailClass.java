package ai.ominigate.mail;

/** What the privacy policy says that we send mail for; there is no other mail. */
public enum MailClass {
    /** To show that an address is its owner's. */
    VERIFICATION,
    /** What was paid. */
    RECEIPT,
    /** What somebody has to know about their account. */
    ACCOUNT_NOTICE
}
