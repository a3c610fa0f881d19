package ai.ominigate.billing;

import static ai.ominigate.billing.Books.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.billing.Credits.Paid;
import ai.ominigate.billing.PaymentBooks.Back;
import ai.ominigate.billing.PaymentBooks.Movement;
import ai.ominigate.billing.PaymentBooks.Reason;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class PaymentBooksTest {
    private static final Paid TWENTY = new Paid(20 * DOLLAR, DOLLAR, 2 * DOLLAR);

    private final Books books = new Books();
    private final Books.Node node = books.start(Books.id());
    private final AtomicInteger numbers = new AtomicInteger();
    private String payment = "";
    private UUID account = Books.id();

    @BeforeEach
    void anotherPayment() {
        payment = "pi_" + numbers.incrementAndGet();
        account = Books.id();
    }

    @AfterEach
    void theBooksAgree() {
        books.assertInOrder();
    }

    @AfterAll
    void close() {
        books.close();
    }

    private void pay(Paid paid) {
        assertThat(books.<Boolean>run(transaction -> books.credits.topUp(transaction, account, paid, payment, null)))
                .isTrue();
    }

    private void spend(long nanos) {
        books.post(node, Books.id(), new Charge(account, Books.id(), nanos));
    }

    private void claim(Back back, String key) {
        books.run(transaction -> {
            books.payments.claim(transaction, Reason.DISPUTE, account, payment, back, key);
            return true;
        });
    }

    private void giveBack(Reason reason, Back back, String key) {
        books.run(transaction -> {
            books.payments.giveBack(transaction, reason, account, payment, back, key);
            return true;
        });
    }

    private boolean takeUnused(long nanos, String key) {
        return books.run(transaction -> books.payments.takeUnused(transaction, account, payment, nanos, key));
    }

    private static Credits.Gift until(Instant end) {
        return new Credits.Gift("for a while", null, null, null, Lots.Kind.PROMOTIONAL.priority(), end);
    }

    private long unused() {
        return books.run(transaction -> books.payments.unused(transaction, account, payment));
    }

    private long atProcessor() {
        return books.run(books.payments::atProcessor);
    }

    @Test
    void aPaymentIsCreditAndFeeAndTaxAndAllOfItIsAtTheProcessor() {
        long before = atProcessor();
        pay(TWENTY);
        assertThat(books.balance(account).balance()).isEqualTo(20 * DOLLAR);
        assertThat(atProcessor() - before).isEqualTo(23 * DOLLAR);
    }

    @Test
    void aPaymentIsCreditedOnce() {
        pay(TWENTY);
        assertThat(books.<Boolean>run(t -> books.credits.topUp(t, account, TWENTY, payment, null)))
                .isFalse();
        assertThat(books.balance(account).balance()).isEqualTo(20 * DOLLAR);
    }

    @Test
    void creditThatWasGivenIsSpentBeforeWhatWasPaid() {
        pay(TWENTY);
        books.grant(account, 5 * DOLLAR);
        spend(4 * DOLLAR);
        assertThat(unused()).isEqualTo(20 * DOLLAR);
        spend(3 * DOLLAR);
        assertThat(unused()).isEqualTo(18 * DOLLAR);
    }

    @Test
    void givenCreditIsSpentByItsPriorityAndThenByWhatIsLostFirst() {
        Instant soon = Instant.now().plusSeconds(86_400);
        pay(TWENTY);
        gift("late", 30, null);
        gift("for good", 10, null);
        gift("until soon", 10, soon);
        gift("first", 5, null);

        spend(5 * DOLLAR / 2);

        assertThat(left("first")).isZero();
        assertThat(left("until soon")).isZero();
        assertThat(left("for good")).isEqualTo(DOLLAR / 2);
        spend(18 * DOLLAR);
        assertThat(left("for good")).isZero();
        assertThat(unused()).isEqualTo(5 * DOLLAR / 2);
        assertThat(left("late")).isEqualTo(DOLLAR);
    }

    private void gift(String name, int priority, @Nullable Instant end) {
        Credits.Gift gift = new Credits.Gift(name, null, null, null, priority, end);
        books.run(transaction -> books.credits.give(transaction, account, DOLLAR, name + " " + payment, gift));
    }

    private long left(String name) {
        return books.run(transaction -> {
            try (PreparedStatement select = transaction.prepareStatement("""
                    SELECT lot.remaining FROM billing.credit_lot_now lot JOIN billing.ledger_tx tx ON tx.id = lot.tx
                     WHERE lot.account = ? AND tx.meta ->> 'reason' = ?
                    """)) {
                select.setObject(1, account);
                select.setString(2, name);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    @Test
    void noMoreIsPaidBackThanIsUnused() {
        pay(TWENTY);
        spend(15 * DOLLAR);
        assertThat(takeUnused(6 * DOLLAR, "r1 " + payment)).isFalse();
        assertThat(takeUnused(5 * DOLLAR, "r2 " + payment)).isTrue();
        assertThat(books.balance(account).balance()).isZero();
        assertThat(takeUnused(1, "r3 " + payment)).isFalse();
    }

    @Test
    void whatIsSetAsideForCallsIsNotUnused() {
        pay(TWENTY);
        node.held(account, 3 * DOLLAR);
        assertThat(unused()).isLessThanOrEqualTo(17 * DOLLAR);
    }

    @Test
    void aRefundThatFailedIsThereAgainAndCanBePaidBackLater() {
        pay(TWENTY);
        takeUnused(20 * DOLLAR, "r " + payment);
        giveBack(Reason.REFUND, new Back(20 * DOLLAR, 0, 0), "r " + payment);
        assertThat(books.balance(account).balance()).isEqualTo(20 * DOLLAR);
        assertThat(unused()).isEqualTo(20 * DOLLAR);
    }

    @Test
    void aDisputeTakesWhatIsThereAndTheRestIsOwed() {
        pay(TWENTY);
        spend(15 * DOLLAR);
        claim(Back.of(TWENTY, 23 * DOLLAR), "d " + payment);
        assertThat(books.balance(account).balance()).isZero();
        assertThat(books.balance(account).owed()).isEqualTo(15 * DOLLAR);
    }

    @Test
    void aDisputeThatIsWonPaysWhatIsOwedFirst() {
        pay(TWENTY);
        spend(15 * DOLLAR);
        claim(Back.of(TWENTY, 23 * DOLLAR), "d " + payment);
        giveBack(Reason.DISPUTE, Back.of(TWENTY, 23 * DOLLAR), "d " + payment);
        assertThat(books.balance(account).balance()).isEqualTo(5 * DOLLAR);
        assertThat(books.balance(account).owed()).isZero();
    }

    @Test
    void moneyThatComesBackFromCallsPaysWhatIsOwed() throws SQLException {
        pay(TWENTY);
        Books.Node other = books.start(Books.id());
        Hold hold = other.held(account, 20 * DOLLAR);
        claim(Back.of(TWENTY, 20 * DOLLAR), "d " + payment);
        assertThat(books.balance(account).owed()).isEqualTo(20 * DOLLAR);
        hold.release();
        other.holds().stop();

        assertThat(books.payments.collectDebts()).isEqualTo(1);
        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(0, 0, 0, 0, 0));
    }

    @Test
    void theProcessorsFeesAreOursAndItsMoneyIsWhatItSays() {
        long before = atProcessor();
        pay(TWENTY);
        for (int again = 0; again < 2; again++) {
            move(Movement.PAYMENT, 23 * DOLLAR, DOLLAR / 2, "txn_1" + payment);
            move(Movement.PAYOUT, -10 * DOLLAR, 0, "txn_2" + payment);
        }
        assertThat(atProcessor() - before).isEqualTo(12 * DOLLAR + DOLLAR / 2);
    }

    private void move(Movement movement, long amount, long fee, String key) {
        books.run(transaction -> books.payments.moved(transaction, movement, amount, fee, key));
    }

    @Test
    void whatTheProcessorHasMovedIsInSuspenseNoMore() {
        pay(TWENTY);
        long before = books.<Long>run(t -> books.payments.inSuspense(t, Reason.DISPUTE));
        claim(Back.of(TWENTY, 23 * DOLLAR), "d " + payment);
        assertThat(books.<Long>run(t -> books.payments.inSuspense(t, Reason.DISPUTE)) - before)
                .isEqualTo(23 * DOLLAR);
        move(Movement.DISPUTE, -23 * DOLLAR, 15 * DOLLAR, "txn_d" + payment);
        assertThat(books.<Long>run(t -> books.payments.inSuspense(t, Reason.DISPUTE)))
                .isEqualTo(before);
    }

    @Test
    void creditWhoseTimeIsOverIsLostAndNoOther() throws SQLException {
        Instant tomorrow = Instant.now().plusSeconds(86_400);
        books.run(transaction -> {
            books.credits.give(transaction, account, 5 * DOLLAR, "g " + payment, until(tomorrow));
            return true;
        });
        pay(TWENTY);
        spend(2 * DOLLAR);
        assertThat(books.payments.expire(Instant.now())).isZero();
        assertThat(books.payments.expire(tomorrow)).isEqualTo(1);
        assertThat(books.balance(account).balance()).isEqualTo(20 * DOLLAR);
        assertThat(books.payments.expire(tomorrow)).isZero();
    }

    @Test
    void whatIsSetAsideForCallsExpiresWhenItComesBack() throws SQLException {
        Instant tomorrow = Instant.now().plusSeconds(86_400);
        books.run(transaction -> {
            books.credits.give(transaction, account, 5 * DOLLAR, "g " + payment, until(tomorrow));
            return true;
        });
        Books.Node other = books.start(Books.id());
        Hold hold = other.held(account, 5 * DOLLAR);
        books.payments.expire(tomorrow);
        assertThat(books.balance(account).balance()).isEqualTo(5 * DOLLAR);
        hold.release();
        other.holds().stop();
        assertThat(books.payments.expire(tomorrow)).isEqualTo(1);
        assertThat(books.balance(account).balance()).isZero();
    }
}
