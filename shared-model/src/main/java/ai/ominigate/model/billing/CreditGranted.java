package ai.ominigate.model.billing;

import ai.ominigate.model.Usd;

/**
 * What became of a grant.
 *
 * @param accountId who has it
 * @param amount how much it is
 * @param granted whether it was granted now; false if the same request had granted it before
 * @param balance the account's money afterwards
 */
public record CreditGranted(String accountId, Usd amount, boolean granted, BalanceDetails balance) {}
