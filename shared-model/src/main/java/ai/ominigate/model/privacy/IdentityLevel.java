package ai.ominigate.model.privacy;

/** How sure we are that whoever asks is who they say. The later, the surer. */
public enum IdentityLevel {
    /** A mail says so. */
    L0,
    /** They have read what went to the address that the account is registered with. */
    L1,
    /** And have signed in anew. */
    L2,
    /** Two of the staff are convinced, as for somebody who has lost their mailbox. */
    L3
}
