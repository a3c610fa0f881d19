package ai.ominigate.billing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/** A ledger on a database of its own, with what tests do to it. */
final class Books implements AutoCloseable {
    static final long DOLLAR = 1_000_000_000L;
    static final long CENT = DOLLAR / 100;

    /** Spending stays possible for long, nothing is given back unless a test says so. */
    static final LeaseSettings SETTINGS = new LeaseSettings(
            5 * DOLLAR,
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(3),
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            Duration.ofMillis(1));

    private static final InstantSource CLOCK = InstantSource.system();

    final TestDatabase database = TestDatabase.create();
    final Ledger ledger = new Ledger();
    final Lots lots = new Lots(CLOCK);
    final Credits credits = new Credits(database.dataSource(), ledger, lots, CLOCK);
    final PaymentBooks payments = new PaymentBooks(database.dataSource(), ledger, lots, CLOCK);
    final Balances balances = new Balances(database.dataSource());
    final LedgerCheck check = new LedgerCheck(database.dataSource());

    /** One start of a node. */
    record Node(
            NodeSeat seat,
            LeasedHolds holds,
            Settlement settlement,
            AbandonedLeases abandoned,
            SimpleMeterRegistry metrics) {

        Hold held(UUID account, long nanos) {
            return ((HoldAnswer.Held) answer(account, nanos)).hold();
        }

        HoldAnswer answer(UUID account, long nanos) {
            return holds.hold(account, nanos).toCompletableFuture().join();
        }
    }

    Node start(UUID node) {
        return start(node, SETTINGS, System::nanoTime, database.dataSource());
    }

    Node start(UUID node, LeaseSettings settings, LongSupplier ticks, DataSource source) {
        try {
            NodeSeat seat = NodeSeat.take(database.dataSource(), node, settings.life());
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            LeasedHolds holds =
                    new LeasedHolds(new LeaseStore(source, seat), settings, new LeaseMetrics(registry), CLOCK, ticks);
            holds.renew();
            return new Node(
                    seat,
                    holds,
                    new PostedSettlement(seat, ledger, CLOCK),
                    new AbandonedLeases(database.dataSource(), seat),
                    registry);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An account with this much. */
    UUID accountWith(long nanos) {
        UUID account = id();
        if (nanos > 0) {
            grant(account, nanos);
        }
        return account;
    }

    void grant(UUID account, long nanos) {
        try {
            credits.grant(account, nanos, id().toString(), "a test");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void post(Node node, UUID batch, Charge... charges) {
        run(transaction -> {
            node.settlement().post(transaction, batch, List.of(charges));
            return true;
        });
    }

    Balances.Balance balance(UUID account) {
        try {
            return balances.of(account);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    <T> T run(Transaction.Work<T> work) {
        try {
            return Transaction.run(database.dataSource(), work);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long wallet(UUID account) {
        return number("SELECT id FROM billing.ledger_account WHERE code = 'wallet:" + account + "'");
    }

    long house(String code) {
        return number("SELECT id FROM billing.ledger_account WHERE code = '" + code + "'");
    }

    long number(String sql) {
        return run(transaction -> {
            try (Statement statement = transaction.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void assertInOrder() {
        try {
            assertThat(check.run().problems()).isEmpty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static UUID id() {
        return UuidV7.at(Instant.now());
    }

    @Override
    public void close() {
        database.close();
    }
}
