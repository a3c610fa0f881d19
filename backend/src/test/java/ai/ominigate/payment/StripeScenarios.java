package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Settlement;
import ai.ominigate.payment.Refunds.Cause;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentMethod;
import com.stripe.model.radar.EarlyFraudWarning;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.radar.EarlyFraudWarningListParams;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What becomes of a payment, told in Stripe's own words for what its test cards do, so that the same is true of its double
 * and of its sandbox. Checkout is paid by people alone, so what is paid here is paid as automatic top-ups are.
 *
 * @see <a href="https://docs.stripe.com/testing">Stripe's test cards and what its sandbox makes of evidence</a>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StripeScenarios {
    /** What Stripe does some moments after a payment. */
    private static final Duration MOMENTS = Duration.ofMinutes(2);

    private static final long CREDIT_CENTS = 2_500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @SuppressWarnings("NullAway.Init") // made before all tests
    private PayingOminiGate paying;

    @SuppressWarnings("NullAway.Init") // made before all tests
    private StripeClient stripe;

    /** One that pays there. */
    abstract PayingOminiGate started() throws IOException, SQLException;

    /** What people do in Stripe's dashboard is done by this. */
    abstract StripeClient stripeOf(PayingOminiGate started);

    @BeforeAll
    void start() throws IOException, SQLException {
        paying = started();
        stripe = stripeOf(paying);
    }

    @AfterAll
    void stop() throws IOException {
        paying.close();
    }

    @Test
    void aPaymentIsCreditedOnceAndPaidBackInParts() throws Exception {
        UUID account = paying.account();
        TopUp order = order(account);
        StripeApi.Payment payment = pay(order, "pm_card_visa");
        assertThat(pay(order, "pm_card_visa").id())
                .as("asked again with its key")
                .isEqualTo(payment.id());
        paying.topUps.settle(order.id(), payment, 0);
        paying.topUps.bring(order.id());
        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);

        refund(order, 1_000);
        assertThat(paying.balance(account).balance()).isEqualTo(15 * PayingOminiGate.DOLLAR);
        refund(order, 1_500);

        assertThat(paying.balance(account).balance()).isZero();
        assertThat(paying.problemsOfTheBooks()).isEmpty();
    }

    @Test
    void anEventThatComesTwiceLeadsToOneCredit() throws Exception {
        UUID account = paying.account();
        TopUp order = order(account);
        String payment = pay(order, "pm_card_visa").id();
        ObjectNode event = JSON.createObjectNode()
                .put("id", "evt_" + UUID.randomUUID().toString().replace("-", ""))
                .put("object", "event")
                .put("created", Instant.now().getEpochSecond())
                .put("livemode", false)
                .put("type", "payment_intent.succeeded");
        event.putObject("data").putObject("object").put("id", payment).put("object", "payment_intent");

        assertThat(paying.send(event).status()).isEqualTo(200);
        assertThat(paying.send(event).status()).isEqualTo(200);

        Await.until("it is credited", () -> paying.balance(account).balance() > 0);
        paying.settled();
        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
    }

    @Test
    void aPaymentThatNobodyHeardOfIsFoundAndCreditedOnce() throws Exception {
        UUID account = paying.account();
        has(account, "pm_card_visa");
        TopUp order = order(account);
        pay(order, chosen(account));

        for (int i = 0; i < 2; i++) {
            paying.run(transaction -> Statements.update(
                    transaction, "UPDATE payment.top_up SET look_at = '2000-01-01' WHERE id = ?", order.id()));
            paying.sweeper.topUps();
        }

        assertThat(paying.find(order).state()).isEqualTo(TopUp.State.PAID);
        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
    }

    @Test
    void aDeclineSaysWhatItIs() throws Exception {
        TopUp declined = order(paying.account());
        assertThatThrownBy(() -> pay(declined, "pm_card_chargeDeclined")).isInstanceOf(StripeProblem.Declined.class);
        TopUp asking = order(paying.account());
        assertThatThrownBy(() -> pay(asking, "pm_card_authenticationRequired"))
                .isInstanceOfSatisfying(
                        StripeProblem.Declined.class,
                        problem -> assertThat(problem.failure()).isEqualTo(StripeApi.AUTHENTICATION_REQUIRED));
    }

    @Test
    void checkoutOpensAndKnowsItsOrder() throws Exception {
        TopUp order = paying.ordered(paying.account(), CREDIT_CENTS);
        StripeApi.Checkout checkout = paying.bean(StripeApi.class).checkout(Objects.requireNonNull(order.session()));
        assertThat(checkout.order()).isEqualTo(order.id().toString());
        assertThat(checkout.totalCents()).isEqualTo(CREDIT_CENTS);
        assertThat(checkout.url()).startsWith("https://checkout.stripe.");
    }

    @Test
    void anAccountIsToppedUpOnceWhenItRunsLow() throws Exception {
        UUID account = wishing("pm_card_visa");

        spend(account, 22);
        paying.automatic.lookForLow();
        paying.automatic.lookForLow();

        assertThat(paying.balance(account).balance()).isEqualTo(23 * PayingOminiGate.DOLLAR);
    }

    @Test
    void aBankThatAsksForTheOwnerIsToldToThemOnce() throws Exception {
        UUID account = wishing("pm_card_authenticationRequired");

        spend(account, 22);
        for (int i = 0; i < 2; i++) {
            paying.automatic.lookForLow();
            restIsOver(account);
        }

        assertThat(letters(account, "TOP_UP_AUTHENTICATION")).isOne();
        assertThat(paying.balance(account).balance()).isEqualTo(3 * PayingOminiGate.DOLLAR);
    }

    @Test
    void threeFailuresStopAutomaticTopUps() throws Exception {
        UUID account = wishing("pm_card_chargeCustomerFail");

        spend(account, 22);
        for (int i = 0; i < AutomaticTopUps.FAILURES_AT_MOST + 1; i++) {
            paying.automatic.lookForLow();
            restIsOver(account);
        }

        assertThat(letters(account, "AUTOMATIC_TOP_UP_STOPPED")).isOne();
        assertThat(paying.number("SELECT count(*) FROM payment.top_up WHERE kind = 'AUTOMATIC' AND state = 'FAILED'"
                        + " AND account_id = '" + account + "'"))
                .isEqualTo(AutomaticTopUps.FAILURES_AT_MOST);
    }

    @Test
    void aDisputeThatIsWonIsAsIfItHadNotBeen() throws Exception {
        UUID account = paying.account();
        StripeApi.Contested dispute = disputed(account);
        assertThat(isFrozen(account)).isTrue();
        assertThat(paying.balance(account).balance()).isZero();

        closed(dispute, "winning_evidence");

        assertThat(isFrozen(account)).isFalse();
        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
    }

    @Test
    void aDisputeThatIsLostStays() throws Exception {
        UUID account = paying.account();

        closed(disputed(account), "losing_evidence");

        assertThat(isFrozen(account)).isTrue();
        assertThat(paying.balance(account).balance()).isZero();
    }

    @Test
    void aRefundThatABankDidNotTakeIsCreditAgain() throws Exception {
        UUID account = paying.account();
        TopUp order = credited(account, "pm_card_refundFail");
        Refunds.Refund refund = refund(order, 2_500);
        String object = paying.run(connection -> Objects.requireNonNull(Statements.first(
                connection, "SELECT object FROM payment.refund WHERE id = ?", row -> row.getString(1), refund.id())));

        Await.until(
                "Stripe hears of it some moments later",
                MOMENTS,
                () -> paying.bean(StripeApi.class).refund(object).failed());
        paying.refunds.bring(object);

        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
    }

    /** For an hour at most, until a person has looked. */
    private boolean isFrozen(UUID account) throws SQLException {
        return paying.number(
                        "SELECT count(*) FROM abuse.decision WHERE action = 'SUSPEND_ACCOUNT' AND state = 'IN_FORCE'"
                                + " AND decided_by IS NULL AND entity = 'account:" + account + "'")
                == 1;
    }

    @Test
    void aBanksWarningSuspendsTheAccount() throws Exception {
        UUID account = paying.account();
        String payment = Objects.requireNonNull(
                credited(account, "pm_card_createIssuerFraudRecord").intent());
        EarlyFraudWarning warning = Await.value(
                        "Stripe is warned some moments after the payment",
                        MOMENTS,
                        () -> warningOf(payment),
                        Optional::isPresent)
                .orElseThrow();

        paying.disputes.warned(warning.getId());

        assertThat(isFrozen(account)).isTrue();
        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
    }

    @Test
    void aRiskyPaymentIsSeenAsOne() throws Exception {
        assertThat(pay(order(paying.account()), "pm_card_riskLevelElevated").risk())
                .isEqualTo(StripeApi.Risk.ELEVATED);
    }

    @Test
    void aCustomerIsCorrectedAndForgotten() throws Exception {
        String customer = paying.bean(StripeCustomers.class).of(paying.account());
        PersonAtStripe person = paying.bean(PersonAtStripe.class);
        assertThat(person.correct(customer, "corrected@example.com", "Ada")).isEqualTo(PersonAtStripe.Outcome.DONE);
        assertThat(person.forget(customer)).isEqualTo(PersonAtStripe.Outcome.DONE);
        assertThat(person.correct(customer, "again@example.com", "Ada")).isEqualTo(PersonAtStripe.Outcome.NOT_THERE);
    }

    @Test
    void whatStripeMovedIsComparedWithTheBooks() throws Exception {
        credited(paying.account(), "pm_card_visa");
        assertThat(paying.bean(Reconciliation.class).compare().movements()).isPositive();
    }

    // What there is before

    private TopUp order(UUID account) throws SQLException {
        return paying.run(
                transaction -> paying.topUps.insert(transaction, account, TopUp.Kind.AUTOMATIC, CREDIT_CENTS));
    }

    private StripeApi.Payment pay(TopUp order, String method) throws SQLException, StripeProblem {
        String customer = paying.bean(StripeCustomers.class).of(order.account());
        return paying.bean(StripeApi.class).pay(order, customer, method);
    }

    private TopUp credited(UUID account, String method) throws Exception {
        TopUp order = order(account);
        paying.topUps.settle(order.id(), pay(order, method), 0);
        return paying.find(order);
    }

    /** What this account pays with when nobody is there. */
    private void has(UUID account, String card) throws Exception {
        String customer = paying.bean(StripeCustomers.class).of(account);
        PaymentMethod method = stripe.v1()
                .paymentMethods()
                .attach(
                        card,
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer)
                                .build());
        stripe.v1()
                .customers()
                .update(
                        customer,
                        CustomerUpdateParams.builder()
                                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(method.getId())
                                        .build())
                                .build());
    }

    private String chosen(UUID account) throws SQLException, StripeProblem {
        return Objects.requireNonNull(paying.bean(StripeApi.class)
                .chosenMethod(paying.bean(StripeCustomers.class).of(account)));
    }

    /** One with $25 that wants $20 more below $5, to be paid with this card. */
    private UUID wishing(String card) throws Exception {
        UUID account = paying.account();
        credited(account, "pm_card_visa");
        has(account, card);
        paying.run(transaction -> paying.automatic.wish(transaction, account, true, 500, 2_000, 10_000));
        return account;
    }

    private void spend(UUID account, long dollars) throws SQLException {
        paying.run(transaction -> {
            paying.bean(Settlement.class)
                    .post(
                            transaction,
                            UUID.randomUUID(),
                            List.of(new Charge(account, UUID.randomUUID(), dollars * PayingOminiGate.DOLLAR)));
            return true;
        });
    }

    private void restIsOver(UUID account) throws SQLException {
        paying.run(transaction -> Statements.update(
                transaction, "UPDATE payment.automatic SET rests_until = NULL WHERE account_id = ?", account));
    }

    private long letters(UUID account, String template) throws SQLException {
        return paying.number("SELECT count(*) FROM mail.letter WHERE template = '" + template
                + "' AND about = 'account:" + account + "'");
    }

    // What happens

    private Refunds.Refund refund(TopUp order, long cents) throws Exception {
        Refunds.Refund refund = paying.run(t -> paying.refunds.prepare(t, order.id(), cents, Cause.UNUSED, null));
        paying.refunds.send(refund.id());
        return refund;
    }

    /** The bank takes the payment of this account back. */
    private StripeApi.Contested disputed(UUID account) throws Exception {
        Instant before = Instant.now().minus(Duration.ofHours(1));
        String payment = Objects.requireNonNull(
                credited(account, "pm_card_createDispute").intent());
        StripeApi.Contested dispute = Await.value(
                        "Stripe makes the dispute some moments after the payment",
                        MOMENTS,
                        () -> paying.bean(StripeApi.class).disputesSince(before).stream()
                                .filter(each -> payment.equals(each.payment()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        paying.disputes.bring(dispute);
        return dispute;
    }

    /** The bank is answered so, and decides. */
    private void closed(StripeApi.Contested dispute, String evidence) throws Exception {
        stripe.v1()
                .disputes()
                .update(
                        dispute.id(),
                        DisputeUpdateParams.builder()
                                .setEvidence(DisputeUpdateParams.Evidence.builder()
                                        .setUncategorizedText(evidence)
                                        .build())
                                .setSubmit(true)
                                .build());
        Await.until(
                "the bank decides some moments later",
                MOMENTS,
                () -> paying.bean(StripeApi.class).dispute(dispute.id()).isClosed());
        paying.disputes.bring(dispute.id());
    }

    private Optional<EarlyFraudWarning> warningOf(String payment) throws StripeException {
        return stripe
                .v1()
                .radar()
                .earlyFraudWarnings()
                .list(EarlyFraudWarningListParams.builder()
                        .setPaymentIntent(payment)
                        .build())
                .getData()
                .stream()
                .findFirst();
    }
}
