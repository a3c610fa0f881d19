package ai.ominigate.personal;

/** What we use personal data for: the list of the privacy policy, section 2, and what law asks of us. */
public enum Purpose {
    /** To provide the gateway. */
    SERVICE,
    /** To meter usage, to bill it and to show it. */
    BILLING,
    /** To investigate abuse, fraud and security incidents. */
    SECURITY,
    /** To send account verification, receipts and notices. */
    MAIL,
    /** To answer requests about personal data, and to show that we did. */
    RIGHTS
}
