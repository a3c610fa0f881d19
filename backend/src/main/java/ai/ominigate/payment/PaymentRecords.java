package ai.ominigate.payment;

import static ai.ominigate.personal.PersonalTable.deleted;
import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What somebody paid and got back. What law has us keep of it is in the vault; here it becomes nobody's, without what Stripe
 * calls it, and nothing of it is asked for any more.
 */
@Singleton
final class PaymentRecords implements PersonalRecords {

    @Override
    public String name() {
        return "payments";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of("payment.top_up", "billing/top-ups", """
                        id, account_id, kind, credit_cents, fee_cents, tax_cents, currency, state, failure, request_key,
                        asked_at, session, intent, charge, settled_at
                        """, "account_id = :account", unlinkedBy("""
                                UPDATE payment.top_up
                                SET account_id = :pseudonym, session = NULL, intent = NULL, charge = NULL, look_at = NULL,
                                    state = CASE WHEN state IN ('ASKED', 'OPEN') THEN 'EXPIRED' ELSE state END
                                WHERE account_id = :account
                                """)),
                PersonalTable.of("payment.refund", "billing/refunds", """
                        id, top_up, account_id, cents, cause, decision, state, failure, request_key, object, asked_at, settled_at
                        """, "account_id = :account", unlinkedBy("""
                                UPDATE payment.refund
                                SET account_id = :pseudonym, object = NULL, decision = NULL, look_at = NULL
                                WHERE account_id = :account
                                """)),
                PersonalTable.of("payment.dispute", "billing/disputes", """
                        object, kind, top_up, account_id, cents, status, reason, evidence, answer_by, froze, opened_at, told_at,
                        closed_at
                        """, "account_id = :account", deleted()),
                PersonalTable.of(
                        "payment.automatic", "billing/automatic-top-up", """
                        account_id, enabled, threshold_cents, amount_cents, month_cents, failures, stopped_because, rests_until,
                        changed_at
                        """, "account_id = :account", deleted()),
                PersonalTable.of(
                        "payment.customer_wish",
                        "billing/customer",
                        "account_id, request_key, asked_at",
                        "account_id = :account",
                        deleted()),
                PersonalTable.of(
                        "payment.customer_news",
                        "billing/customer-news",
                        "account_id, changed_at",
                        "account_id = :account",
                        deleted()));
    }
}
