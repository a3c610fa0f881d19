package ai.ominigate.installer;

/** The packages cannot be made. The message is a sentence for the person who asked for them. */
final class CannotPackage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotPackage(String sentence) {
        super(sentence);
    }

    CannotPackage(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
