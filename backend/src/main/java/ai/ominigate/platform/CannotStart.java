package ai.ominigate.platform;

import org.jspecify.annotations.Nullable;

/**
 * A foreseeable reason why OminiGate cannot start: a taken port, a locked folder, a database that does not answer, a
 * setting that is wrong.
 *
 * <p>The message is one sentence for the operator: what happened, why, and what to do. It is printed as it stands and
 * the process exits with 1, so it must not hold a secret.
 */
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param sentence what the operator reads */
    public CannotStart(String sentence) {
        super(sentence);
    }

    /**
     * @param sentence what the operator reads
     * @param cause shown only when the operator asks for details
     */
    public CannotStart(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
