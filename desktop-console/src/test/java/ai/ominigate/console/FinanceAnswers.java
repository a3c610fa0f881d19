package ai.ominigate.console;

import ai.ominigate.console.StaffServer.Answer;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a staff API answers about money: the golden files, in the states that they may have. */
public final class FinanceAnswers {

    private FinanceAnswers() {}

    /** Something in every list, and the first payment with all that hangs on it. */
    public static StaffServer everything(StaffServer server) {
        ObjectNode dispute = (ObjectNode) StaffServer.golden("PaymentDispute");
        dispute.remove("closedAt");
        dispute.put("evidence", "NONE").put("status", "needs_response").put("answerBy", "2030-01-01T00:00:00Z");
        return server.page("GET /admin/v1/payments", "PaymentDetails", 40)
                .answers("GET /admin/v1/payments/019a1b2c-0000-7000-8000-000000000000", "PaymentView")
                .answers("GET /admin/v1/payments/019a1b2c-0000-7000-8000-000000000000/receipt", "PaymentReceipt")
                .answers("GET /admin/v1/payments/state", "PaymentsState")
                .page("GET /admin/v1/payments/refunds", "PaymentRefund", 3)
                .answer("GET /admin/v1/payments/disputes", Answer.json(200, "{\"items\":[" + dispute + "]}"))
                .page("GET /admin/v1/payments/differences", "PaymentDifference", 3)
                .page("GET /admin/v1/payments/comparisons", "BooksComparison", "none", 1)
                .page("GET /admin/v1/payments/automatic", "AutomaticTopUpDetails", "account", 3)
                .page("GET /admin/v1/credits/gifts", "CreditGiftDetails", 3)
                .page("GET /admin/v1/reconciliation/usage", "ProviderUse", 3)
                .page("GET /admin/v1/reconciliation/providers", "ProviderReport", "none", 1);
    }
}
