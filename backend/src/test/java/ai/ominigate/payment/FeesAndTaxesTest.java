package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.payment.Refunds.Cause;
import ai.ominigate.rest.Refused;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where a top-up costs a fee, and Stripe adds taxes: 5 % and at least $0.80, and 19 % of both. */
class FeesAndTaxesTest {
    private static PayingOminiGate paying;
    private static StripeDouble stripe;

    @BeforeAll
    static void start() throws IOException {
        stripe = StripeDouble.start();
        stripe.tax(19);
        paying = new PayingOminiGate(
                stripe,
                Map.of(
                        "ominigate.payment.automatic-tax",
                        true,
                        "ominigate.payment.fee-percent",
                        5,
                        "ominigate.payment.fee-minimum",
                        "0.80",
                        "ominigate.payment.invoices",
                        false));
    }

    @AfterAll
    static void stop() throws IOException {
        paying.close();
        stripe.close();
    }

    @AfterEach
    void theBooksAgree() throws Exception {
        assertThat(paying.problemsOfTheBooks()).isEmpty();
        Reconciliation.Comparison compared = paying.bean(Reconciliation.class).compare();
        long refused = paying.number(
                "SELECT coalesce(sum(their_cents), 0) FROM payment.difference WHERE kind = 'PAYMENT_REFUSED'");
        assertThat(compared.theirCents() - compared.oursCents())
                .as("what Stripe has and was credited to nobody")
                .isEqualTo(refused);
    }

    private static long booked(String code) throws SQLException {
        return paying.number("""
                SELECT b.balance FROM billing.ledger_balance b JOIN billing.ledger_account a ON a.id = b.account_id
                WHERE a.code = '%s'
                """.formatted(code));
    }

    @Test
    void anAccountGetsItsCreditAndTheRestIsFeeAndTax() throws Exception {
        long feesBefore = booked("revenue_fee");
        long taxesBefore = booked("tax_payable");
        UUID account = paying.account();

        TopUp order = paying.paid(account, 2_500);

        assertThat(order.state()).isEqualTo(TopUp.State.PAID);
        assertThat(order.feeCents()).isEqualTo(125);
        assertThat(order.taxCents()).isEqualTo(498);
        assertThat(stripe.object(Objects.requireNonNull(order.intent()))
                        .path("amount_received")
                        .asLong())
                .isEqualTo(3_123);
        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
        assertThat(booked("revenue_fee") - feesBefore).isEqualTo(Cents.nanos(125));
        assertThat(booked("tax_payable") - taxesBefore).isEqualTo(Cents.nanos(498));
    }

    @Test
    void noInvoiceIsMadeWhereNobodyWantsOne() throws Exception {
        TopUp order = paying.ordered(paying.account(), 2_500);
        assertThat(stripe.object(Objects.requireNonNull(order.session()))
                        .path("invoice_creation")
                        .path("enabled")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aSmallTopUpCostsTheLeastFee() throws Exception {
        assertThat(paying.paid(paying.account(), 500).feeCents()).isEqualTo(80);
    }

    @Test
    void stripeIsAskedForTaxesAndWhereTheyAreDue() throws Exception {
        TopUp order = paying.ordered(paying.account(), 2_500);
        ObjectNode session = stripe.object(Objects.requireNonNull(order.session()));
        assertThat(session.path("total_details").path("amount_tax").asLong()).isEqualTo(498);
        assertThat(session.path("amount_total").asLong()).isEqualTo(3_123);
    }

    @Test
    void aTaxThatIsNotPartOfWhatWasPaidIsNotBelieved() throws Exception {
        TopUp order = paying.ordered(paying.account(), 2_500);
        ObjectNode session = stripe.object(Objects.requireNonNull(order.session()));
        ObjectNode intent = stripe.pay(Objects.requireNonNull(order.session()));
        session.withObject("/total_details").put("amount_tax", 0);

        paying.topUps.bring(order.id());

        assertThat(paying.balance(order.account()).balance()).isZero();
        assertThat(paying.number("SELECT count(*) FROM payment.difference WHERE kind = 'PAYMENT_REFUSED' AND object = '"
                        + intent.path("id").asText() + "'"))
                .isOne();
    }

    @Test
    void creditIsPaidBackWithoutItsFeeAndADisputeTakesAllOfIt() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        long feesBefore = booked("revenue_fee");
        Refunds.Refund refund = paying.run(t -> paying.refunds.prepare(t, order.id(), 2_500, Cause.UNUSED, null));
        paying.refunds.send(refund.id());
        assertThat(paying.balance(account).balance()).isZero();
        assertThat(booked("revenue_fee")).isEqualTo(feesBefore);

        UUID other = paying.account();
        TopUp disputed = paying.paid(other, 2_500);
        long before = booked("revenue_fee") + booked("tax_payable");
        paying.disputes.bring(stripe.dispute(Objects.requireNonNull(disputed.intent()), 3_123, "needs_response")
                .path("id")
                .asText());
        assertThat(paying.balance(other).balance()).isZero();
        assertThat(paying.balance(other).owed()).as("no more than the credit").isZero();
        assertThat(before - booked("revenue_fee") - booked("tax_payable")).isEqualTo(Cents.nanos(125 + 498));
    }

    @Test
    void nobodyIsChargedWithoutBeingAskedWhereTheyLive() throws Exception {
        UUID account = paying.account();
        paying.paid(account, 2_500);
        assertThatThrownBy(() -> paying.run(t -> paying.automatic.wish(t, account, true, 500, 2_000, 5_000)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Taxes are added when you pay");
    }
}
