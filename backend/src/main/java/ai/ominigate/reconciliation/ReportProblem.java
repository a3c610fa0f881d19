package ai.ominigate.reconciliation;

/** A provider did not tell what we used. Its words are not passed on: they may quote what was sent, the key too. */
final class ReportProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final String failure;

    /** @param failure a class of failures, as {@code refused} */
    ReportProblem(String failure) {
        super(failure);
        this.failure = failure;
    }

    String failure() {
        return failure;
    }
}
