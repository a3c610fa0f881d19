package ai.ominigate.model.billing;

import ai.ominigate.model.Usd;

/**
 * The money of an account; {@code balance - owed = credited - used}.
 *
 * @param available what new calls can still spend: {@code balance - held}
 * @param balance what its wallet has; never below 0
 * @param held how much of the balance is set aside for calls under way or not settled yet
 * @param owed what was used beyond the wallet and is paid first by the next credit
 * @param credited everything that was ever paid in or granted
 * @param used everything that settled calls have ever cost
 */
public record BalanceDetails(Usd available, Usd balance, Usd held, Usd owed, Usd credited, Usd used) {}
