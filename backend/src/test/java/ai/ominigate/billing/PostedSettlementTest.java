package ai.ominigate.billing;

import static ai.ominigate.billing.Books.CENT;
import static ai.ominigate.billing.Books.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.Transaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class PostedSettlementTest {
    private final Books books = new Books();
    private final Books.Node node = books.start(Books.id());

    @AfterEach
    void theBooksAgree() {
        books.assertInOrder();
    }

    @AfterAll
    void close() {
        books.close();
    }

    @Test
    void aCallIsPaidFromItsLease() {
        UUID account = books.accountWith(10 * DOLLAR);
        Hold hold = node.held(account, DOLLAR);
        long held = books.balance(account).held();

        books.post(node, Books.id(), new Charge(account, hold.lease(), CENT));

        Balances.Balance balance = books.balance(account);
        assertThat(balance.balance()).isEqualTo(10 * DOLLAR - CENT);
        assertThat(balance.held()).isEqualTo(held - CENT);
        assertThat(balance.used()).isEqualTo(CENT);
    }

    @Test
    void theSameBatchAgainChangesNothing() {
        UUID account = books.accountWith(DOLLAR);
        UUID batch = Books.id();
        books.post(node, batch, new Charge(account, Books.id(), CENT));
        books.post(node, batch, new Charge(account, Books.id(), CENT));
        assertThat(books.balance(account).used()).isEqualTo(CENT);
    }

    @Test
    void aCallThatCostMoreThanItsLeaseHasIsPaidFromWhatIsFree() {
        UUID account = books.accountWith(10 * DOLLAR);
        Hold hold = node.held(account, CENT);
        long held = books.balance(account).held();

        books.post(node, Books.id(), new Charge(account, hold.lease(), held + CENT));

        assertThat(books.balance(account))
                .isEqualTo(new Balances.Balance(10 * DOLLAR - held - CENT, 0, 0, 10 * DOLLAR, held + CENT));
    }

    @Test
    void whatAWalletDoesNotHaveIsOwed() {
        UUID account = books.accountWith(DOLLAR);
        books.post(node, Books.id(), new Charge(account, Books.id(), 3 * DOLLAR));
        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(0, 0, 2 * DOLLAR, DOLLAR, 3 * DOLLAR));
    }

    @Test
    void anAccountWithoutAWalletOwesEverything() {
        UUID account = Books.id();
        books.post(node, Books.id(), new Charge(account, Books.id(), CENT));
        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(0, 0, CENT, 0, CENT));
    }

    @Test
    void whatOtherLeasesHoldIsNotTouched() {
        UUID account = books.accountWith(DOLLAR);
        Hold other = node.held(account, 60 * CENT);
        books.post(node, Books.id(), new Charge(account, Books.id(), 2 * DOLLAR));

        Balances.Balance balance = books.balance(account);
        assertThat(balance.held()).isEqualTo(balance.balance()).isGreaterThanOrEqualTo(60 * CENT);
        assertThat(balance.owed()).isEqualTo(2 * DOLLAR - (DOLLAR - balance.balance()));
        books.post(node, Books.id(), new Charge(account, other.lease(), 60 * CENT));
    }

    @Test
    void aLeaseOfAnotherAccountPaysNothing() {
        UUID rich = books.accountWith(DOLLAR);
        UUID account = books.accountWith(CENT);
        Hold hold = node.held(rich, CENT);
        books.post(node, Books.id(), new Charge(account, hold.lease(), CENT));
        assertThat(books.balance(rich).balance()).isEqualTo(DOLLAR);
        assertThat(books.balance(account).balance()).isZero();
    }

    @Test
    void manyChargesOfAnAccountAreOneTransaction() {
        UUID account = books.accountWith(DOLLAR);
        UUID batch = Books.id();
        books.post(
                node,
                batch,
                new Charge(account, Books.id(), 1),
                new Charge(account, Books.id(), 2),
                new Charge(account, Books.id(), 3));
        assertThat(books.number(
                        "SELECT count(*) FROM billing.ledger_tx WHERE idem_key = '" + batch + ":" + account + "'"))
                .isEqualTo(1);
        assertThat(books.balance(account).used()).isEqualTo(6);
    }

    @Test
    void anEmptyBatchIsNothing() {
        books.post(node, Books.id());
    }

    @Test
    void aNodeThatWasStartedAgainElsewhereCannotSettle() {
        UUID account = books.accountWith(DOLLAR);
        Books.Node before = books.start(Books.id());
        Books.Node after = books.start(before.seat().node());
        assertThatThrownBy(() -> Transaction.run(books.database.dataSource(), transaction -> {
                    before.settlement().post(transaction, Books.id(), List.of(new Charge(account, Books.id(), CENT)));
                    return true;
                }))
                .isInstanceOf(NodeSeat.Fenced.class);
        assertThat(books.balance(account).used()).isZero();
        books.post(after, Books.id(), new Charge(account, Books.id(), CENT));
    }

    @Test
    void nodesThatSettleTheSameAccountsAtOnceNeverWaitInACircle() throws Exception {
        List<UUID> accounts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            accounts.add(i % 2 == 0 ? books.accountWith(DOLLAR) : Books.id());
        }
        int batches = 20;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> posts = new ArrayList<>();
            for (int seed = 0; seed < 4; seed++) {
                Books.Node poster = books.start(Books.id());
                Random random = new Random(seed);
                posts.add(threads.submit(() -> {
                    for (int batch = 0; batch < batches; batch++) {
                        List<UUID> shuffled = new ArrayList<>(accounts);
                        Collections.shuffle(shuffled, random);
                        Charge[] charges = shuffled.stream()
                                .map(account -> new Charge(account, Books.id(), 1))
                                .toArray(Charge[]::new);
                        books.post(poster, Books.id(), charges);
                    }
                }));
            }
            for (Future<?> post : posts) {
                post.get();
            }
        }
        assertThat(accounts)
                .allSatisfy(account -> assertThat(books.balance(account).used()).isEqualTo(4L * batches));
    }
}
