package ai.ominigate.payment;

import static ai.ominigate.payment.PayingOminiGate.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.accounts.Account;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Settlement;
import ai.ominigate.payment.Refunds.Cause;
import ai.ominigate.payment.Refunds.Refund;
import ai.ominigate.rest.Refused;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Refunds, disputes and warnings, and that Stripe's books and ours agree after all of them. */
class MoneyBackTest {
    private static PayingOminiGate paying;
    private static StripeDouble stripe;

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

    /** Clearing is what Stripe has of ours, and nothing is in suspense that Stripe has moved. */
    @AfterEach
    void theBooksAgreeWithThemselvesAndWithStripe() throws Exception {
        assertThat(paying.problemsOfTheBooks()).isEmpty();
        Reconciliation.Comparison compared = paying.bean(Reconciliation.class).compare();
        assertThat(compared.oursCents()).isEqualTo(compared.theirCents()).isEqualTo(stripe.balanceCents());
        assertThat(paying.number("""
                SELECT coalesce(sum(abs(b.balance)), 0) FROM billing.ledger_balance b
                JOIN billing.ledger_account a ON a.id = b.account_id WHERE a.code LIKE '%_suspense'
                """)).as("in suspense").isZero();
        assertThat(paying.number("SELECT count(*) FROM payment.difference WHERE settled_at IS NULL"))
                .as("differences")
                .isZero();
    }

    private static void spend(UUID account, long nanos) throws SQLException {
        paying.run(transaction -> {
            paying.bean(Settlement.class)
                    .post(transaction, UUID.randomUUID(), List.of(new Charge(account, UUID.randomUUID(), nanos)));
            return true;
        });
    }

    private static Refund refunded(TopUp order, long cents) throws SQLException {
        Refund refund = paying.run(t -> paying.refunds.prepare(t, order.id(), cents, Cause.UNUSED, null));
        paying.refunds.send(refund.id());
        return refund;
    }

    private static String state(Refund refund) throws SQLException {
        return paying.run(connection -> Objects.requireNonNull(Statements.first(
                connection, "SELECT state FROM payment.refund WHERE id = ?", row -> row.getString(1), refund.id())));
    }

    private static String object(Refund refund) throws SQLException {
        return paying.run(connection -> Objects.requireNonNull(Statements.first(
                connection, "SELECT object FROM payment.refund WHERE id = ?", row -> row.getString(1), refund.id())));
    }

    private static String intent(TopUp order) {
        return Objects.requireNonNull(order.intent());
    }

