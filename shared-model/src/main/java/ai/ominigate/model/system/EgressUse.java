package ai.ominigate.model.system;

/** What a connection to elsewhere is for. */
public enum EgressUse {
    /** To answer calls. */
    MODEL_CALLS,
    /** To hand letters to a mail server. */
    MAIL,
    /** To read the contact mailbox. */
    MAILBOX,
    /** To sign the staff in at an OpenID provider. */
    STAFF_SIGN_IN,
    /** To hand the traces of calls to a collector. */
    TRACES,
    /** To have Stripe take payments. */
    PAYMENTS,
    /** To ask providers what we used. */
    USAGE_REPORTS
}
