package ai.ominigate.model.abuse;

/** What somebody has to do before they go on. */
public enum RequiredStep {
    /** To answer a question, of whoever signs up or in from a network; for each attempt. */
    ANSWER_QUESTION,
    /** To sign in anew, of everybody in an account. */
    SIGN_IN_ANEW,
    /** To have a card confirmed by its bank, at Stripe, of whoever pays for an account. */
    CONFIRM_CARD
}
