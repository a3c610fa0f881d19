package ai.ominigate.model.billing;

import ai.ominigate.model.Usd;
import java.time.Instant;

/**
 * One side of a transaction of the ledger; all sides of one sum to zero.
 *
 * @param transaction the transaction's id
 * @param kind what it is, as {@code top_up}, {@code refund} or {@code dispute_undone}
 * @param at when it was booked
 * @param ledgerAccount of which account of the books, as {@code stripe_clearing} or {@code wallet:019a…}
 * @param amount above 0 for credit, below 0 for debit
 */
public record LedgerLine(String transaction, String kind, Instant at, String ledgerAccount, Usd amount) {}
