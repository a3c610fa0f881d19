package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.PaymentBooks;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.rest.Refused;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is paid when nobody is there any more to get it. */
class LatePaymentTest {
    private static final long CENTS = 2_500;

    private static PayingOminiGate paying;

    @BeforeAll
    static void start() throws IOException {
        paying = PayingOminiGate.start();
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        assertThat(paying.problemsOfTheBooks()).isEmpty();
        paying.close();
        paying.stripe.close();
    }

    private static void giveUp(UUID account) throws SQLException {
        paying.run(transaction ->
                Objects.requireNonNull(paying.bean(Accounts.class).beginClosing(transaction, account)));
    }

    private static void close(UUID account) throws SQLException {
        paying.run(transaction -> paying.bean(Accounts.class).close(transaction, account));
    }

    /** As the account's deletion leaves it. */
    private static void forget(TopUp order) throws SQLException {
        close(order.account());
        paying.run(transaction -> Statements.update(
                transaction,
                "UPDATE accounts.account SET stripe_customer = NULL, email = NULL WHERE id = ?",
                order.account()));
        paying.run(transaction -> Statements.update(transaction, """
                UPDATE payment.top_up
                SET account_id = gen_random_uuid(), session = NULL, intent = NULL, charge = NULL, look_at = NULL, state = 'EXPIRED'
                WHERE id = ?
                """, order.id()));
    }

    private static String pay(TopUp order) {
        return paying.stripe
                .pay(Objects.requireNonNull(order.session()))
                .path("id")
                .asText();
    }

    private static TopUp now(TopUp order) throws SQLException {
        return paying.run(connection -> Objects.requireNonNull(TopUpTable.find(connection, order.id())));
    }

    private static List<ObjectNode> refundsOf(String intent) {
        return paying.stripe.all("re_", "payment_intent", intent);
    }

    private static long differences(TopUp order) throws SQLException {
        return paying.number("SELECT count(*) FROM payment.difference WHERE reason = 'ACCOUNT_GONE' AND top_up = '"
                + order.id() + "' AND settled_at IS NULL");
    }

    private static long letters(UUID account) throws SQLException {
        return paying.number("SELECT count(*) FROM mail.letter WHERE template = 'TOP_UP_RETURNED' AND about = 'account:"
                + account + "'");
    }

    private static long inSuspense() throws SQLException {
        return paying.run(
                connection -> paying.bean(PaymentBooks.class).inSuspense(connection, PaymentBooks.Reason.REFUND));
    }

    private static void refundsAreDue() throws SQLException {
        paying.run(transaction ->
                Statements.update(transaction, "UPDATE payment.refund SET look_at = now() WHERE look_at IS NOT NULL"));
        paying.refunds.sweep();
    }

    @Test
    void whatIsPaidWhileAnAccountIsGivenUpGoesBackWholeOnceAndFinanceSeesIt() throws Exception {
        TopUp order = paying.ordered(paying.account(), CENTS);
        giveUp(order.account());
        String intent = pay(order);

        paying.topUps.bring(order.id());
        paying.topUps.bring(order.id());
        refundsAreDue();
        refundsAreDue();

        assertThat(now(order).state()).isEqualTo(TopUp.State.RETURNED);
        assertThat(paying.balance(order.account()).credited()).isZero();
        assertThat(refundsOf(intent)).hasSize(1);
        assertThat(refundsOf(intent).getFirst().path("amount").asLong()).isEqualTo(CENTS);
        assertThat(paying.number(
                        "SELECT count(*) FROM payment.refund WHERE state = 'PAID' AND top_up = '" + order.id() + "'"))
                .isOne();
        assertThat(differences(order)).isOne();
        assertThat(letters(order.account())).isOne();
    }

    @Test
    void theSweeperFindsWhatWasPaidAfterAnAccountWasClosedAlsoIfEveryWebhookIsLost() throws Exception {
        TopUp order = paying.ordered(paying.account(), CENTS);
        close(order.account());
        String intent = pay(order);

        paying.run(transaction ->
                Statements.update(transaction, "UPDATE payment.top_up SET look_at = now() WHERE id = ?", order.id()));
        paying.sweeper.sweep();
        refundsAreDue();

        assertThat(now(order).state()).isEqualTo(TopUp.State.RETURNED);
        assertThat(refundsOf(intent)).hasSize(1);
        assertThat(letters(order.account())).as("nobody is written to any more").isZero();
    }

