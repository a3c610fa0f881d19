package ai.ominigate.operator;

/** A command could not do what it was asked, for a reason that its sentence tells. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String sentence) {
        super(sentence);
    }

    CommandFailed(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
