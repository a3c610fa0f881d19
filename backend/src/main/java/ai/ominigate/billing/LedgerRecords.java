package ai.ominigate.billing;

import static ai.ominigate.personal.PersonalTable.goesWith;
import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What was paid and spent. The books stay balanced for good: the accounts in them become nobody's, and what law has us keep
 * of whose they were is put apart before.
 */
@Singleton
final class LedgerRecords implements PersonalRecords {
    private static final String MINE = "(SELECT id FROM billing.ledger_account WHERE account = :account)";
    private static final String MY_TRANSACTIONS =
            "(SELECT tx_id FROM billing.ledger_entry WHERE account_id IN " + MINE + ")";

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "billing.ledger_tx",
                        "billing/transactions",
                        "id, kind, idem_key, occurred_at, recorded_at, reverses, meta",
                        "id IN " + MY_TRANSACTIONS,
                        unlinkedBy("""
                                UPDATE billing.ledger_tx SET meta = '{}'
                                WHERE meta <> '{}' AND id IN
                                """ + MY_TRANSACTIONS)),
                PersonalTable.of(
                        "billing.ledger_entry",
                        "billing/ledger",
                        "tx_id, seq, account_id, currency, amount, of_usage",
                        "account_id IN " + MINE,
                        goesWith("billing.ledger_account")),
                PersonalTable.of(
                        "billing.ledger_balance",
                        "billing/balance",
                        "account_id, balance, held",
                        "account_id IN " + MINE,
                        goesWith("billing.ledger_account")),
                PersonalTable.of(
                        "billing.ledger_total",
                        "billing/totals",
                        "account_id, kind, amount",
                        "account_id IN " + MINE,
                        goesWith("billing.ledger_account")),
                PersonalTable.of(
                        "billing.budget_lease",
                        "billing/slices",
                        "lease_id, account, granted, settled, returned, overspent, opened_at, closed_at",
                        "account = :account",
                        unlinkedBy("UPDATE billing.budget_lease SET account = :pseudonym WHERE account = :account")),
                PersonalTable.of(
                        "billing.credit_lot",
                        "billing/lots",
                        "id, account, kind, tx, granted, remaining, made_at, expires_at, warned_at",
                        "account = :account",
                        unlinkedBy("UPDATE billing.credit_lot SET account = :pseudonym WHERE account = :account")),
                PersonalTable.of(
                        "billing.ledger_account",
                        "billing/accounts",
                        "id, code, kind, currency, account",
                        "account = :account",
                        unlinkedBy("""
                                UPDATE billing.ledger_account
                                SET code = replace(code, account::text, (:pseudonym)::text), account = :pseudonym
                                WHERE account = :account
                                """)));
    }
}
