package ai.ominigate.model.customer;

/** What somebody was told of an account. */
public enum KnownBy {
    /** Its e-mail address, the whole of it; capitals do not matter. */
    EMAIL,
    /** Its id. */
    ACCOUNT_ID,
    /** The first seven characters of one of its keys, as {@code og-Ab3d}. */
    KEY_PREFIX,
    /** What Stripe calls it, as {@code cus_Ab3d}. */
    STRIPE_CUSTOMER
}
