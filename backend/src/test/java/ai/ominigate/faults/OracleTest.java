package ai.ominigate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.faults.Call.Outcome;
import ai.ominigate.faults.Finding.Kind;
import ai.ominigate.faults.ModelProvider.Billed;
import ai.ominigate.faults.ModelProvider.Usage;
import ai.ominigate.gateway.RealProcess;
import ai.ominigate.metering.EndReason;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.UuidV7;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle finds what it is there to find: each test makes one thing wrong, by hand, in books that agree. */
class OracleTest {
    private static final Usage USED = new Usage(20, 3, 40);
    private static final long CALL = 7;
    private static final long GRANTED = 1_000_000_000;

    private final TestDatabase database = TestDatabase.create();
    private final UUID account = UUID.randomUUID();
    private final UUID key = UUID.randomUUID();
    private final Customer customer = new Customer(account, "og-secret", GRANTED);
    private final List<Call> calls = new ArrayList<>();
    private final Map<UUID, Billed> provider = new HashMap<>();
    private final UUID id = UuidV7.at(Instant.now());

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private Node node;

    @BeforeEach
    void openTheBooks() throws SQLException, IOException {
        node = new Node("node", RealProcess.in(folder));
        run(
                "INSERT INTO accounts.account (id, name, status, created_at, revision) VALUES (?, 'x', 'ACTIVE', now(), 0)",
                account);
        run("""
                INSERT INTO accounts.api_key
                       (id, account_id, sha256, hint, name, models, networks, created_at, revision)
                VALUES (?, ?, sha256('x'), 'x', 'x', '{}', '{}', now(), 0)
                """, key, account);
        run("""
                INSERT INTO billing.ledger_account (code, kind, currency, account, min_balance)
                VALUES ('wallet:' || ?::uuid, 'liability', 'USD', ?::uuid, 0),
                       ('receivable:' || ?::uuid, 'asset', 'USD', ?::uuid, NULL)
                """, account, account, account, account);
        post("grant", "promo_expense", "wallet:" + account, GRANTED);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void findsNothingWhereAllAgrees() throws SQLException {
        answered();
        bill(USED.costNanos());

        assertThat(find()).isEmpty();
    }

    @Test
    void findsAnAnswerThatIsBilledToNobody() throws SQLException {
        answered();

        assertThat(find()).containsExactly(Kind.LOST);
    }

    @Test
    void findsAnAnswerThatIsAnothers() throws SQLException {
        calls.add(call(new Outcome.Whole(false, USED.output(), USED.costNanos())));
        provider.put(id, new Billed(CALL, USED, () -> 500));
        bill(USED.costNanos());

        assertThat(find()).containsExactly(Kind.LOST);
    }

    @Test
    void findsABillThatIsNotTheProviders() throws SQLException {
        answered();
        provider.put(id, new Billed(CALL, new Usage(20, 3, 41), () -> 500));
        bill(USED.costNanos());

        assertThat(find()).contains(Kind.WRONG);
    }

    @Test
    void findsABillThatIsNotWhatTheCallerWasTold() throws SQLException {
        calls.add(call(new Outcome.Whole(true, USED.output(), USED.costNanos() - 1)));
        provider.put(id, new Billed(CALL, USED, () -> 500));
        bill(USED.costNanos());

        assertThat(find()).containsExactly(Kind.WRONG);
    }

    @Test
    void findsACostThatIsNotThatOfItsTokens() throws SQLException {
        answered();
        bill(USED.costNanos() + 1);

        assertThat(find()).contains(Kind.WRONG);
    }

    @Test
    void findsACallThatIsBilledUnderTwoIds() throws SQLException {
        answered();
        bill(USED.costNanos());
        UUID again = UuidV7.at(Instant.now());
        provider.put(again, new Billed(CALL, USED, () -> 500));
        bill(again, EndReason.DONE, USED.costNanos());

        assertThat(find()).containsExactly(Kind.TWICE);
    }

    @Test
    void findsARefusalThatIsBilled() throws SQLException {
        calls.add(call(new Outcome.Refused(502, "upstream_error")));
        provider.put(id, new Billed(CALL, USED, () -> 500));
        bill(USED.costNanos());

        assertThat(find()).containsExactly(Kind.WRONG);
    }

    @Test
    void findsACrashThatIsBilled() throws SQLException {
        provider.put(id, new Billed(CALL, USED, () -> 500));
        bill(id, EndReason.GATEWAY_CRASHED, USED.costNanos());

        assertThat(find()).containsExactly(Kind.WRONG);
    }

    @Test
    void findsABillThatNoProviderKnowsOf() throws SQLException {
        bill(USED.costNanos());

        assertThat(find()).containsExactly(Kind.WRONG);
    }

    @Test
    void findsRollupsThatForgetACall() throws SQLException {
        answered();
        bill(USED.costNanos());
        run("DELETE FROM metering.usage_hourly WHERE account_id = ?", account);

        assertThat(find()).isNotEmpty().containsOnly(Kind.DRIFT);
    }

    @Test
    void findsRollupsThatPutACallIntoAnotherHour() throws SQLException {
        answered();
        bill(USED.costNanos());
        run("UPDATE metering.usage_hourly SET hour = hour - INTERVAL '1 hour' WHERE account_id = ?", account);

        assertThat(find()).isNotEmpty().containsOnly(Kind.DRIFT);
    }

    @Test
    void findsSixHoursThatForgetACall() throws SQLException {
        answered();
        bill(USED.costNanos());
        run("DELETE FROM metering.usage_six_hourly WHERE account_id = ?", account);

        assertThat(find()).isNotEmpty().containsOnly(Kind.DRIFT);
    }

    @Test
    void findsSixHoursThatHaveACallOfOthers() throws SQLException {
        answered();
        bill(USED.costNanos());
        run("UPDATE metering.usage_six_hourly SET until = until + INTERVAL '6 hours' WHERE account_id = ?", account);

        assertThat(find()).isNotEmpty().containsOnly(Kind.DRIFT);
    }

    @Test
    void findsQuartersOfAnHourThatHaveACallOfAnother() throws SQLException {
        answered();
        bill(USED.costNanos());
        run("UPDATE metering.usage_quarter_hourly SET quarter = (quarter + 1) % 4 WHERE account_id = ?", account);

        assertThat(find()).isNotEmpty().containsOnly(Kind.DRIFT);
    }

    @Test
    void findsALedgerThatWasToldTwice() throws SQLException {
        answered();
        bill(USED.costNanos());
        post("usage", "wallet:" + account, "revenue_usage", USED.costNanos());

        assertThat(find()).containsExactly(Kind.DRIFT);
    }

    @Test
    void findsWhatWasSpentThatNobodyHad() throws SQLException {
        answered();
        bill(USED.costNanos());
        post("correction", "receivable:" + account, "revenue_usage", 5);

        assertThat(find()).containsExactly(Kind.OVERSPENT);
    }

    @Test
    void findsMoneyThatIsStillHeld() throws SQLException {
        answered();
        bill(USED.costNanos());
        run("""
                UPDATE billing.ledger_balance
                   SET held = 9
                 WHERE account_id = (SELECT id FROM billing.ledger_account WHERE code = 'wallet:' || ?::uuid)
                """, account);

        assertThat(find()).containsExactly(Kind.LEAKED);
    }

    // ---- books by hand

    private void answered() {
        calls.add(call(new Outcome.Whole(true, USED.output(), USED.costNanos())));
        provider.put(id, new Billed(CALL, USED, () -> 500));
    }

    private Call call(Outcome outcome) {
        return new Call(CALL, id, node, customer, 1, 2, false, outcome);
    }

    private void bill(long nanos) throws SQLException {
        bill(id, EndReason.DONE, nanos);
    }

    /** Stores a call as the shipper does. */
    private void bill(UUID event, EndReason end, long nanos) throws SQLException {
        Object at = UuidV7.instant(event).atOffset(ZoneOffset.UTC);
        run("SELECT metering.make_day('usage_event', (?::timestamptz AT TIME ZONE 'UTC')::date)", at);
        run("""
                INSERT INTO metering.usage_event
                VALUES (?, ?, ?, ?, 'm', 'p', ?, ?, 0, 0, ?, 0, 0, 0, 1, 0, 0, 200, ?, 1, ?, false)
                """, event, at, account, key, USED.input(), USED.cached(), USED.output(), end.code(), nanos);
        run("""
                INSERT INTO metering.usage_hourly AS u
                VALUES (?, date_trunc('hour', ?::timestamptz, 'UTC'), ?, 'm', 'p', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?)
                    ON CONFLICT (account_id, hour, key_id, model, provider) DO UPDATE
                   SET calls = u.calls + 1, cost_nanos = u.cost_nanos + excluded.cost_nanos
                """, account, at, key, nanos);
        run("""
                INSERT INTO metering.usage_six_hourly AS u
                VALUES (?, date_bin('6 hours', ?::timestamptz, '1970-01-01T00:00:00Z') + INTERVAL '6 hours', ?, 'm',
                        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?)
                    ON CONFLICT (account_id, until, key_id, model) DO UPDATE
                   SET calls = u.calls + 1, cost_nanos = u.cost_nanos + excluded.cost_nanos
                """, account, at, key, nanos);
        run("""
                INSERT INTO metering.usage_quarter_hourly AS u
                VALUES (?, date_trunc('hour', ?::timestamptz, 'UTC'),
                        floor(extract(minute FROM ?::timestamptz AT TIME ZONE 'UTC') / 15), ?, 'm',
                        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?)
                    ON CONFLICT (account_id, hour, quarter, key_id, model) DO UPDATE
                   SET calls = u.calls + 1, cost_nanos = u.cost_nanos + excluded.cost_nanos
                """, account, at, at, key, nanos);
        run("""
                INSERT INTO metering.key_spend AS s
                VALUES (?, ?, 'ever', '1970-01-01', ?, now())
                    ON CONFLICT (key_id, span, since, node_id) DO UPDATE SET nanos = s.nanos + excluded.nanos
                """, key, account, nanos);
        post("usage", "wallet:" + account, "revenue_usage", nanos);
    }

    private void post(String kind, String from, String to, long nanos) throws SQLException {
        run("""
                WITH tx AS (
                     INSERT INTO billing.ledger_tx (id, kind, idem_key, occurred_at)
                     VALUES (gen_random_uuid(), ?, gen_random_uuid()::text, now())
                     RETURNING id)
                INSERT INTO billing.ledger_entry (tx_id, seq, account_id, currency, amount)
                SELECT tx.id, moved.seq, a.id, 'USD', moved.amount
                  FROM tx, (VALUES (0, ?, -?::bigint), (1, ?, ?::bigint)) AS moved (seq, code, amount)
                  JOIN billing.ledger_account AS a ON a.code = moved.code
                """, kind, from, nanos, to, nanos);
    }

    private void run(String sql, Object... values) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    private List<Kind> find() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return Oracle.compare(connection, List.of(customer), calls, provider).stream()
                    .map(Finding::kind)
                    .toList();
        }
    }
}
