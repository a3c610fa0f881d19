package ai.ominigate.faults;

import ai.ominigate.faults.Call.Outcome;
import ai.ominigate.faults.Finding.Kind;
import ai.ominigate.metering.EndReason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Compares, once all is quiet, what callers got, what providers charged, the usage rows, the rollups and the ledger of
 * one trial's accounts. Asks the database by itself and computes with prices of its own, so that it does not repeat the
 * program's mistakes.
 */
final class Oracle {
    private final Connection database;
    private final UUID[] accounts;
    private final List<Finding> findings = new ArrayList<>();

    private Oracle(Connection database, List<Customer> customers) {
        this.database = database;
        this.accounts = customers.stream().map(Customer::account).toArray(UUID[]::new);
    }

    /** Everything that does not agree; nothing if all is well. */
    static List<Finding> compare(
            Connection database, List<Customer> customers, List<Call> calls, Map<UUID, ModelProvider.Billed> provider)
            throws SQLException {
        Oracle oracle = new Oracle(database, customers);
        oracle.compareCalls(calls, provider);
        oracle.compareBooks();
        return oracle.findings;
    }

    /** A usage row. */
    private record Row(
            UUID id, UUID account, EndReason end, ModelProvider.Usage usage, long costNanos, boolean estimated) {}

    // ---- single calls

    private void compareCalls(List<Call> calls, Map<UUID, ModelProvider.Billed> provider) throws SQLException {
        Map<UUID, Row> rows = rows();
        Map<UUID, Call> told = new HashMap<>();
        for (Call call : calls) {
            if (call.id() != null) {
                told.put(call.id(), call);
            }
            switch (call.outcome()) {
                case Outcome.Whole whole -> compareWhole(call, whole, rows, provider);
                case Outcome.Refused _ -> mustBeFree(call, rows, "was refused");
                case Outcome.Cut cut -> {
                    if (!cut.content()) {
                        mustBeFreeUnlessDone(call, rows);
                    }
                }
                case Outcome.Unanswered _, Outcome.Left _ -> {}
            }
        }
        rows.values().forEach(row -> compareRow(row, told.get(row.id()), provider.get(row.id())));
        compareNumbers(rows, provider);
    }

    private void compareWhole(
            Call call, Outcome.Whole whole, Map<UUID, Row> rows, Map<UUID, ModelProvider.Billed> provider) {
        Row row = call.id() == null ? null : rows.get(call.id());
        ModelProvider.Billed billed = call.id() == null ? null : provider.get(call.id());
        if (row == null
                || row.end() != EndReason.DONE
                || !row.account().equals(call.customer().account())) {
            find(Kind.LOST, 1, call, "got its whole answer; its usage is " + row);
            return;
        }
        if (!whole.rightText() || billed == null || billed.call() != call.number()) {
            find(Kind.LOST, 1, call, "got another answer than the provider gave it (" + billed + ")");
            return;
        }
        if (!row.usage().equals(billed.usage())
                || row.costNanos() != billed.usage().costNanos()) {
            find(Kind.WRONG, 1, call, "is billed as " + row + ", the provider said " + billed.usage());
        }
        if (whole.costNanos() != row.costNanos()
                || whole.outputTokens() != row.usage().output()) {
            find(Kind.WRONG, 1, call, "was told " + whole + " and is billed as " + row);
        }
    }

    private void mustBeFree(Call call, Map<UUID, Row> rows, String what) {
        Row row = call.id() == null ? null : rows.get(call.id());
        if (row != null && row.costNanos() != 0) {
            find(Kind.WRONG, 1, call, what + " and is billed as " + row);
        }
    }

    /** The end of a call may be durable when its node dies: then it is billed though its caller has nothing. */
    private void mustBeFreeUnlessDone(Call call, Map<UUID, Row> rows) {
        Row row = call.id() == null ? null : rows.get(call.id());
        if (row != null && row.end() != EndReason.DONE) {
            mustBeFree(call, rows, "got nothing of its answer");
        }
    }

    private void compareRow(Row row, @Nullable Call call, ModelProvider.@Nullable Billed billed) {
        long at = call == null ? 0 : call.ended();
        if (row.costNanos() != row.usage().costNanos() && row.costNanos() != 0) {
            find(Kind.WRONG, 1, at, row + " costs something else than its tokens do");
        } else if (billed == null) {
            if (row.costNanos() != 0) {
                find(Kind.WRONG, 1, at, row + " is billed and no provider knows of it");
            }
        } else if (row.estimated()) {
            if (row.costNanos() > billed.ceilingNanos()) {
                find(Kind.WRONG, 1, at, row + " is estimated above all that was asked and answered");
            }
        } else if (row.costNanos() != 0 && !row.usage().equals(billed.usage())) {
            find(Kind.WRONG, 1, at, row + " is not what the provider said: " + billed.usage());
        }
        if (row.end() == EndReason.GATEWAY_CRASHED && row.costNanos() != 0) {
            find(Kind.WRONG, 1, at, row + " was cut off by a crash and is billed");
        }
    }

