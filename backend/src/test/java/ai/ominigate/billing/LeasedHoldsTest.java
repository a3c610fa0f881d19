package ai.ominigate.billing;

import static ai.ominigate.billing.Books.CENT;
import static ai.ominigate.billing.Books.DOLLAR;
import static ai.ominigate.billing.Books.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.platform.Notifications;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class LeasedHoldsTest {
    private final Books books = new Books();
    private final AtomicLong ticks = new AtomicLong(System.nanoTime());
    private final List<Books.Node> nodes = new ArrayList<>();

    @AfterEach
    void theBooksAgreeAndTheNodesLeave() {
        nodes.forEach(node -> node.holds().stop());
        nodes.clear();
        books.assertInOrder();
    }

    @AfterAll
    void close() {
        books.close();
    }

    private Books.Node start() {
        return started(books.start(Books.id()));
    }

    private Books.Node startByTicks() {
        return started(books.start(Books.id(), SETTINGS, ticks::get, books.database.dataSource()));
    }

    private Books.Node started(Books.Node node) {
        nodes.add(node);
        return node;
    }

    private void pass(Duration time) {
        ticks.addAndGet(time.toNanos());
    }

    /** A slice that whoever opened it has not let go of yet is left for the next time, so this asks until it is back. */
    private void givesBackAllBut(long nanos, Books.Node node, UUID account) {
        Await.value(
                "what is idle comes back",
                () -> {
                    node.holds().giveBackIdle();
                    return books.balance(account).held();
                },
                held -> held == nanos);
    }

    // In memory

    @Test
    void withoutASliceNothingIsAtHand() {
        UUID account = books.accountWith(DOLLAR);
        assertThat(start().holds().tryHold(account, CENT)).isNull();
    }

    @Test
    void afterTheFirstCallTheNextAreServedFromMemory() {
        UUID account = books.accountWith(DOLLAR);
        Books.Node node = start();
        node.held(account, CENT);
        double asked = roundTrips(node);
        for (int i = 0; i < 10; i++) {
            assertThat(node.holds().tryHold(account, CENT)).isNotNull();
        }
        assertThat(roundTrips(node)).isEqualTo(asked);
    }

    @Test
    void whatACallDidNotNeedServesTheNext() {
        UUID account = books.accountWith(10 * CENT);
        Books.Node node = start();
        Hold hold = node.held(account, 10 * CENT);
        assertThat(node.holds().tryHold(account, CENT)).isNull();
        hold.settle(4 * CENT);
        assertThat(node.holds().tryHold(account, 6 * CENT)).isNotNull();
        assertThat(node.holds().tryHold(account, 1)).isNull();
    }

    @Test
    void aHoldEndsOnce() {
        UUID account = books.accountWith(10 * CENT);
        Books.Node node = start();
        Hold hold = node.held(account, 10 * CENT);
        hold.settle(8 * CENT);
        hold.release();
        hold.settle(0);
        assertThat(node.holds().tryHold(account, 3 * CENT)).isNull();
        assertThat(node.holds().tryHold(account, 2 * CENT)).isNotNull();
    }

    @Test
    void aHoldGrowsWhileTheSliceHasIt() {
        UUID account = books.accountWith(10 * DOLLAR);
        Books.Node node = start();
        Hold hold = node.held(account, CENT);
        assertThat(hold.grow(2 * CENT)).isTrue();
        assertThat(hold.nanos()).isEqualTo(3 * CENT);
        assertThat(hold.grow(10 * DOLLAR)).isFalse();
        assertThat(hold.nanos()).isEqualTo(3 * CENT);
        hold.release();
        assertThat(hold.grow(1)).isFalse();
    }

    @Test
    void aCallThatCostMoreThanItsHoldIsMadeUpForBeforeTheNext() {
        UUID account = books.accountWith(40 * CENT);
        Books.Node node = start();
        Hold hold = node.held(account, 10 * CENT);
        hold.settle(25 * CENT);
        assertThat(node.holds().tryHold(account, 1)).isNull();

        books.post(node, Books.id(), new Charge(account, hold.lease(), 25 * CENT));
        node.held(account, 15 * CENT);
        assertThat(node.answer(account, 1)).isEqualTo(new HoldAnswer.Insufficient(0));
    }

    @Test
    void aCallThatCostsNothingNeedsNoBalance() {
        UUID account = books.accountWith(0);
        Hold hold = start().held(account, 0);
        assertThat(hold.nanos()).isZero();
    }

    @Test
    void anAmountBelowZeroIsRefused() {
        Books.Node node = start();
        UUID account = books.accountWith(DOLLAR);
        Hold hold = node.held(account, CENT);
        UUID unknown = Books.id();
        assertThatThrownBy(() -> node.holds().hold(account, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> node.holds().hold(unknown, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hold.settle(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hold.grow(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    // Leasing

    @Test
    void aBalanceThatDoesNotHaveItSaysWhatItHas() {
        UUID account = books.accountWith(10 * CENT);
        assertThat(start().answer(account, 11 * CENT)).isEqualTo(new HoldAnswer.Insufficient(10 * CENT));
        assertThat(books.balance(account).held()).isZero();
    }

    @Test
    void anAccountWithoutAWalletHasNothing() {
        assertThat(start().answer(Books.id(), 1)).isEqualTo(new HoldAnswer.Insufficient(0));
    }

    @Test
    void aSliceIsHalfOfTheNodesShare() {
        UUID account = books.accountWith(8 * DOLLAR);
        start().held(account, CENT);
        assertThat(books.balance(account).held()).isEqualTo(4 * DOLLAR);
    }

    @Test
    void aSliceHasALargestSize() {
        UUID account = books.accountWith(100 * DOLLAR);
        start().held(account, CENT);
        assertThat(books.balance(account).held()).isEqualTo(5 * DOLLAR);
    }

    @Test
    void aSmallBalanceLeasesExactlyWhatACallNeeds() {
        UUID account = books.accountWith(10 * CENT);
        Books.Node node = start();
        node.held(account, 3 * CENT);
        assertThat(books.balance(account).held()).isEqualTo(3 * CENT);
        node.held(account, 4 * CENT);
        assertThat(books.balance(account).held()).isEqualTo(7 * CENT);
    }

    @Test
    void aSliceThatRunsLowIsRefilledAheadOfNeed() {
        UUID account = books.accountWith(100 * DOLLAR);
        Books.Node node = start();
        node.held(account, DOLLAR);
        assertThat(node.holds().tryHold(account, 3 * DOLLAR)).isNotNull();
        Await.until("the slice is refilled", () -> books.balance(account).held() > 5 * DOLLAR);
        Await.until("it has its size again", () -> node.holds().tryHold(account, 4 * DOLLAR) != null);
    }

    @Test
    void oneConversationServesManyWhoWait() {
        UUID account = books.accountWith(100 * DOLLAR);
        Books.Node node = start();
        List<CompletableFuture<HoldAnswer>> answers = new ArrayList<>();
        books.run(transaction -> {
            // While the wallet is locked here, everybody waits.
            books.ledger.lock(transaction, List.of(books.wallet(account)));
            for (int i = 0; i < 200; i++) {
                answers.add(node.holds().hold(account, CENT).toCompletableFuture());
            }
            return true;
        });
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(HoldAnswer.Held.class));
        assertThat(roundTrips(node)).isLessThanOrEqualTo(3);
    }

    @Test
    void callsThatWaitAreServedFirstComeFirst() {
        UUID account = books.accountWith(10 * CENT);
        Books.Node node = start();
        List<CompletableFuture<HoldAnswer>> answers = new ArrayList<>();
        books.run(transaction -> {
            books.ledger.lock(transaction, List.of(books.wallet(account)));
            for (int i = 0; i < 20; i++) {
                answers.add(node.holds().hold(account, CENT).toCompletableFuture());
            }
            return true;
        });
        for (int i = 0; i < 20; i++) {
            assertThat(answers.get(i).join())
                    .isInstanceOf(i < 10 ? HoldAnswer.Held.class : HoldAnswer.Insufficient.class);
        }
    }

    @Test
    void aNewCreditIsSpentAtOnce() {
        UUID account = books.accountWith(CENT);
        Books.Node node = start();
        assertThat(node.answer(account, 2 * CENT)).isInstanceOf(HoldAnswer.Insufficient.class);
        books.grant(account, CENT);
        node.held(account, 2 * CENT);
    }

    // Giving back

    @Test
    void anIdleSliceComesBack() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node node = startByTicks();
        node.held(account, CENT).release();
        node.holds().giveBackIdle();
        assertThat(books.balance(account).held()).isEqualTo(4 * DOLLAR);
        pass(SETTINGS.idle());
        givesBackAllBut(0, node, account);
        assertThat(openLeases(account)).isZero();
        node.held(account, CENT);
    }

    @Test
    void whatACallHoldsStaysWhenItsSliceComesBack() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node node = startByTicks();
        Hold hold = node.held(account, 3 * CENT);
        pass(SETTINGS.idle());
        givesBackAllBut(3 * CENT, node, account);

        hold.settle(2 * CENT);
        pass(SETTINGS.idle());
        givesBackAllBut(2 * CENT, node, account);

        books.post(node, Books.id(), new Charge(account, hold.lease(), 2 * CENT));
        pass(SETTINGS.idle());
        givesBackAllBut(0, node, account);
        assertThat(openLeases(account)).isZero();
    }

    @Test
    void nothingStaysHeldAfterACallThatCostMoreThanItsLease() {
        UUID account = books.accountWith(10 * CENT);
        Books.Node node = startByTicks();
        Hold hold = node.held(account, 3 * CENT);
        hold.settle(5 * CENT);
        books.post(node, Books.id(), new Charge(account, hold.lease(), 5 * CENT));
        Hold next = node.held(account, CENT);
        next.release();
        pass(SETTINGS.idle());
        givesBackAllBut(0, node, account);
        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(5 * CENT, 0, 0, 10 * CENT, 5 * CENT));
        assertThat(openLeases(account)).isZero();
    }

    @Test
    void aNodeThatStopsGivesEverythingBack() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node node = start();
        node.held(account, CENT).release();
        node.holds().stop();
        assertThat(books.balance(account).held()).isZero();
        assertThat(node.holds().tryHold(account, 1)).isNull();
        assertThat(node.answer(account, 1)).isInstanceOf(HoldAnswer.Unavailable.class);
    }

    @Test
    void oldClosedLeasesAreForgotten() throws SQLException {
        UUID account = books.accountWith(DOLLAR);
        Books.Node node = start();
        Hold hold = node.held(account, CENT);
        hold.release();
        node.holds().stop();
        LeaseStore store = new LeaseStore(books.database.dataSource(), node.seat());
        assertThat(store.forgetClosed(Duration.ofHours(1))).isZero();
        assertThat(store.forgetClosed(Duration.ZERO)).isPositive();
        books.post(node, Books.id(), new Charge(account, hold.lease(), CENT));
        assertThat(books.balance(account).used()).isEqualTo(CENT);
    }

    // Several nodes

    @Test
    void nodesShareABalance() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node one = start();
        Books.Node two = start();
        one.held(account, CENT);
        assertThat(books.balance(account).held()).isEqualTo(2 * DOLLAR);
        two.held(account, CENT);
        assertThat(books.balance(account).held()).isEqualTo(3_500_000_000L);
    }

    @Test
    void aNodeGivesBackWhatAnotherNeeds() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node one = start();
        Books.Node two = start();
        try (Notifications notifications = new Notifications(books.database.dataSource());
                Notifications.Subscription _ =
                        notifications.listen(LeaseStore.RECALLS, one.holds()::giveBackRecalled)) {
            one.held(account, CENT).release();
            Await.until(
                    "all of the balance can be held by the other node",
                    () -> two.answer(account, 8 * DOLLAR) instanceof HoldAnswer.Held);
        }
        assertThat(one.answer(account, 1)).isEqualTo(new HoldAnswer.Insufficient(0));
    }

    @Test
    void whatAnotherNodeReallyHoldsIsNotWaitedForLong() {
        UUID account = books.accountWith(10 * CENT);
        Books.Node one = start();
        Books.Node two = start();
        one.held(account, 9 * CENT);
        assertThat(two.answer(account, 2 * CENT)).isEqualTo(new HoldAnswer.Insufficient(CENT));
    }

    @Test
    void aSliceThatIsGivenBackWhileACallWaitsForAnotherNodeLeaksNothing() {
        UUID account = books.accountWith(10 * CENT);
        LeaseSettings patient = new LeaseSettings(
                SETTINGS.maxSliceNanos(),
                SETTINGS.cover(),
                SETTINGS.idle(),
                SETTINGS.life(),
                SETTINGS.heartbeat(),
                Duration.ofSeconds(20),
                SETTINGS.patience(),
                SETTINGS.rest());
        Books.Node one = start();
        Books.Node two = started(books.start(Books.id(), patient, System::nanoTime, books.database.dataSource()));
        Hold hold = one.held(account, 9 * CENT);
        CompletableFuture<HoldAnswer> waits =
                two.holds().hold(account, 2 * CENT).toCompletableFuture();
        Await.until("the call waits for the other node", () -> roundTrips(two) > 0);

        two.holds().giveBackAll();
        hold.release();
        one.holds().giveBackAll();

        assertThat(waits.join())
                .isInstanceOfSatisfying(
                        HoldAnswer.Held.class, held -> held.hold().release());
        two.holds().stop();
        assertThat(books.balance(account).held()).isZero();
    }

    @Test
    void twoHundredCallsAtOnceOnTenCentsOverTwoNodesNeverSpendMore() {
        UUID account = books.accountWith(10 * CENT);
        List<Books.Node> both = List.of(start(), start());
        long cost = 7_000_000;
        try (Notifications notifications = new Notifications(books.database.dataSource());
                Notifications.Subscription _ =
                        notifications.listen(LeaseStore.RECALLS, both.get(0).holds()::giveBackRecalled);
                Notifications.Subscription _ =
                        notifications.listen(LeaseStore.RECALLS, both.get(1).holds()::giveBackRecalled)) {
            List<CompletableFuture<Long>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Books.Node node = both.get(i % 2);
                calls.add(node.holds()
                        .hold(account, CENT)
                        .toCompletableFuture()
                        .thenApplyAsync(answer -> call(node, account, answer, cost), Thread::startVirtualThread));
            }
            long spent = calls.stream().mapToLong(CompletableFuture::join).sum();
            assertThat(spent).isPositive().isLessThanOrEqualTo(10 * CENT);
            assertThat(books.balance(account).used()).isEqualTo(spent);
        }
        both.forEach(node -> node.holds().stop());
        Balances.Balance after = books.balance(account);
        assertThat(after.held()).isZero();
        assertThat(after.owed()).isZero();
        assertThat(openLeases(account)).isZero();
    }

    private long call(Books.Node node, UUID account, HoldAnswer answer, long cost) {
        return switch (answer) {
            case HoldAnswer.Held(Hold hold) -> {
                hold.settle(cost);
                books.post(node, Books.id(), new Charge(account, hold.lease(), cost));
                yield cost;
            }
            case HoldAnswer.Insufficient _ -> 0L;
            case HoldAnswer.Unavailable(String why) -> throw new AssertionError(why);
        };
    }

    @Test
    void whateverManyThreadsDoOnTwoNodesNothingIsLostOrSpentTwice() throws Exception {
        List<UUID> accounts = List.of(books.accountWith(5 * DOLLAR), books.accountWith(20 * CENT));
        List<Books.Node> both = List.of(start(), start());
        ConcurrentHashMap<UUID, AtomicLong> costs = new ConcurrentHashMap<>();
        try (Notifications notifications = new Notifications(books.database.dataSource());
                Notifications.Subscription _ =
                        notifications.listen(LeaseStore.RECALLS, both.get(0).holds()::giveBackRecalled);
                Notifications.Subscription _ =
                        notifications.listen(LeaseStore.RECALLS, both.get(1).holds()::giveBackRecalled);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> storms = new ArrayList<>();
            for (int seed = 0; seed < 16; seed++) {
                Random random = new Random(seed);
                Books.Node node = both.get(seed % 2);
                storms.add(threads.submit(() -> storm(node, accounts, costs, random)));
            }
            for (Future<?> storm : storms) {
                storm.get();
            }
        }
        both.forEach(node -> node.holds().stop());
        for (UUID account : accounts) {
            Balances.Balance after = books.balance(account);
            assertThat(after.used())
                    .isEqualTo(costs.getOrDefault(account, new AtomicLong()).get());
            assertThat(after.held()).isZero();
            assertThat(after.owed()).isZero();
            assertThat(openLeases(account)).isZero();
        }
    }

    private void storm(Books.Node node, List<UUID> accounts, ConcurrentHashMap<UUID, AtomicLong> costs, Random random) {
        for (int i = 0; i < 60; i++) {
            UUID account = accounts.get(random.nextInt(accounts.size()));
            if (random.nextInt(20) == 0) {
                // Every slice is idle for someone who does not wait.
                node.holds().giveBackAll();
            }
            if (node.answer(account, 1 + random.nextLong(CENT)) instanceof HoldAnswer.Held(Hold hold)) {
                hold.grow(random.nextLong(CENT));
                long cost = random.nextLong(hold.nanos() + 1);
                hold.settle(cost);
                if (cost > 0) {
                    books.post(node, Books.id(), new Charge(account, hold.lease(), cost));
                    costs.computeIfAbsent(account, _ -> new AtomicLong()).addAndGet(cost);
                }
            }
        }
    }

    // Fencing, expiry, outages, crashes

    @Test
    void aNodeThatWasStartedAgainElsewhereHoldsNothingMore() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node before = start();
        before.held(account, CENT);
        Books.Node after = started(books.start(before.seat().node()));

        before.holds().renew();
        assertThat(before.holds().tryHold(account, CENT)).isNull();
        assertThat(before.answer(account, CENT)).isInstanceOf(HoldAnswer.Unavailable.class);
        after.held(account, CENT);
    }

    @Test
    void aStaleNodeFindsOutWhenItLeases() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node before = start();
        started(books.start(before.seat().node()));
        assertThat(before.answer(account, CENT)).isInstanceOf(HoldAnswer.Unavailable.class);
        assertThat(books.balance(account).held()).isZero();
    }

    @Test
    void aNodeThatCouldNotRenewItsLeasesInTimeRefusesUntilItHas() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node node = startByTicks();
        node.held(account, CENT);
        pass(SETTINGS.life());
        assertThat(node.holds().tryHold(account, CENT)).isNull();
        assertThat(node.answer(account, CENT)).isInstanceOf(HoldAnswer.Unavailable.class);
        node.holds().renew();
        assertThat(node.holds().tryHold(account, CENT)).isNotNull();
    }

    @Test
    void aNodeIsReadyWhileItsLeasesLiveWhetherTheDatabaseAnswersOrNot() {
        Outage outage = new Outage(books.database.dataSource());
        Books.Node node = started(books.start(Books.id(), SETTINGS, ticks::get, outage));
        outage.begin();
        pass(SETTINGS.life().minusSeconds(1));
        node.holds().renewWhenDue();
        assertThat(node.holds().problem()).isEmpty();
        assertThat(leaseSecondsLeft(node)).isEqualTo(1);

        pass(Duration.ofSeconds(1));
        assertThat(node.holds().problem())
                .hasValueSatisfying(why -> assertThat(why).startsWith("This node could not renew"));
        assertThat(leaseSecondsLeft(node)).isZero();

        outage.end();
        node.holds().renewWhenDue();
        assertThat(node.holds().problem()).isEmpty();
        assertThat(leaseSecondsLeft(node)).isEqualTo(SETTINGS.life().toSeconds());
    }

    @Test
    void aNodeWhoseSeatIsTakenIsNotReady() {
        Books.Node before = start();
        started(books.start(before.seat().node()));
        before.holds().renew();
        assertThat(before.holds().problem())
                .hasValueSatisfying(why -> assertThat(why).contains("must be restarted"));
    }

    @Test
    void leasesAreRenewedAtOnceWhenTheDatabaseIsBackAndOtherwiseByTheHeartbeat() {
        Outage outage = new Outage(books.database.dataSource());
        Books.Node node = started(books.start(Books.id(), SETTINGS, ticks::get, outage));
        pass(SETTINGS.heartbeat().minusSeconds(1));
        node.holds().renewWhenDue();
        assertThat(leaseSecondsLeft(node))
                .isEqualTo(SETTINGS.life().minus(SETTINGS.heartbeat()).toSeconds() + 1);

        outage.begin();
        pass(Duration.ofSeconds(2));
        node.holds().renewWhenDue();
        outage.end();
        node.holds().renewWhenDue();
        assertThat(leaseSecondsLeft(node)).isEqualTo(SETTINGS.life().toSeconds());
    }

    @Test
    void aSliceGrowsToOutlastAnOutageAtThePaceOfItsAccount() {
        UUID account = books.accountWith(1_000 * DOLLAR);
        Outage outage = new Outage(books.database.dataSource());
        Books.Node node = started(books.start(Books.id(), SETTINGS, ticks::get, outage));
        for (int second = 0; second < 10; second++) {
            node.held(account, 2 * DOLLAR).settle(DOLLAR);
            pass(Duration.ofSeconds(1));
            node.holds().keepAhead();
        }
        Await.until(
                "the slice has two minutes' worth",
                () -> books.balance(account).held() > SETTINGS.cover().toSeconds() * DOLLAR);

        outage.begin();
        for (int second = 0; second < SETTINGS.cover().toSeconds(); second++) {
            Hold hold = Objects.requireNonNull(node.holds().tryHold(account, 2 * DOLLAR));
            hold.settle(DOLLAR);
        }
        outage.end();
    }

    @Test
    void aSliceThatLastsLongEnoughIsNotAskedForAgain() {
        UUID account = books.accountWith(1_000 * DOLLAR);
        Books.Node node = startByTicks();
        node.held(account, CENT).settle(1);
        double asked = roundTrips(node);
        for (int second = 0; second < 10; second++) {
            node.held(account, CENT).settle(1);
            pass(Duration.ofSeconds(1));
            node.holds().keepAhead();
        }
        assertThat(roundTrips(node)).isEqualTo(asked);
    }

    @Test
    void withoutTheDatabaseSlicesGoOnThenCallsAreRefusedThenItRecovers() {
        UUID account = books.accountWith(100 * DOLLAR);
        Outage outage = new Outage(books.database.dataSource());
        Books.Node node = started(books.start(Books.id(), SETTINGS, System::nanoTime, outage));
        node.held(account, DOLLAR);

        outage.begin();
        node.holds().renew();
        for (int i = 0; i < 4; i++) {
            assertThat(node.answer(account, DOLLAR)).isInstanceOf(HoldAnswer.Held.class);
        }
        assertThat(node.answer(account, DOLLAR)).isInstanceOf(HoldAnswer.Unavailable.class);

        outage.end();
        Await.until("calls are served again", () -> node.answer(account, DOLLAR) instanceof HoldAnswer.Held);
    }

    @Test
    void callsDoNotWaitForeverForADatabaseThatHangs() {
        UUID account = books.accountWith(DOLLAR);
        Books.Node node = startByTicks();
        CompletableFuture<HoldAnswer> answer = books.run(transaction -> {
            books.ledger.lock(transaction, List.of(books.wallet(account)));
            CompletableFuture<HoldAnswer> waits =
                    node.holds().hold(account, CENT).toCompletableFuture();
            assertThat(waits).isNotDone();
            pass(SETTINGS.patience());
            node.holds().expireWaiting();
            assertThat(waits.join()).isInstanceOf(HoldAnswer.Unavailable.class);
            return waits;
        });
        assertThat(answer).isDone();
        // What was leased for it in the end serves the next.
        node.held(account, CENT);
    }

    @Test
    void aLostAnswerToALeaseLosesNoMoney() {
        UUID account = books.accountWith(10 * CENT);
        Outage outage = new Outage(books.database.dataSource());
        Books.Node node = started(books.start(Books.id(), SETTINGS, System::nanoTime, outage));
        outage.loseNextAnswer();
        assertThat(node.answer(account, 6 * CENT)).isInstanceOf(HoldAnswer.Unavailable.class);
        assertThat(books.balance(account).held()).isEqualTo(6 * CENT);
        Await.until("the lease is found", () -> node.answer(account, 10 * CENT) instanceof HoldAnswer.Held);
        assertThat(books.balance(account).held()).isEqualTo(10 * CENT);
    }

    @Test
    void aLostAnswerToGivingBackGivesBackOnce() {
        UUID account = books.accountWith(8 * DOLLAR);
        Outage outage = new Outage(books.database.dataSource());
        Books.Node node = started(books.start(Books.id(), SETTINGS, ticks::get, outage));
        Hold hold = node.held(account, CENT);
        pass(SETTINGS.idle());
        Await.until("it is given back, and nobody is told", () -> {
            outage.loseNextAnswer();
            node.holds().giveBackIdle();
            boolean back = books.balance(account).held() == CENT;
            if (!back) {
                pass(SETTINGS.rest());
            }
            return back;
        });

        hold.release();
        pass(SETTINGS.idle());
        node.holds().giveBackIdle();
        pass(SETTINGS.idle());
        givesBackAllBut(0, node, account);
        node.held(account, CENT);
    }

    @Test
    void aLeaseThatWasClosedWithoutOurKnowingIsReplaced() {
        UUID account = books.accountWith(8 * DOLLAR);
        Outage outage = new Outage(books.database.dataSource());
        Books.Node node = started(books.start(Books.id(), SETTINGS, ticks::get, outage));
        UUID lease = node.held(account, 0).lease();
        node.held(account, CENT).release();
        pass(SETTINGS.idle());
        // A slice that whoever opened it has not let go of yet is left for the next time.
        Await.until("it is given back, and nobody is told", () -> {
            outage.loseNextAnswer();
            node.holds().giveBackIdle();
            boolean gone = openLeases(account) == 0;
            if (!gone) {
                pass(SETTINGS.rest());
            }
            return gone;
        });

        pass(SETTINGS.rest());
        assertThat(node.held(account, CENT).lease()).isNotEqualTo(lease);
    }

    @Test
    void afterACrashNoHoldIsLeft() throws SQLException {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node before = books.start(Books.id());
        Hold settled = before.held(account, CENT);
        before.held(account, 5 * CENT);

        Books.Node after = started(books.start(before.seat().node()));
        books.post(after, Books.id(), new Charge(account, settled.lease(), CENT));
        assertThat(after.abandoned().closeThoseOfEarlierStarts()).isEqualTo(4 * DOLLAR - CENT);

        assertThat(books.balance(account)).isEqualTo(new Balances.Balance(8 * DOLLAR - CENT, 0, 0, 8 * DOLLAR, CENT));
        assertThat(openLeases(account)).isZero();
        books.post(after, Books.id(), new Charge(account, settled.lease(), CENT));
        assertThat(books.balance(account).used()).isEqualTo(2 * CENT);
    }

    @Test
    void aNodesOwnLeasesAreNotAbandoned() throws SQLException {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node node = start();
        node.held(account, CENT);
        assertThat(node.abandoned().closeThoseOfEarlierStarts()).isZero();
        assertThat(books.balance(account).held()).isEqualTo(4 * DOLLAR);
    }

    @Test
    void theLeasesOfANodeThatMayLiveStay() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node dead = books.start(Books.id());
        Books.Node node = start();
        dead.held(account, CENT);
        assertThatThrownBy(
                        () -> node.abandoned().closeThoseOfLostNode(dead.seat().node()))
                .isInstanceOf(AbandonedLeases.StillAlive.class);
        assertThatThrownBy(
                        () -> node.abandoned().closeThoseOfLostNode(node.seat().node()))
                .isInstanceOf(AbandonedLeases.StillAlive.class);
        assertThatThrownBy(() -> node.abandoned().closeThoseOfLostNode(Books.id()))
                .isInstanceOf(AbandonedLeases.StillAlive.class);
        nodes.add(dead);
    }

    @Test
    void theLeasesOfALostNodeAreClosedAndItIsFenced() throws SQLException {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node dead = books.start(Books.id());
        Books.Node node = start();
        dead.held(account, CENT);
        books.run(transaction -> {
            Books.execute(
                    transaction,
                    "UPDATE billing.node SET leases_expire_at = now() - INTERVAL '1 minute',"
                            + " heartbeat_at = now() - INTERVAL '1 hour' WHERE node_id = '"
                            + dead.seat().node() + "'");
            return true;
        });
        assertThat(node.abandoned().closeThoseOfLostNode(dead.seat().node())).isEqualTo(2 * DOLLAR);
        assertThat(books.balance(account).held()).isZero();
        dead.holds().renew();
        assertThat(dead.answer(account, CENT)).isInstanceOf(HoldAnswer.Unavailable.class);
    }

    @Test
    void operatorsSeeTheSlices() {
        UUID account = books.accountWith(8 * DOLLAR);
        Books.Node node = start();
        node.held(account, DOLLAR);
        assertThat(node.metrics().get("ominigate.wallet.slices.open").gauge().value())
                .isEqualTo(1);
        assertThat(node.metrics().get("ominigate.wallet.leased.dollars").gauge().value())
                .isEqualTo(4);
        assertThat(node.metrics()
                        .get("ominigate.wallet.remaining.dollars")
                        .gauge()
                        .value())
                .isEqualTo(3);
        node.answer(account, 100 * DOLLAR);
        Await.until(
                "the refusal is counted",
                () -> node.metrics()
                                .get("ominigate.wallet.refusals")
                                .tag("reason", "insufficient")
                                .counter()
                                .count()
                        == 1);
    }

    private static double leaseSecondsLeft(Books.Node node) {
        return node.metrics().get("ominigate.wallet.lease.left").gauge().value();
    }

    private static double roundTrips(Books.Node node) {
        return node.metrics()
                .get("ominigate.wallet.lease.round.trips")
                .counter()
                .count();
    }

    private long openLeases(UUID account) {
        return books.number(
                "SELECT count(*) FROM billing.budget_lease WHERE state = 'open' AND account = '" + account + "'");
    }
}