    @Test
    void partsOfAPaymentArePaidBackAsLongAsTheyAreUnused() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        spend(account, 10 * DOLLAR);
        assertThat(state(refunded(order, 600))).isEqualTo("PAID");
        assertThat(paying.balance(account).balance()).isEqualTo(9 * DOLLAR);
        assertThat(state(refunded(order, 900))).isEqualTo("PAID");
        assertThatThrownBy(() -> refunded(order, 1)).isInstanceOf(Refused.class).hasMessageContaining("$0.00");
        assertThat(paying.balance(account).balance()).isZero();
    }

    @Test
    void aRefundThatABankDidNotTakeIsCreditAgain() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        Refund refund = refunded(order, 2_500);
        assertThat(paying.balance(account).balance()).isZero();
        stripe.failRefund(object(refund));
        paying.refunds.bring(object(refund));
        paying.refunds.bring(object(refund));
        assertThat(state(refund)).isEqualTo("FAILED");
        assertThat(paying.balance(account).balance()).isEqualTo(25 * DOLLAR);
    }

    @Test
    void aRefundThatWasLostOnTheWayIsMadeOnce() throws Exception {
        TopUp order = paying.paid(paying.account(), 2_500);
        stripe.fail(StripeDouble.Fault.LOST, StripeDouble.Fault.LOST, StripeDouble.Fault.LOST, StripeDouble.Fault.LOST);
        Refund refund = refunded(order, 2_500);
        paying.run(connection -> Statements.update(
                connection, "UPDATE payment.refund SET look_at = '2000-01-01' WHERE look_at IS NOT NULL"));
        for (int i = 0; i < 3 && !state(refund).equals("PAID"); i++) {
            paying.refunds.send(refund.id());
        }
        assertThat(state(refund)).isEqualTo("PAID");
        assertThat(stripe.all("re_").stream()
                        .filter(made -> made.path("payment_intent").asText().equals(intent(order))))
                .hasSize(1);
    }

    @Test
    void aRefundThatSomebodyMadeAtStripesIsTakenFromTheAccount() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        spend(account, 20 * DOLLAR);
        String refund = stripe.payBack(intent(order), 2_500).path("id").asText();
        paying.refunds.bring(refund);
        assertThat(paying.balance(account).balance()).isZero();
        assertThat(paying.balance(account).owed()).isEqualTo(20 * DOLLAR);
    }

    @Test
    void aDisputeSuspendsTheAccountTakesWhatIsThereAndIsTold() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        spend(account, 5 * DOLLAR);
        paying.disputes.bring(stripe.dispute(intent(order), 2_500, "needs_response")
                .path("id")
                .asText());
        assertThat(isFrozen(account)).isTrue();
        assertThat(paying.balance(account).balance()).isZero();
        assertThat(paying.balance(account).owed()).isEqualTo(5 * DOLLAR);
        assertThat(flags(account)).as("whoever looks for abuse is told").isEqualTo(1);
    }

    /** Nothing that a program decides lasts longer than an hour, and a person has to look (GDPR, article 22). */
    @Test
    void aSuspensionForADisputeEndsByItselfWaitsForAPersonAndIsToldOnce() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        String dispute = stripe.dispute(intent(order), 2_500, "needs_response")
                .path("id")
                .asText();
        paying.disputes.bring(dispute);
        paying.disputes.bring(dispute);
        assertThat(decisions(account, "decided_by IS NULL AND ends_at <= begins_at + interval '60 minutes'"))
                .isOne();
        assertThat(decisions(account, "true")).isOne();
        assertThat(paying.number("SELECT count(*) FROM abuse.case_file WHERE state = 'NEW' AND entity = 'account:%s'"
                        .formatted(account)))
                .isOne();
        assertThat(paying.number(
                        "SELECT count(*) FROM mail.letter WHERE about = 'account:%s' AND template LIKE 'ABUSE%%'"
                                .formatted(account)))
                .isEqualTo(paying.number("SELECT count(*) FROM accounts.account WHERE email IS NOT NULL AND id = '%s'"
                        .formatted(account)));
        assertThat(paying.status(account))
                .as("nothing else keeps it out when the hour is over")
                .isEqualTo(Account.Status.ACTIVE);
    }

    private static boolean isFrozen(UUID account) throws SQLException {
        return decisions(account, "action = 'SUSPEND_ACCOUNT' AND state = 'IN_FORCE'") == 1;
    }

    private static long decisions(UUID account, String which) throws SQLException {
        return paying.number(
                "SELECT count(*) FROM abuse.decision WHERE entity = 'account:%s' AND %s".formatted(account, which));
    }

    private static long flags(UUID account) throws SQLException {
        return paying.number("""
                SELECT count(*) FROM abuse.flag
                WHERE signal = 'S11' AND points = 50 AND NOT shadow AND entity = 'account:%s'
                """.formatted(account));
    }

    /** A node may die in between, and what it had in memory goes with it. */
    @Test
    void whatWasNotToldToWhoeverLooksForAbuseIsToldLaterAndOnce() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        String object = stripe.dispute(intent(order), 2_500, "needs_response")
                .path("id")
                .asText();
        paying.disputes.bring(object);
        paying.run(transaction ->
                Statements.update(transaction, "DELETE FROM abuse.flag WHERE entity = ?", "account:" + account));
        paying.run(transaction ->
                Statements.update(transaction, "UPDATE payment.dispute SET told_at = NULL WHERE object = ?", object));

        paying.disputes.sweep();
        paying.disputes.sweep();

        assertThat(flags(account)).isEqualTo(1);
    }

    @Test
    void aDisputeThatIsWonIsAsIfItHadNotBeen() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        spend(account, 5 * DOLLAR);
        String dispute = stripe.dispute(intent(order), 2_500, "needs_response")
                .path("id")
                .asText();
        paying.disputes.bring(dispute);
        stripe.close(dispute, true);
        paying.disputes.bring(dispute);
        paying.disputes.bring(dispute);
        assertThat(isFrozen(account)).isFalse();
        assertThat(paying.balance(account).balance()).isEqualTo(20 * DOLLAR);
        assertThat(paying.balance(account).owed()).isZero();
    }

    @Test
    void aDisputeThatIsLostStaysAndAPersonDecidesAboutTheAccount() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        String dispute = stripe.dispute(intent(order), 2_500, "needs_response")
                .path("id")
                .asText();
        paying.disputes.bring(dispute);
        stripe.close(dispute, false);
        paying.disputes.bring(dispute);
        assertThat(isFrozen(account)).isTrue();
        assertThat(paying.balance(account).balance()).isZero();
    }

    @Test
    void whatWasSpentOfALostPaymentIsOwedAndTheNextPaymentPaysItFirst() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        spend(account, 15 * DOLLAR);
        String dispute = stripe.dispute(intent(order), 2_500, "needs_response")
                .path("id")
                .asText();
        stripe.close(dispute, false);
        paying.disputes.bring(dispute);
        assertThat(paying.balance(account).balance()).isZero();
        assertThat(paying.balance(account).owed()).isEqualTo(15 * DOLLAR);

        paying.paid(account, 2_000);

        assertThat(paying.balance(account).owed()).isZero();
        assertThat(paying.balance(account).balance()).isEqualTo(5 * DOLLAR);
    }

    @Test
    void onlyTheEndOfADisputeIsHeardOfAndThatIsEnough() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        String dispute = stripe.dispute(intent(order), 1_000, "needs_response")
                .path("id")
                .asText();
        stripe.close(dispute, false);
        paying.disputes.bring(dispute);
        assertThat(paying.balance(account).balance()).isEqualTo(15 * DOLLAR);
    }

    @Test
    void aBanksQuestionTakesNothingYet() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        String dispute = stripe.dispute(intent(order), 2_500, "warning_needs_response")
                .path("id")
                .asText();
        paying.disputes.bring(dispute);
        assertThat(isFrozen(account)).isTrue();
        assertThat(paying.balance(account).balance()).isEqualTo(25 * DOLLAR);
        stripe.close(dispute, true);
        paying.disputes.bring(dispute);
        assertThat(isFrozen(account)).isFalse();
    }

    @Test
    void aBanksWarningSuspendsTheAccountAndIsTold() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        paying.disputes.warned(stripe.warn(intent(order)).path("id").asText());
        assertThat(isFrozen(account)).isTrue();
        assertThat(paying.balance(account).balance()).isEqualTo(25 * DOLLAR);
        assertThat(paying.number("SELECT count(*) FROM payment.dispute WHERE told_at IS NULL"))
                .isZero();
    }

    @Test
    void aRefundWhileTheBankTakesItBackFailsAndTheDisputeCounts() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        String dispute = stripe.dispute(intent(order), 2_500, "needs_response")
                .path("id")
                .asText();
        Refund refund = refunded(order, 2_500);
        assertThat(state(refund)).isEqualTo("FAILED");
        paying.disputes.bring(dispute);
        assertThat(paying.balance(account).balance()).isZero();
        assertThat(paying.balance(account).owed()).isZero();
    }

    @Test
    void aDisputeThatIsHeardOfBeforeThePaymentIsBooked() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.ordered(account, 2_500);
        String payment =
                stripe.pay(Objects.requireNonNull(order.session())).path("id").asText();
        paying.inbox.take("evt_p" + System.nanoTime(), "payment_intent.created", payment);
        paying.settled();
        paying.disputes.bring(
                stripe.dispute(payment, 2_500, "needs_response").path("id").asText());
        assertThat(paying.balance(account).balance()).isZero();
        assertThat(paying.balance(account).owed()).isZero();
    }

    @Test
    void aRefundAndADisputeAtTheSameMomentTakeNothingTwice() throws Exception {
        for (int round = 0; round < 12; round++) {
            UUID account = paying.account();
            TopUp order = paying.paid(account, 2_500);
            long spent = round % 3 * 1_000L;
            if (spent > 0) {
                spend(account, Cents.nanos(spent));
            }
            CountDownLatch go = new CountDownLatch(1);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> both = new ArrayList<>();
                both.add(threads.submit(() -> {
                    go.await();
                    try {
                        refunded(order, 500);
                    } catch (Refused e) {
                        assertThat(e.code()).isEqualTo("not_unused");
                    }
                    return true;
                }));
                both.add(threads.submit(() -> {
                    go.await();
                    String dispute = stripe.dispute(intent(order), 2_000, "needs_response")
                            .path("id")
                            .asText();
                    paying.disputes.bring(dispute);
                    return true;
                }));
                go.countDown();
                for (Future<?> each : both) {
                    each.get();
                }
            }
            long back = stripe.all("re_", "payment_intent", intent(order)).stream()
                    .mapToLong(refund -> refund.path("amount").asLong())
                    .sum();
            Balances.Balance left = paying.balance(account);
            assertThat(left.balance()).isNotNegative();
            assertThat(left.balance() - left.owed()).isEqualTo(Cents.nanos(2_500 - spent - back - 2_000));
        }
    }

    @Test
    void whatStripeCouldNotDeliverIsAskedForEveryHour() throws Exception {
        UUID account = paying.account();
        TopUp order = paying.paid(account, 2_500);
        stripe.payBack(intent(order), 1_000);

        paying.sweeper.askForWhatWasNotTold();
        paying.settled();
        paying.sweeper.askForWhatWasNotTold();
        paying.settled();

        assertThat(paying.balance(account).balance()).isEqualTo(15 * DOLLAR);
    }

    @Test
    void payoutsAndFeesAreBooked() throws Exception {
        paying.paid(paying.account(), 2_500);
        stripe.payOut(1_000);
        paying.bean(Reconciliation.class).compare();
        assertThat(paying.number("""
                SELECT -sum(b.balance) FROM billing.ledger_balance b
                JOIN billing.ledger_account a ON a.id = b.account_id WHERE a.code = 'bank'
                """)).isEqualTo(10 * DOLLAR);
    }

    @Test
    void whatStripeHasAndWeDoNotIsADifferenceUntilItIsGone() throws Exception {
        TopUp order = paying.paid(paying.account(), 2_500);
        String charge = Objects.requireNonNull(order.charge());
        paying.run(t -> Statements.update(t, "UPDATE payment.top_up SET charge = NULL WHERE id = ?", order.id()));
        paying.bean(Reconciliation.class).compare();
        assertThat(paying.number("SELECT count(*) FROM payment.difference WHERE kind = 'PAYMENT_UNKNOWN' AND object = '"
                        + charge + "' AND settled_at IS NULL"))
                .isEqualTo(1);
        paying.run(t -> Statements.update(t, "UPDATE payment.top_up SET charge = ? WHERE id = ?", charge, order.id()));
    }
}
