package ai.ominigate.abuse.decision;

/**
 * Something that people can be asked to do before they go on. A feature that can ask for it offers a bean; what nobody
 * offers is not decided, and where it was decided it shuts out, as nobody could ever take it.
 */
public interface OfferedStep {

    /** What people are asked for. */
    Kind kind();

    /** What people can be asked for. */
    enum Kind {
        /** To show that a person signs up or in, of whoever comes from a network; for this attempt, not for their address. */
        CAPTCHA,
        /** To sign in anew, with whatever proves most. */
        REAUTHENTICATE
    }
}
