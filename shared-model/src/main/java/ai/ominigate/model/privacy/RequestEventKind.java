package ai.ominigate.model.privacy;

/** What can happen to a request. */
public enum RequestEventKind {
    /** It came in. */
    OPENED,
    /** The person was told that we have it. */
    ACKNOWLEDGED,
    /** The person wrote or said something. */
    HEARD,
    /** A mail server told that a letter of ours did not arrive. */
    LETTER_RETURNED,
    /** They were asked to show who they are. */
    IDENTITY_ASKED,
    /** They were reminded of that. */
    IDENTITY_REMINDED,
    /** We became surer of who they are. */
    IDENTIFIED,
    /** They guessed too often, or did not answer in time. */
    IDENTITY_LOST,
    /** It was found out what it is about. */
    TRIAGED,
    /** Somebody got it. */
    ASSIGNED,
    /** Somebody began. */
    STARTED,
    /** They were asked what they mean. */
    CLARIFICATION_ASKED,
    /** They were told that it takes longer. */
    EXTENDED,
    /** What would be done was written down. */
    PREPARED,
    /** It was taken up again. */
    REVISED,
    /** A second person was asked. */
    PROPOSED,
    /** They did not agree, or were not asked any more. */
    DECLINED,
    /** They agreed. */
    APPROVED,
    /** It can be called off for a while. */
    SCHEDULED,
    /** It went on. */
    RESUMED,
    /** A leg was settled. */
    LEG_SETTLED,
    /** A leg failed. */
    LEG_FAILED,
    /** Somebody had a failed leg tried at once. */
    LEG_RETRIED,
    /** All was done that was asked for. */
    FULFILLED,
    /** All was handed over. */
    DELIVERED,
    /** It is over. */
    COMPLETED,
    /** It was refused. */
    REFUSED,
    /** They called it off. */
    WITHDRAWN,
    /** We have nothing of theirs. */
    NO_MATCH,
    /** Another goes on for it. */
    MERGED,
    /** It goes on for another. */
    ABSORBED,
    /** It was opened again. */
    REOPENED,
    /** It was said to have to do with another. */
    LINKED,
    /** They were written to. */
    WRITTEN,
    /** Somebody wrote something down for colleagues. */
    NOTED,
    /** Their data are kept for a legal matter. */
    HELD,
    /** They are not any more. */
    RELEASED,
    /** It was said what is to be corrected. */
    CORRECTION_WRITTEN,
    /** Whoever reads a mailbox has confirmed a new address. */
    ADDRESS_CONFIRMED,
    /** Whoever reads the old mailbox has put the old address back. */
    CORRECTION_REVERTED,
    /** They were told that a restriction or an objection ends, and when. */
    RESTRICTION_LIFTED
}