    /** A call has one number; nobody here calls twice with the same, so no number is billed twice. */
    private void compareNumbers(Map<UUID, Row> rows, Map<UUID, ModelProvider.Billed> provider) {
        Set<Long> paid = new HashSet<>();
        for (Row row : rows.values()) {
            ModelProvider.Billed billed = provider.get(row.id());
            if (billed != null && row.costNanos() > 0 && !paid.add(billed.call())) {
                find(Kind.TWICE, 1, 0, "call " + billed.call() + " is billed again as " + row);
            }
        }
    }

    private Map<UUID, Row> rows() throws SQLException {
        Map<UUID, Row> rows = new HashMap<>();
        try (PreparedStatement select = database.prepareStatement("""
                SELECT event_id, account_id, end_reason, input_tokens, cache_read_tokens, output_tokens, cost_nanos,
                       estimated
                  FROM metering.usage_event
                 WHERE account_id = ANY (?)
                """)) {
            select.setArray(1, database.createArrayOf("uuid", accounts));
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    Row row = new Row(
                            found.getObject(1, UUID.class),
                            found.getObject(2, UUID.class),
                            EndReason.ofCode(found.getInt(3)),
                            new ModelProvider.Usage(found.getInt(4), found.getInt(5), found.getInt(6)),
                            found.getLong(7),
                            found.getBoolean(8));
                    if (rows.put(row.id(), row) != null) {
                        find(Kind.TWICE, 1, 0, row + " has a second row");
                    }
                }
            }
        }
        return rows;
    }

    // ---- the books

    private void compareBooks() throws SQLException {
        drift("the rollups of account %s say %d, its usage %d", """
                SELECT a.id,
                       (SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_hourly WHERE account_id = a.id),
                       (SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_event WHERE account_id = a.id)
                  FROM unnest(?::uuid[]) AS a (id)
                """);
        drift("the rollups count %2$d calls of account %1$s, its usage %3$d", """
                SELECT a.id,
                       (SELECT coalesce(sum(calls), 0) FROM metering.usage_hourly WHERE account_id = a.id),
                       (SELECT count(*) FROM metering.usage_event WHERE account_id = a.id)
                  FROM unnest(?::uuid[]) AS a (id)
                """);
        drift("the rollups of an hour of account %s say %d, the usage of that hour %d", """
                SELECT coalesce(h.account_id, e.account_id), coalesce(h.nanos, 0), coalesce(e.nanos, 0)
                  FROM (SELECT account_id, hour, sum(cost_nanos) AS nanos
                          FROM metering.usage_hourly
                         WHERE account_id = ANY (?)
                         GROUP BY 1, 2) AS h
                  FULL JOIN (SELECT account_id, date_trunc('hour', occurred_at, 'UTC') AS hour,
                                    sum(cost_nanos) AS nanos
                               FROM metering.usage_event
                              GROUP BY 1, 2) AS e USING (account_id, hour)
                 WHERE h.account_id IS NOT NULL
                """);
        for (String rollup : List.of("usage_six_hourly", "usage_quarter_hourly")) {
            drift(rollup + " says %2$d of account %1$s, its usage %3$d", """
                    SELECT a.id,
                           (SELECT coalesce(sum(cost_nanos), 0) FROM metering.%s WHERE account_id = a.id),
                           (SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_event WHERE account_id = a.id)
                      FROM unnest(?::uuid[]) AS a (id)
                    """.formatted(rollup));
            drift(rollup + " counts %2$d calls of account %1$s, its usage %3$d", """
                    SELECT a.id,
                           (SELECT coalesce(sum(calls), 0) FROM metering.%s WHERE account_id = a.id),
                           (SELECT count(*) FROM metering.usage_event WHERE account_id = a.id)
                      FROM unnest(?::uuid[]) AS a (id)
                    """.formatted(rollup));
        }
        drift("six hours of account %s say %d, their usage %d", """
                SELECT coalesce(h.account_id, e.account_id), coalesce(h.nanos, 0), coalesce(e.nanos, 0)
                  FROM (SELECT account_id, until, sum(cost_nanos) AS nanos
                          FROM metering.usage_six_hourly
                         WHERE account_id = ANY (?)
                         GROUP BY 1, 2) AS h
                  FULL JOIN (SELECT account_id,
                                    date_trunc('day', occurred_at, 'UTC')
                                    + (floor(extract(hour FROM occurred_at AT TIME ZONE 'UTC') / 6)::int + 1)
                                      * INTERVAL '6 hours' AS until,
                                    sum(cost_nanos) AS nanos
                               FROM metering.usage_event
                              GROUP BY 1, 2) AS e USING (account_id, until)
                 WHERE h.account_id IS NOT NULL
                """);
        drift("a quarter of an hour of account %s says %d, its usage %d", """
                SELECT coalesce(h.account_id, e.account_id), coalesce(h.nanos, 0), coalesce(e.nanos, 0)
                  FROM (SELECT account_id, hour, quarter, sum(cost_nanos) AS nanos
                          FROM metering.usage_quarter_hourly
                         WHERE account_id = ANY (?)
                         GROUP BY 1, 2, 3) AS h
                  FULL JOIN (SELECT account_id, date_trunc('hour', occurred_at, 'UTC') AS hour,
                                    floor(extract(minute FROM occurred_at AT TIME ZONE 'UTC') / 15)::int2 AS quarter,
                                    sum(cost_nanos) AS nanos
                               FROM metering.usage_event
                              GROUP BY 1, 2, 3) AS e USING (account_id, hour, quarter)
                 WHERE h.account_id IS NOT NULL
                """);
        drift("account %s has paid %d, its usage costs %d", """
                SELECT a.id,
                       (SELECT coalesce(-sum(e.amount), 0)
                          FROM billing.ledger_entry AS e
                          JOIN billing.ledger_tx AS tx ON tx.id = e.tx_id
                          JOIN billing.ledger_account AS l ON l.id = e.account_id
                         WHERE tx.kind = 'usage' AND l.code IN ('wallet:' || a.id, 'receivable:' || a.id)),
                       (SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_event WHERE account_id = a.id)
                  FROM unnest(?::uuid[]) AS a (id)
                """);
        drift("the keys of account %s have spent %d by their limits, its usage costs %d", """
                SELECT a.id,
                       (SELECT coalesce(sum(s.nanos), 0)
                          FROM metering.key_spend AS s
                          JOIN accounts.api_key AS k ON k.id = s.key_id
                         WHERE k.account_id = a.id AND s.span = 'ever'),
                       (SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_event WHERE account_id = a.id)
                  FROM unnest(?::uuid[]) AS a (id)
                """);
        drift("a ledger account of %s has the balance %d, its entries sum to %d", """
                SELECT l.account, b.balance, coalesce(sum(e.amount), 0)
                  FROM billing.ledger_account AS l
                  JOIN billing.ledger_balance AS b ON b.account_id = l.id
                  LEFT JOIN billing.ledger_entry AS e ON e.account_id = l.id
                 WHERE l.account = ANY (?)
                 GROUP BY l.account, l.id, b.balance
                """);
        drift("account %s has %d calls in the partition for days that nobody made", """
                SELECT account_id, count(*), 0
                  FROM metering.usage_event_default
                 WHERE account_id = ANY (?)
                 GROUP BY account_id
                """);
        // An account that owes has spent what it did not have.
        each(Kind.OVERSPENT, "account %s owes %d", """
                SELECT l.account, abs(b.balance), 0
                  FROM billing.ledger_account AS l
                  JOIN billing.ledger_balance AS b ON b.account_id = l.id
                 WHERE l.account = ANY (?) AND l.code LIKE 'receivable:%'
                """);
        each(Kind.LEAKED, "account %s has %d held", """
                SELECT l.account, b.held, 0
                  FROM billing.ledger_account AS l
                  JOIN billing.ledger_balance AS b ON b.account_id = l.id
                 WHERE l.account = ANY (?)
                """);
        each(Kind.LEAKED, "account %s has %d in open leases", """
                SELECT account, sum(granted - settled - returned), 0
                  FROM billing.budget_lease
                 WHERE account = ANY (?) AND state = 'open'
                 GROUP BY account
                """);
    }

    private void drift(String sentence, String sql) throws SQLException {
        each(Kind.DRIFT, sentence, sql);
    }

    /** Runs a query for an account and two numbers that must be equal. */
    private void each(Kind kind, String sentence, String sql) throws SQLException {
        try (PreparedStatement select = database.prepareStatement(sql)) {
            select.setArray(1, database.createArrayOf("uuid", accounts));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long difference = Math.abs(row.getLong(2) - row.getLong(3));
                    if (difference != 0) {
                        find(kind, difference, 0, sentence.formatted(row.getString(1), row.getLong(2), row.getLong(3)));
                    }
                }
            }
        }
    }

    private void find(Kind kind, long amount, Call call, String what) {
        find(
                kind,
                amount,
                call.ended(),
                "call " + call.number() + " (" + call.id() + " on " + call.node() + ") " + what);
    }

    private void find(Kind kind, long amount, long at, String sentence) {
        findings.add(new Finding(kind, amount, at, sentence));
    }
}
