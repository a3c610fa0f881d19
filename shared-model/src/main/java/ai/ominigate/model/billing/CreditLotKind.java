package ai.ominigate.model.billing;

/** Where credit came from. */
public enum CreditLotKind {
    /** It was paid for. */
    PAID,
    /** It was given. */
    PROMOTIONAL
}
