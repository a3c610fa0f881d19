package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.accounts.Account;
import ai.ominigate.egress.Egress;
import ai.ominigate.payment.Refunds.Cause;
import ai.ominigate.platform.ActiveCompany;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * What the tests say of Stripe's double, tried out at Stripe's own sandbox, by whoever has a test key: the README has the
 * command. Skipped without one. Checkout itself is paid by people alone, so what is paid here is paid as automatic top-ups are.
 */
@EnabledIfEnvironmentVariable(named = "STRIPE_SANDBOX_KEY", matches = "(sk|rk)_test_.+")
class StripeSandboxTest {
    private static PayingOminiGate paying;
    private static StripeDouble unused;

    @BeforeAll
    static void start() throws IOException, SQLException {
        unused = StripeDouble.start();
        paying = new PayingOminiGate(
                unused,
                Map.of(
                        "stripe.secret-key",
                        Objects.requireNonNull(System.getenv("STRIPE_SANDBOX_KEY")),
                        "stripe.api-base",
                        "https://api.stripe.com"));
        try (Connection connection = paying.ominigate.database().superuser()) {
            ActiveCompany.add(connection, "Stripe, Inc.", "api.stripe.com");
        }
        paying.bean(Egress.class).refresh();
    }

    @AfterAll
    static void stop() throws IOException {
        paying.close();
        unused.close();
    }

    private static TopUp order(UUID account) throws SQLException {
        return paying.run(transaction -> paying.topUps.insert(transaction, account, TopUp.Kind.AUTOMATIC, 2_500));
    }

    private static StripeApi.Payment pay(TopUp order, String card) throws SQLException, StripeProblem {
        String customer = paying.bean(StripeCustomers.class).of(order.account());
        return paying.bean(StripeApi.class).pay(order, customer, card);
    }

    @Test
    void aPaymentIsCreditedOnceAndPaidBack() throws Exception {
        UUID account = paying.account();
        TopUp order = order(account);
        StripeApi.Payment payment = pay(order, "pm_card_visa");
        assertThat(pay(order, "pm_card_visa").id())
                .as("asked again with its key")
                .isEqualTo(payment.id());
        paying.topUps.settle(order.id(), payment, 0);
        paying.topUps.bring(order.id());
        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);

        Refunds.Refund refund = paying.run(t -> paying.refunds.prepare(t, order.id(), 2_500, Cause.UNUSED, null));
        paying.refunds.send(refund.id());
        assertThat(paying.balance(account).balance()).isZero();
        assertThat(paying.problemsOfTheBooks()).isEmpty();
    }

    @Test
    void aDeclineSaysWhatItIs() throws Exception {
        TopUp declined = order(paying.account());
        assertThatThrownBy(() -> pay(declined, "pm_card_visa_chargeDeclined"))
                .isInstanceOf(StripeProblem.Declined.class);
        TopUp asking = order(paying.account());
        assertThatThrownBy(() -> pay(asking, "pm_card_authenticationRequired"))
                .isInstanceOfSatisfying(
                        StripeProblem.Declined.class,
                        problem -> assertThat(problem.failure()).isEqualTo(StripeApi.AUTHENTICATION_REQUIRED));
    }

    @Test
    void checkoutOpensAndKnowsItsOrder() throws Exception {
        TopUp order = paying.ordered(paying.account(), 2_500);
        StripeApi.Checkout checkout = paying.bean(StripeApi.class).checkout(Objects.requireNonNull(order.session()));
        assertThat(checkout.order()).isEqualTo(order.id().toString());
        assertThat(checkout.totalCents()).isEqualTo(2_500);
        assertThat(checkout.url()).startsWith("https://checkout.stripe.com/");
    }

    @Test
    void aDisputeSuspendsTheAccountAndTakesThePaymentBack() throws Exception {
        UUID account = paying.account();
        Instant before = Instant.now().minusSeconds(60);
        TopUp order = order(account);
        StripeApi.Payment payment = pay(order, "pm_card_createDispute");
        paying.topUps.settle(order.id(), payment, 0);
        StripeApi.Contested dispute = Await.value(
                        "Stripe makes the dispute some moments after the payment",
                        Duration.ofMinutes(1),
                        () -> paying.bean(StripeApi.class).disputesSince(before).stream()
                                .filter(each -> payment.id().equals(each.payment()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        paying.disputes.bring(dispute);
        assertThat(paying.status(account)).isEqualTo(Account.Status.SUSPENDED);
        assertThat(paying.balance(account).balance()).isZero();
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
    void listsAreRead() throws Exception {
        assertThat(paying.bean(Reconciliation.class).compare().movements()).isNotNegative();
    }
}
