package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.abuse.decision.Made;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.Customers;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.rest.Refused;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopUpsTest {
    private static PayingOminiGate paying;
    private static StripeDouble stripe;

    /** From so many on they count as cards that are tried out. */
    private static final int CARD_TESTING = 5;

    @BeforeAll
    static void start() throws IOException {
        paying = PayingOminiGate.start();
        stripe = paying.stripe;
    }

    @AfterAll
    static void stop() throws IOException {
        paying.close();
        stripe.close();
    }

    @AfterEach
    void theBooksAgree() throws SQLException {
        assertThat(paying.problemsOfTheBooks()).isEmpty();
    }

    @Test
    void whatIsPaidIsCreditedOnce() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.ordered(account, 2_500);
        assertThat(paying.balance(account).balance()).isZero();

        stripe.pay(Objects.requireNonNull(order.session()));
        paying.topUps.bring(order.id());
        paying.topUps.bring(order.id());

        assertThat(paying.find(order).state()).isEqualTo(TopUp.State.PAID);
        assertThat(paying.balance(account).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
    }

    @Test
    void stripeMakesAnInvoiceAndAPortalHasItAndTheCards() throws Exception {
        UUID account = paying.account();
        assertThatThrownBy(() -> paying.topUps.portal(account, PayingOminiGate.BACK))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("never_paid"));

        TopUp order = paying.paid(account, 2_500);

        assertThat(paying.stripe
                        .object(Objects.requireNonNull(order.session()))
                        .path("invoice_creation")
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        assertThat(paying.topUps.portal(account, PayingOminiGate.BACK).toString())
                .isEqualTo("https://billing.stripe.example/session");
        assertThat(String.valueOf(paying.topUps.receipt(account, order.id())))
                .startsWith("https://pay.stripe.example/receipts/");
        assertThat(paying.topUps.receipt(paying.account(), order.id()))
                .as("for somebody else")
                .isNull();
    }

    @Test
    void anAccountIsOneCustomerHoweverOftenItPays() throws Exception {
        UUID account = paying.account();
        TopUp first = paying.ordered(account, 500);
        TopUp second = paying.ordered(account, 500);
        assertThat(stripe.object(Objects.requireNonNull(first.session())).path("customer"))
                .isEqualTo(
                        stripe.object(Objects.requireNonNull(second.session())).path("customer"));
        assertThat(stripe.object(first.session()).path("customer").asText())
                .isEqualTo(Objects.requireNonNull(paying.bean(Customers.class).withId(account.toString()))
                        .stripeCustomer());
    }

    @Test
    void askingAgainWhereToPayLeadsToTheSamePage() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.ordered(account, 500);
        URI again =
                paying.topUps.checkout(account, order.id(), PayingOminiGate.BACK, PayingOminiGate.BACK, Locale.ENGLISH);
        assertThat(again.toString()).endsWith(Objects.requireNonNull(order.session()));
        assertThat(stripe.all("cs_").stream()
                        .filter(session -> session.path("metadata")
                                .path("order")
                                .asText()
                                .equals(order.id().toString())))
                .hasSize(1);
    }

    @Test
    void nobodyPaysForAnOrderOfSomebodyElse() throws Exception {
        TopUp order = paying.ordered(paying.account(), 500);
        UUID other = paying.account();
        assertThatThrownBy(() -> paying.topUps.checkout(
                        other, order.id(), PayingOminiGate.BACK, PayingOminiGate.BACK, Locale.ENGLISH))
                .isInstanceOf(Refused.class);
    }

    @Test
    void creditIsSoldInDollarsAlone() throws Exception {
        UUID account = paying.account();
        assertThatThrownBy(() -> paying.run(t -> paying.topUps.ask(t, account, 500, "EUR")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("US dollars");
    }

    @Test
    void aTopUpIsWithinBounds() throws Exception {
        UUID account = paying.account();
        for (long cents : new long[] {-1, 0, 499, 500_001}) {
            assertThatThrownBy(() -> paying.run(t -> paying.topUps.ask(t, account, cents, "usd")))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("from $5.00 to $5000.00");
        }
    }

    @Test
    void aSuspendedAccountPaysNothing() throws Exception {
        UUID account = paying.account();
        paying.bean(Accounts.class).setStatus(account, Account.Status.SUSPENDED);
        assertThatThrownBy(() -> paying.run(t -> paying.topUps.ask(t, account, 500, "usd")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("suspended");
    }

    @ParameterizedTest
    @EnumSource(names = {"SUSPEND_ACCOUNT", "BAN_ACCOUNT"})
    void anAccountThatTheAbuseDeskShutPaysNothing(DecisionAction action) throws Exception {
        UUID account = paying.account();
        Made.inForce(paying.database, action, new Entity.Account(account), null);
        Await.until("acted on", () -> paying.bean(Bar.class).isAccountShut(account));
        assertThatThrownBy(() -> paying.run(t -> paying.topUps.ask(t, account, 500, "usd")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("suspended");
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "FORBIDDEN")
    void whateverGoesWrongOnTheWayOneCheckoutIsMade(Fault fault) throws Exception {
        UUID account = paying.account();
        paying.ordered(account, 500); // so that it is a customer
        TopUp order = paying.run(transaction -> paying.topUps.ask(transaction, account, 700, "usd"));
        stripe.fail(fault);
        URI url = null;
        for (int tries = 0; url == null && tries < 3; tries++) {
            try {
                url = paying.topUps.checkout(
                        account, order.id(), PayingOminiGate.BACK, PayingOminiGate.BACK, Locale.ENGLISH);
            } catch (Refused e) {
                assertThat(e.status().getCode()).isEqualTo(503);
                if (fault == Fault.ERROR_KEPT) {
                    // What Stripe answered to this key, it answers until it has forgotten it.
                    return;
                }
            }
        }
        assertThat(stripe.all("cs_").stream()
                        .filter(session -> session.path("metadata")
                                .path("order")
                                .asText()
                                .equals(order.id().toString())))
                .hasSize(1);
    }

    /** Where a connection leads is asked before, which nobody does for a host that an answer names. */
    @Test
    void whereStripeSendsUsWeDoNotGo() throws Exception {
        TopUp order = paying.ordered(paying.account(), 500);
        try (StripeDouble elsewhere = StripeDouble.start()) {
            stripe.move(elsewhere.url());

            assertThatThrownBy(() -> paying.topUps.bring(order.id())).isInstanceOf(StripeProblem.Away.class);

            assertThat(elsewhere.wasAsked()).isFalse();
        }
        assertThat(paying.topUps.bring(order.id()).state()).isEqualTo(TopUp.State.OPEN);
    }

    @Test
    void whatNobodyPaidInTimeIsOver() throws Exception {
        TopUp order = paying.ordered(paying.account(), 500);
        stripe.expire(Objects.requireNonNull(order.session()));
        assertThat(paying.topUps.bring(order.id()).state()).isEqualTo(TopUp.State.EXPIRED);
    }

    @Test
    void aCardThatIsDeclinedLeavesTheOrderOpen() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.ordered(account, 500);
        stripe.decline(Objects.requireNonNull(order.session()));
        assertThat(paying.topUps.bring(order.id()).state()).isEqualTo(TopUp.State.OPEN);
        stripe.pay(order.session());
        assertThat(paying.topUps.bring(order.id()).state()).isEqualTo(TopUp.State.PAID);
        assertThat(paying.balance(account).balance()).isEqualTo(5 * PayingOminiGate.DOLLAR);
    }

    @Test
    void aKeyThatMayNotOpenCheckoutsIsNotTriedForEver() throws Exception {
        UUID account = paying.account();
        paying.ordered(account, 500); // so that it is a customer
        TopUp order = paying.run(transaction -> paying.topUps.ask(transaction, account, 700, "usd"));
        stripe.fail(Fault.FORBIDDEN);
        assertThatThrownBy(() -> paying.topUps.checkout(
                        account, order.id(), PayingOminiGate.BACK, PayingOminiGate.BACK, Locale.ENGLISH))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("begin another");
        assertThat(paying.find(order).state()).isEqualTo(TopUp.State.EXPIRED);
    }

    @Test
    void paymentsThatRadarFindsRiskyAreCreditedAndTold() throws Exception {
        UUID account = paying.account();
        stripe.risk("elevated");
        try {
            for (int i = 0; i < CARD_TESTING; i++) {
                paying.paid(account, 500);
            }
        } finally {
            stripe.risk("normal");
        }
        assertThat(paying.balance(account).balance()).isEqualTo(CARD_TESTING * 5 * PayingOminiGate.DOLLAR);
        isFlagged(account);
    }

    @Test
    void paymentsThatRadarBlocksAreTold() throws Exception {
        UUID account = paying.account();
        stripe.risk("highest");
        try {
            for (int i = 0; i < CARD_TESTING; i++) {
                TopUp order = paying.ordered(account, 500);
                stripe.decline(Objects.requireNonNull(order.session()));
                ObjectNode event = stripe.eventsOf(order.id().toString()).getLast();
                String intent = event.path("data").path("object").path("id").asText();
                assertThat(paying.bean(StripeApi.class).payment(intent).risk()).isEqualTo(StripeApi.Risk.BLOCKED);
                paying.inbox.take(event.path("id").asText(), event.path("type").asText(), intent);
            }
        } finally {
            paying.settled();
            stripe.risk("normal");
        }
        assertThat(paying.balance(account).balance()).isZero();
        isFlagged(account);
    }

    private static void isFlagged(UUID account) {
        Await.until("whoever looks for abuse is told", () -> paying.number("""
                        SELECT count(*) FROM abuse.flag WHERE signal = 'S10' AND entity = 'account:%s'
                        """.formatted(account)) > 0);
    }

    private void isRefused(TopUp order, ObjectNode intent) throws Exception {
        paying.topUps.bring(order.id());
        assertThat(paying.balance(order.account()).balance()).isZero();
        assertThat(paying.number("SELECT count(*) FROM payment.difference WHERE kind = 'PAYMENT_REFUSED' AND object = '"
                        + intent.path("id").asText() + "'"))
                .isEqualTo(1);
    }

    private TopUp begun() throws Exception {
        return paying.ordered(paying.account(), 2_500);
    }

    @Test
    void lessThanWasAskedForIsNotCredited() throws Exception {
        TopUp order = begun();
        ObjectNode intent = stripe.pay(Objects.requireNonNull(order.session()));
        intent.put("amount", 100).put("amount_received", 100);
        isRefused(order, intent);
    }

    @Test
    void whatWasNotReceivedWhollyIsNotCredited() throws Exception {
        TopUp order = begun();
        ObjectNode intent = stripe.pay(Objects.requireNonNull(order.session()));
        intent.put("amount_received", 2_499);
        isRefused(order, intent);
    }

    @Test
    void anotherCurrencyIsNotCredited() throws Exception {
        TopUp order = begun();
        ObjectNode intent = stripe.pay(Objects.requireNonNull(order.session()));
        intent.put("currency", "jpy");
        isRefused(order, intent);
    }

    @Test
    void thePaymentOfAnotherCustomerIsNotCredited() throws Exception {
        TopUp order = begun();
        ObjectNode intent = stripe.pay(Objects.requireNonNull(order.session()));
        intent.put("customer", "cus_another");
        isRefused(order, intent);
    }

    @Test
    void thePaymentOfAnotherOrderIsNotCredited() throws Exception {
        TopUp order = begun();
        TopUp other = paying.paid(paying.account(), 2_500);
        ObjectNode intent = stripe.object(Objects.requireNonNull(other.intent()));
        stripe.object(Objects.requireNonNull(order.session())).put("payment_intent", other.intent());
        isRefused(order, intent);
        assertThat(paying.balance(other.account()).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
    }

    @Test
    void aSecondPaymentOfOneOrderIsForFinanceToLookAt() throws Exception {
        TopUp order = paying.paid(paying.account(), 2_500);
        ObjectNode second =
                stripe.object(Objects.requireNonNull(order.intent())).deepCopy();
        second.put("id", "pi_second");
        stripe.add(second);
        paying.inbox.take("evt_second" + System.nanoTime(), "payment_intent.succeeded", "pi_second");
        paying.settled();
        assertThat(paying.balance(order.account()).balance()).isEqualTo(25 * PayingOminiGate.DOLLAR);
        assertThat(paying.number("SELECT count(*) FROM payment.difference WHERE object = 'pi_second'"))
                .isEqualTo(1);
    }
}