    @Test
    void aWebhookAboutAForgottenAccountPaysBackWhatCame() throws Exception {
        TopUp order = paying.ordered(paying.account(), CENTS);
        forget(order);
        String intent = pay(order);

        for (ObjectNode event : paying.stripe.eventsOf(order.id().toString())) {
            paying.send(event);
            paying.send(event);
        }
        paying.settled();
        refundsAreDue();

        assertThat(now(order).state()).isEqualTo(TopUp.State.RETURNED);
        assertThat(refundsOf(intent)).hasSize(1);
        assertThat(differences(order)).isOne();
    }

    @Test
    void theNightFindsWhatAForgottenAccountPaidAlsoIfEveryWebhookIsLostAndTheBooksAgree() throws Exception {
        TopUp order = paying.ordered(paying.account(), CENTS);
        forget(order);
        String intent = pay(order);

        paying.bean(Reconciliation.class).compare();
        refundsAreDue();
        Reconciliation.Comparison after = paying.bean(Reconciliation.class).compare();

        assertThat(now(order).state()).isEqualTo(TopUp.State.RETURNED);
        assertThat(refundsOf(intent)).hasSize(1);
        assertThat(after.oursCents()).isEqualTo(after.theirCents());
        assertThat(paying.number("SELECT count(*) FROM payment.difference WHERE kind <> 'PAYMENT_REFUSED'"
                        + " AND settled_at IS NULL"))
                .isZero();
    }

    @Test
    void aRefundThatNobodyHeardOfIsNotPaidTwice() throws Exception {
        TopUp order = paying.ordered(paying.account(), CENTS);
        close(order.account());
        String intent = pay(order);
        paying.topUps.bring(order.id());

        paying.stripe.fail(Fault.LOST, Fault.LOST, Fault.LOST);
        refundsAreDue();
        refundsAreDue();
        refundsAreDue();
        refundsAreDue();

        assertThat(refundsOf(intent)).hasSize(1);
        assertThat(paying.number(
                        "SELECT count(*) FROM payment.refund WHERE state = 'PAID' AND top_up = '" + order.id() + "'"))
                .isOne();
    }

    @Test
    void whatABankDoesNotTakeBackStaysDueInTheBooksAndWithFinance() throws Exception {
        paying.bean(Reconciliation.class).compare();
        long before = inSuspense();
        TopUp order = paying.ordered(paying.account(), CENTS);
        giveUp(order.account());
        String intent = pay(order);
        paying.topUps.bring(order.id());
        refundsAreDue();
        String refund = refundsOf(intent).getFirst().path("id").asText();

        paying.stripe.failRefund(refund);
        paying.refunds.bring(refund);
        paying.bean(Reconciliation.class).compare();

        assertThat(paying.number(
                        "SELECT count(*) FROM payment.refund WHERE state = 'FAILED' AND object = '" + refund + "'"))
                .isOne();
        assertThat(inSuspense() - before).isEqualTo(Cents.nanos(CENTS));
        assertThat(paying.balance(order.account()).balance()).isZero();
        assertThat(differences(order)).isOne();
    }

    @Test
    void tenWhoSeeItAtOncePayItBackOnce() throws Exception {
        TopUp order = paying.ordered(paying.account(), CENTS);
        close(order.account());
        String intent = pay(order);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(Thread.ofVirtual().start(() -> {
                try {
                    paying.topUps.bring(order.id());
                    paying.refunds.sweep();
                } catch (SQLException | StripeProblem e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread each : all) {
            each.join();
        }
        refundsAreDue();

        assertThat(now(order).state()).isEqualTo(TopUp.State.RETURNED);
        assertThat(refundsOf(intent)).hasSize(1);
    }

    @Test
    void whoGivesAnAccountUpPaysNothingInUntilTheyTakeThatBack() throws Exception {
        UUID account = paying.account();
        giveUp(account);
        assertThatThrownBy(() -> paying.ordered(account, CENTS))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("account_given_up"));
        paying.run(transaction -> paying.bean(Accounts.class).endClosing(transaction, account));
        assertThat(paying.paid(account, CENTS).state()).isEqualTo(TopUp.State.PAID);
    }
}
