package ai.ominigate.model.privacy;

/** Where a request stands. */
public enum RequestState {
    /** We have it, and its sender does not know that yet. */
    RECEIVED,
    /** They know. */
    ACKNOWLEDGED,
    /** They were asked to show that they are who they say. */
    IDENTITY_PENDING,
    /** We are as sure of who asks as this type needs. */
    VERIFIED,
    /** Somebody has it, and it is known by whose law it is answered and what it is about. */
    TRIAGED,
    /** Somebody works on it. */
    IN_PROGRESS,
    /** They were asked what they mean. */
    AWAITING_SUBJECT,
    /** What would be done is written down. */
    PREPARED,
    /** A second person has to agree. */
    AWAITING_SECOND_APPROVAL,
    /** It is agreed, and can be called off for a while. */
    SCHEDULED,
    /** It is being done. */
    EXECUTING,
    /** A part of it failed, and is tried again. */
    PARTIALLY_FAILED,
    /** It is done, and they have not got it yet. */
    READY_FOR_DELIVERY,
    /** They have got it, and have not been told that this was all. */
    DELIVERED,
    /** All of it is done. Follows from what was done; nobody can say so. */
    COMPLETED,
    /** It was refused, with a reason that they were told. */
    REFUSED,
    /** They called it off. */
    WITHDRAWN,
    /** We have nothing of whoever asks. */
    NO_MATCH,
    /** Another request of the same person, for the same, goes on for it. */
    MERGED_INTO;

    /** Whether something still becomes of it. */
    public boolean isOpen() {
        return switch (this) {
            case COMPLETED, REFUSED, WITHDRAWN, NO_MATCH, MERGED_INTO -> false;
            default -> true;
        };
    }
}
