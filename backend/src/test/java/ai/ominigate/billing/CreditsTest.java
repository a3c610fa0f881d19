package ai.ominigate.billing;

import static ai.ominigate.billing.Books.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class CreditsTest {
    private final Books books = new Books();

    private final AtomicInteger keys = new AtomicInteger();
    private String key = "";

    @BeforeEach
    void anotherKey() {
        key = "key " + keys.incrementAndGet();
    }

    @AfterEach
    void theBooksAgree() {
        books.assertInOrder();
    }

    @AfterAll
    void close() {
        books.close();
    }

    @Test
    void anAccountThatNobodyKnowsHasNothing() {
        assertThat(books.balance(Books.id())).isEqualTo(new Balances.Balance(0, 0, 0, 0, 0));
    }

    @Test
    void aGrantIsInTheWalletAtOnce() throws Exception {
        UUID account = Books.id();
        assertThat(books.credits.grant(account, 25 * DOLLAR, key, "the demo's credit"))
                .isTrue();
        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(25 * DOLLAR, 0, 0, 25 * DOLLAR, 0));
    }

    @Test
    void theSameGrantAgainChangesNothing() throws Exception {
        UUID account = Books.id();
        books.credits.grant(account, DOLLAR, key, "first");
        assertThat(books.credits.grant(account, DOLLAR, key, "again")).isFalse();
        assertThat(books.balance(account).balance()).isEqualTo(DOLLAR);
    }

    @Test
    void aKeyOfAnotherAmountIsRefused() throws Exception {
        UUID account = Books.id();
        books.credits.grant(account, DOLLAR, key, "first");
        assertThatThrownBy(() -> books.credits.grant(account, 2 * DOLLAR, key, "more"))
                .isInstanceOf(Credits.KeyInUse.class)
                .hasMessageContaining("\"" + key + "\" was used before");
        assertThat(books.balance(account).balance()).isEqualTo(DOLLAR);
    }

    @Test
    void aKeyOfAnotherAccountIsRefused() throws Exception {
        books.credits.grant(Books.id(), DOLLAR, key, "first");
        UUID other = Books.id();
        assertThatThrownBy(() -> books.credits.grant(other, DOLLAR, key, "another"))
                .isInstanceOf(Credits.KeyInUse.class);
        assertThat(books.balance(other).balance()).isZero();
    }

    @Test
    void aGrantOfNothingIsRefused() {
        assertThatThrownBy(() -> books.credits.grant(Books.id(), 0, key, "nothing"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twentyEqualGrantsAtOnceCreditAFreshAccountOnce() throws Exception {
        UUID account = Books.id();
        Callable<Boolean> grant = () -> books.credits.grant(account, DOLLAR, key, "at once");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> grants =
                    IntStream.range(0, 20).mapToObj(_ -> threads.submit(grant)).toList();
            int granted = 0;
            for (Future<Boolean> each : grants) {
                granted += each.get() ? 1 : 0;
            }
            assertThat(granted).isEqualTo(1);
        }
        assertThat(books.balance(account).balance()).isEqualTo(DOLLAR);
    }

    @Test
    void aWalletCanBeOpenedWithItsAccountAndTwice() throws Exception {
        UUID account = Books.id();
        books.run(transaction -> {
            books.credits.openWallet(transaction, account);
            books.credits.openWallet(transaction, account);
            return true;
        });
        assertThat(books.number("SELECT count(*) FROM billing.ledger_account WHERE account = '" + account + "'"))
                .isEqualTo(2);
    }

    @Test
    void aGrantPaysFirstWhatIsOwed() {
        UUID account = books.accountWith(DOLLAR);
        Books.Node node = books.start(Books.id());
        books.post(node, Books.id(), new Charge(account, Books.id(), 3 * DOLLAR));
        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(0, 0, 2 * DOLLAR, DOLLAR, 3 * DOLLAR));

        books.grant(account, DOLLAR);
        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(0, 0, DOLLAR, 2 * DOLLAR, 3 * DOLLAR));

        books.grant(account, 5 * DOLLAR);
        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(4 * DOLLAR, 0, 0, 7 * DOLLAR, 3 * DOLLAR));
    }

    @Test
    void aPaymentIsCreditedLikeAGrant() {
        UUID account = Books.id();
        boolean first = books.run(
                transaction -> books.credits.topUp(transaction, account, new Credits.Paid(DOLLAR, 0, 0), key, null));
        boolean again = books.run(
                transaction -> books.credits.topUp(transaction, account, new Credits.Paid(DOLLAR, 0, 0), key, null));
        assertThat(first).isTrue();
        assertThat(again).isFalse();
        assertThat(books.balance(account).balance()).isEqualTo(DOLLAR);
    }
}
