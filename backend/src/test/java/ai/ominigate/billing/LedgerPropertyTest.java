package ai.ominigate.billing;

import static ai.ominigate.billing.Books.CENT;
import static ai.ominigate.billing.Books.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever happens in whatever order, the books agree after each step and with what a simple model expects. */
class LedgerPropertyTest {
    private static final Books books = new Books();

    /** The clock of these nodes moves only by steps, so nobody can wait for another node. */
    private static final LeaseSettings IMPATIENT = new LeaseSettings(
            SETTINGS.maxSliceNanos(),
            SETTINGS.cover(),
            SETTINGS.idle(),
            SETTINGS.life(),
            SETTINGS.heartbeat(),
            Duration.ZERO,
            SETTINGS.patience(),
            SETTINGS.rest());

    @AfterContainer
    static void close() {
        books.close();
    }

    /** Something that happens. Numbers choose among what there is at that moment, modulo how many there are. */
    sealed interface Step {
        record Grant(int account, long nanos) implements Step {}

        record TopUp(int account, long nanos) implements Step {}

        /** The last credit arrives a second time. */
        record CreditAgain() implements Step {}

        record Call(int node, int account, long nanos) implements Step {}

        record Grow(int call, long nanos) implements Step {}

        /** A call ends and has cost so many per cent of its hold. */
        record End(int call, int percent) implements Step {}

        record Release(int call) implements Step {}

        /** A node's shipper posts some of what its journal has, in an order of its own. */
        record Ship(int node, int count, int from) implements Step {}

        /** A batch arrives a second time. */
        record ShipAgain(int batch) implements Step {}

        record Idle(int node) implements Step {}

        /** A node cannot renew its leases in time. */
        record Expire(int node) implements Step {}

        record Renew(int node) implements Step {}

        /** A node dies and starts again on its journal; what its calls under way would have cost is never known. */
        record Crash(int node) implements Step {}

