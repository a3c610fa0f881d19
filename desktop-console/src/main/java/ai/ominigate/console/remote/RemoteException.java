package ai.ominigate.console.remote;

/** A call that did not get what it asked for. */
public final class RemoteException extends Exception {

    private final transient Failure failure;

    RemoteException(Failure failure, Throwable cause) {
        super(failure.toString(), cause);
        this.failure = failure;
    }

    RemoteException(Failure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    /** Why. */
    public Failure failure() {
        return failure;
    }
}
