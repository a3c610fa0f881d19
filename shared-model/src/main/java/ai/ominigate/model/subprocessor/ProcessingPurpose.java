package ai.ominigate.model.subprocessor;

/** What a company gets data for. */
public enum ProcessingPurpose {
    ANSWER_CALLS,
    HOST_THE_SERVICE,
    TAKE_PAYMENTS,
    SEND_MAIL,
    SIGN_STAFF_IN,
    PROTECT_THE_SERVICE
}