        /** The journal of a node that had died has been shipped. */
        record Recover(int node) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 1_000);
        Arbitrary<Long> money = Arbitraries.longs().between(1, 40 * CENT);
        Arbitrary<Integer> percent = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(0, 100)),
                Tuple.of(1, Arbitraries.integers().between(101, 400)));
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(2, Combinators.combine(any, money).as(Step.Grant::new)),
                        Tuple.of(1, Combinators.combine(any, money).as(Step.TopUp::new)),
                        Tuple.of(1, Arbitraries.just(new Step.CreditAgain())),
                        Tuple.of(8, Combinators.combine(any, any, money).as(Step.Call::new)),
                        Tuple.of(2, Combinators.combine(any, money).as(Step.Grow::new)),
                        Tuple.of(6, Combinators.combine(any, percent).as(Step.End::new)),
                        Tuple.of(1, any.map(Step.Release::new)),
                        Tuple.of(4, Combinators.combine(any, any, any).as(Step.Ship::new)),
                        Tuple.of(2, any.map(Step.ShipAgain::new)),
                        Tuple.of(3, any.map(Step.Idle::new)),
                        Tuple.of(1, any.map(Step.Expire::new)),
                        Tuple.of(2, any.map(Step.Renew::new)),
                        Tuple.of(1, any.map(Step.Crash::new)),
                        Tuple.of(2, any.map(Step.Recover::new)))
                .list()
                .ofMinSize(5)
                .ofMaxSize(50);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
    void theBooksAgreeAfterEachStepOfAnyHistory(@ForAll("histories") List<Step> history) throws SQLException {
        World world = new World();
        for (Step step : history) {
            world.happen(step);
            world.compare();
        }
        world.end();
    }

    /** The real thing beside the model of it. */
    private static final class World {
        private final List<Wallet> wallets = List.of(new Wallet(), new Wallet());
        private final List<Station> stations = List.of(new Station(), new Station());
        private final List<Underway> calls = new ArrayList<>();
        private final List<Batch> batches = new ArrayList<>();
        private Step lastCredit = new Step.Grant(0, 1);
        private String lastKey = Books.id().toString();

        /** What the model knows of an account: sums, and by how much calls have cost more than was held. */
        private static final class Wallet {
            private final UUID account = Books.id();
            private long credited;
            private long used;
            private long beyondHolds;
        }

        /** A node through its starts, with its journal. */
        private static final class Station {
            private final UUID id = Books.id();
            private final AtomicLong ticks = new AtomicLong();
            private final List<Entry> journal = new ArrayList<>();
            private Books.Node node = start();

            private Books.Node start() {
                return books.start(id, IMPATIENT, ticks::get, books.database.dataSource());
            }
        }

        private record Entry(Wallet wallet, Charge charge) {}

        private record Underway(Station station, Wallet wallet, Hold hold) {}

        private record Batch(Station station, UUID id, List<Charge> charges) {}

        void happen(Step step) throws SQLException {
            switch (step) {
                case Step.Grant _, Step.TopUp _ -> {
                    lastCredit = step;
                    lastKey = Books.id().toString();
                    credit(true);
                }
                case Step.CreditAgain _ -> credit(false);
                case Step.Call(int node, int account, long nanos) ->
                    call(of(stations, node), of(wallets, account), nanos);
                case Step.Grow(int call, long nanos) -> {
                    if (!calls.isEmpty()) {
                        of(calls, call).hold().grow(nanos);
                    }
                }
                case Step.End(int call, int percent) -> {
                    if (!calls.isEmpty()) {
                        end(calls.remove(call % calls.size()), percent);
                    }
                }
                case Step.Release(int call) -> {
                    if (!calls.isEmpty()) {
                        calls.remove(call % calls.size()).hold().release();
                    }
                }
                case Step.Ship(int node, int count, int from) -> ship(of(stations, node), 1 + count % 4, from);
                case Step.ShipAgain(int batch) -> {
                    if (!batches.isEmpty()) {
                        post(of(batches, batch));
                    }
                }
                case Step.Idle(int node) -> idle(of(stations, node));
                case Step.Expire(int node) ->
                    of(stations, node).ticks.addAndGet(SETTINGS.life().toNanos());
                case Step.Renew(int node) -> of(stations, node).node.holds().renew();
                case Step.Crash(int node) -> crash(of(stations, node));
                case Step.Recover(int node) -> recover(of(stations, node));
            }
        }

        private static <T> T of(List<T> all, int index) {
            return all.get(index % all.size());
        }

        private void credit(boolean first) throws SQLException {
            switch (lastCredit) {
                case Step.Grant(int account, long nanos) -> {
                    Wallet wallet = of(wallets, account);
                    boolean now = books.credits.grant(wallet.account, nanos, lastKey, "a test");
                    wallet.credited += now ? nanos : 0;
                    assertThat(now || !first).isTrue();
                }
                case Step.TopUp(int account, long nanos) -> {
                    Wallet wallet = of(wallets, account);
                    boolean now = books.run(transaction -> books.credits.topUp(
                            transaction, wallet.account, new Credits.Paid(nanos, 0, 0), lastKey, null));
                    wallet.credited += now ? nanos : 0;
                    assertThat(now || !first).isTrue();
                }
                case Step _ -> throw new AssertionError(lastCredit);
            }
        }

        private void call(Station station, Wallet wallet, long nanos) {
            switch (station.node.answer(wallet.account, nanos)) {
                case HoldAnswer.Held(Hold hold) -> calls.add(new Underway(station, wallet, hold));
                case HoldAnswer.Insufficient(long available) ->
                    assertThat(available).isLessThan(nanos);
                case HoldAnswer.Unavailable _ ->
                    assertThat(station.node.holds().tryHold(wallet.account, 0)).isNull();
            }
        }

        private void end(Underway call, int percent) {
            long held = call.hold().nanos();
            long cost = held * percent / 100;
            call.hold().settle(cost);
            if (cost > 0) {
                call.wallet().beyondHolds += Math.max(0, cost - held);
                call.station()
                        .journal
                        .add(new Entry(
                                call.wallet(),
                                new Charge(call.wallet().account, call.hold().lease(), cost)));
            }
        }

        private void ship(Station station, int count, int from) {
            List<Charge> charges = new ArrayList<>();
            for (int i = 0; i < count && !station.journal.isEmpty(); i++) {
                Entry entry = station.journal.remove((from + i) % station.journal.size());
                entry.wallet().used += entry.charge().nanos();
                charges.add(entry.charge());
            }
            Batch batch = new Batch(station, Books.id(), charges);
            batches.add(batch);
            post(batch);
        }

        private void post(Batch batch) {
            books.post(batch.station().node, batch.id(), batch.charges().toArray(Charge[]::new));
        }

        private void idle(Station station) {
            station.ticks.addAndGet(SETTINGS.idle().toNanos());
            station.node.holds().giveBackIdle();
        }

        private void crash(Station station) {
            calls.removeIf(call -> call.station() == station);
            station.node = station.start();
        }

        private void recover(Station station) throws SQLException {
            ship(station, station.journal.size(), 0);
            station.node.abandoned().closeThoseOfEarlierStarts();
        }

        void compare() {
            books.assertInOrder();
            for (Wallet wallet : wallets) {
                Balances.Balance balance = books.balance(wallet.account);
                assertThat(balance.credited()).isEqualTo(wallet.credited);
                assertThat(balance.used()).isEqualTo(wallet.used);
                assertThat(balance.balance() - balance.owed()).isEqualTo(wallet.credited - wallet.used);
                assertThat(balance.available()).isNotNegative();
                assertThat(balance.owed()).isLessThanOrEqualTo(wallet.beyondHolds);
            }
        }

        /** Everything ends in order: then nothing is held, and nothing but what went beyond its hold is owed. */
        void end() throws SQLException {
            calls.forEach(call -> end(call, 50));
            for (Station station : stations) {
                recover(station);
                station.node.holds().renew();
                idle(station);
                idle(station);
                compare();
            }
            for (Wallet wallet : wallets) {
                assertThat(books.balance(wallet.account).held()).isZero();
                assertThat(openLeases(wallet.account)).isZero();
            }
            for (Station station : stations) {
                station.node.holds().stop();
            }
        }

        private static long openLeases(UUID account) {
            return books.number(
                    "SELECT count(*) FROM billing.budget_lease WHERE state = 'open' AND account = '" + account + "'");
        }
    }
}
