package ai.ominigate.console.remote;

/** Where a call is held up when somebody has to show again who they are. What waits is done afterwards, or given up. */
public interface Gate {

    /** The sign-in has ended: {@code then} goes on after the same person has signed in again. */
    void signInAgain(Runnable then);

    /** The second factor is asked for: {@code then} goes on once it was shown, {@code givenUp} if it is not. */
    void stepUp(Runnable then, Runnable givenUp);
}
