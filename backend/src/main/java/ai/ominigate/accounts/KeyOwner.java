package ai.ominigate.accounts;

import java.util.UUID;

/**
 * Whose a key is.
 *
 * @param key its id
 * @param account its account's
 * @param customerOfStripe whether that account has ever paid by Stripe
 */
public record KeyOwner(UUID key, UUID account, boolean customerOfStripe) {}
