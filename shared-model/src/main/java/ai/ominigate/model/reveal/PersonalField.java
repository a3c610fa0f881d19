package ai.ominigate.model.reveal;

/** Something about a person that answers show masked. */
public enum PersonalField {
    /** What they are called. */
    NAME,
    /** Where they get mail. */
    EMAIL,
    /** From which IP address they came: of a request, or the one or the network that something is decided about. */
    ADDRESS,
    /** From which networks they allow a key to be used. */
    NETWORKS
}
