package ai.ominigate.model.own;

/** What an account can be warned of. */
public enum AlertKind {
    /** The balance is below the threshold. */
    LOW_BALANCE,
    /** What calls of one day cost has reached the threshold. Days are those of the account's time zone. */
    DAILY_SPEND,
    /** What calls of one calendar month cost has reached the threshold. */
    MONTHLY_SPEND
}
