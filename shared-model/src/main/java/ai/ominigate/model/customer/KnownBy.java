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
    STRIPE_CUSTOMER,
    /**
     * What one of its payments is called, or what went back of one: by us, as on its pages and statements, or by Stripe, as
     * {@code pi_Ab3d}, {@code ch_Ab3d} or {@code re_Ab3d}.
     */
    PAYMENT,
    /** The number of an invoice or a receipt, which Stripe knows, as {@code AB12CD34-0007}. */
    INVOICE
}
