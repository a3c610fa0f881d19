package ai.ominigate.credential;

/** Where a network can try and fail; failures at one say nothing of another. */
public enum Door {
    /** A sign-in of the staff. An office shares a network, so it may fail some times before it waits. */
    SIGN_IN(10),
    /** Setting up, accepting and confirming, with a token that lets somebody in. */
    ENTRANCE(10),
    /** Asking with a session's token. A console that was left open asks on with one that has ended. */
    TOKEN(100),
    /** A customer's sign-in. A school shares a network. */
    CUSTOMER(20),
    /** Asking for an account or another password, each of which sends a letter. */
    SIGN_UP(20),
    /** Asking with a key that manages an account. */
    MANAGING_KEY(100);

    private final int free;

    Door(int free) {
        this.free = free;
    }

    /** So many failures cost nothing. */
    public int free() {
        return free;
    }
}
