package ai.ominigate.customer.alert;

import ai.ominigate.billing.Balances;
import ai.ominigate.model.own.AlertKind;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether something is reached that accounts want to be told of. An account is looked at when its books have moved,
 * as nothing else brings it nearer. That it was told stands in the transaction that leaves the letters, under a lock of the
 * alert: so it is told once, by one node, whoever is killed when.
 */
@Singleton
class AlertWatch {
    private static final int AT_ONCE = 5_000;

    private final DataSource dataSource;
    private final Alerts alerts;
    private final AlertLetters letters;
    private final Balances balances;
    private final InstantSource clock;

    AlertWatch(DataSource dataSource, Alerts alerts, AlertLetters letters, Balances balances, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.alerts = alerts;
        this.letters = letters;
        this.balances = balances;
        this.clock = clock;
    }

    /** All accounts whose books have moved. */
    @Scheduled(initialDelay = "${ominigate.alerts.every:10s}", fixedDelay = "${ominigate.alerts.every:10s}")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void look() throws SQLException {
        UUID last = null;
        do {
            Map<UUID, Long> part = seen(last);
            last = part.size() < AT_ONCE
                    ? null
                    : part.keySet().stream().max(UUID::compareTo).orElse(null);
            for (UUID account : moved(part)) {
                Transaction.run(dataSource, transaction -> {
                    look(transaction, account);
                    return true;
                });
            }
        } while (last != null);
    }

    /** Up to where the books of accounts were looked at, least far of their alerts, for accounts after this one. */
    private Map<UUID, Long> seen(@Nullable UUID after) throws SQLException {
        Map<UUID, Long> seen = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT t.account, min(t.seen) FROM customer.alert t
                        JOIN accounts.account a ON a.id = t.account
                        WHERE a.status <> 'CLOSED' AND (?::uuid IS NULL OR t.account > ?)
                        GROUP BY t.account ORDER BY t.account LIMIT ?
                        """)) {
            query.setObject(1, after);
            query.setObject(2, after);
            query.setInt(3, AT_ONCE);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    seen.put(row.getObject(1, UUID.class), row.getLong(2));
                }
            }
        }
        return seen;
    }

    private List<UUID> moved(Map<UUID, Long> seen) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Map<UUID, Long> versions = balances.versions(connection, seen.keySet());
            return seen.keySet().stream()
                    .filter(account -> !versions.getOrDefault(account, 0L).equals(seen.get(account)))
                    .toList();
        }
    }

    /** What another node looks at in this very moment is left to it. */
    private void look(Connection transaction, UUID account) throws SQLException {
        List<Alert> all = lock(transaction, account);
        if (all.isEmpty()) {
            return;
        }
        // The version first: what moves after it is looked at again.
        Balances.Books books = balances.books(transaction, account);
        ZoneId zone = alerts.zone(transaction, account);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        for (Alert alert : all) {
            Told told = alert.kind() == AlertKind.LOW_BALANCE
                    ? balance(transaction, alert, books.balance(), now)
                    : spent(transaction, alert, zone, now);
            keep(transaction, alert, told, books.version());
        }
    }

    private static List<Alert> lock(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement("SELECT " + Alerts.COLUMNS
                + " FROM customer.alert t WHERE t.account = ? ORDER BY t.id FOR UPDATE SKIP LOCKED")) {
            query.setObject(1, account);
            List<Alert> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(Alerts.alert(row));
                }
            }
            return found;
        }
    }

    /** When something was told, and of which period. */
    private record Told(@Nullable Instant at, @Nullable LocalDate of) {}

    private Told balance(Connection transaction, Alert alert, long balance, Instant now) throws SQLException {
        if (balance >= alert.threshold()) {
            return new Told(null, null);
        }
        if (alert.toldAt() == null) {
            letters.balanceLow(transaction, alert, balance);
        }
        return new Told(alert.toldAt() == null ? now : alert.toldAt(), null);
    }

    private Told spent(Connection transaction, Alert alert, ZoneId zone, Instant now) throws SQLException {
        Told told = new Told(alert.toldAt(), alert.toldOf());
        for (Period period : Period.open(alert.kind(), zone, now)) {
            boolean isTold = told.of() != null && !period.first().isAfter(told.of());
            if (isTold || !period.until().isAfter(alert.createdAt())) {
                continue;
            }
            long spent = alerts.spent(transaction, alert.account(), period);
            if (spent >= alert.threshold()) {
                letters.spent(transaction, alert, period, spent, zone);
                told = new Told(now, period.first());
            }
        }
        return told;
    }

    private static void keep(Connection transaction, Alert alert, Told told, long seen) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement(
                "UPDATE customer.alert SET told_at = ?, told_of = ?, seen = ? WHERE id = ?")) {
            update.setObject(1, told.at() == null ? null : told.at().atOffset(ZoneOffset.UTC));
            update.setObject(2, told.of());
            update.setLong(3, seen);
            update.setObject(4, alert.id());
            update.executeUpdate();
        }
    }
}
