package ai.ominigate.model.reveal;

/** Something about a person that answers show masked. */
public enum PersonalField {
    /** What they are called. */
    NAME,
    /** Where they get mail. */
    EMAIL,
    /** From which IP address they came. */
    ADDRESS,
    /** From which networks they allow a key to be used. */
    NETWORKS
}
