package ai.ominigate.accounts;

import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * An account with what its owner is known by beyond the gateway. Personal data: answers show it masked.
 *
 * @param account the account
 * @param email as its owner writes it; null if it has none
 * @param stripeCustomer what Stripe calls it; null until it pays
 */
public record Customer(
        Account account,

        @PersonalData(category = Category.EMAIL, purpose = Purpose.SERVICE, columns = "accounts.account.email")
        @Nullable
        String email,

        @PersonalData(
                category = Category.PSEUDONYM,
                purpose = Purpose.SERVICE,
                columns = "accounts.account.stripe_customer")
        @Nullable
        String stripeCustomer) {

    /** Without what tells who it is. */
    @Override
    public String toString() {
        return "Customer[" + account.id() + "]";
    }
}
