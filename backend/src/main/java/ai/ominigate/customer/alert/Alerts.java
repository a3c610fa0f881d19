package ai.ominigate.customer.alert;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.metering.report.UsageReports;
import ai.ominigate.model.own.AlertKind;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What accounts want to be told of. Blocks. */
@Singleton
public final class Alerts {
    /** Of one account. */
    static final int MOST = 20;

    static final String COLUMNS = "t.id, t.account, t.kind, t.threshold, t.created_at, t.told_at, t.told_of, t.seen";

    private final DataSource dataSource;
    private final Accounts accounts;
    private final Members members;
    private final Balances balances;
    private final UsageReports usage;
    private final InstantSource clock;

    Alerts(
            DataSource dataSource,
            Accounts accounts,
            Members members,
            Balances balances,
            UsageReports usage,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.accounts = accounts;
        this.members = members;
        this.balances = balances;
        this.usage = usage;
        this.clock = clock;
    }

    /** All of an account with how near they are, by kind and threshold. */
    public List<Reading> of(UUID account) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            List<Reading> readings = new ArrayList<>();
            Map<AlertKind, Reading> known = new EnumMap<>(AlertKind.class);
            ZoneId zone = zone(transaction, account);
            for (Alert alert : all(transaction, account)) {
                Reading alike = known.get(alert.kind());
                Reading reading = alike == null
                        ? reading(transaction, alert, zone)
                        : new Reading(alert, alike.now(), alike.from(), zone);
                known.put(alert.kind(), reading);
                readings.add(reading);
            }
            return readings;
        });
    }

    private static List<Alert> all(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM customer.alert t WHERE t.account = ? ORDER BY t.kind <> 'LOW_BALANCE', t.kind, t.threshold")) {
            query.setObject(1, account);
            List<Alert> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(alert(row));
                }
            }
            return found;
        }
    }

    private Reading reading(Connection connection, Alert alert, ZoneId zone) throws SQLException {
        if (alert.kind() == AlertKind.LOW_BALANCE) {
            return new Reading(
                    alert, balances.books(connection, alert.account()).balance(), null, zone);
        }
        Period period = Period.now(alert.kind(), zone, clock.instant());
        return new Reading(alert, spent(connection, alert.account(), period), period.first(), zone);
    }

    /** Nano-dollars. */
    long spent(Connection connection, UUID account, Period period) throws SQLException {
        return usage.cost(connection, account, period.from(), period.until());
    }

    /** Where days begin for an account: where they do for its owner. */
    ZoneId zone(Connection connection, UUID account) throws SQLException {
        var owner = members.owner(connection, account);
        return owner == null ? ZoneOffset.UTC : owner.zone();
    }

    /**
     * Has an account told of something, from now on.
     *
     * @param threshold nano-dollars
     * @throws Refused if it cannot be, is told already, or is one too many
     */
    public Reading make(Connection transaction, UUID account, AlertKind kind, long threshold) throws SQLException {
        List<Alert> present = lockAll(transaction, account, threshold);
        requireNew(present, kind, threshold);
        if (present.size() >= MOST) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "alerts_full",
                    "An account has at most " + MOST + " alerts. Remove one first.");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Alert alert = new Alert(UuidV7.at(now), account, kind, threshold, now, null, null, -1);
        try (PreparedStatement insert = transaction.prepareStatement(
                "INSERT INTO customer.alert (id, account, kind, threshold, created_at) VALUES (?, ?, ?, ?, ?)")) {
            insert.setObject(1, alert.id());
            insert.setObject(2, account);
            insert.setString(3, kind.name());
            insert.setLong(4, threshold);
            insert.setObject(5, now.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
        return reading(transaction, alert, zone(transaction, account));
    }

    private List<Alert> lockAll(Connection transaction, UUID account, long threshold) throws SQLException {
        if (threshold <= 0) {
            throw new Refused(
                    HttpStatus.BAD_REQUEST, "alert_threshold", "The field 'threshold' is an amount of more than 0.");
        }
        if (accounts.lock(transaction, account) == null) {
            throw Refused.notFound("There is no such account any more.");
        }
        return all(transaction, account);
    }

    private static void requireNew(List<Alert> present, AlertKind kind, long threshold) {
        if (present.stream().anyMatch(alert -> alert.kind() == kind && alert.threshold() == threshold)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "alert_already",
                    "Your account has this very alert already. Nothing was changed.");
        }
    }

    /**
     * Has an account told of something else instead: from now on, as if it were new, also if what it says now is reached
     * already. What stays as it is is not told again.
     *
     * @param kind of what; null for what it is now
     * @param threshold nano-dollars
     * @throws Refused if it cannot be, is told already, or the account has no such alert
     */
    public Reading change(Connection transaction, UUID account, UUID id, @Nullable AlertKind kind, long threshold)
            throws SQLException {
        List<Alert> present = lockAll(transaction, account, threshold);
        Alert before = present.stream()
                .filter(alert -> alert.id().equals(id))
                .findAny()
                .orElseThrow(Alerts::gone);
        AlertKind wish = kind == null ? before.kind() : kind;
        ZoneId zone = zone(transaction, account);
        if (before.kind() == wish && before.threshold() == threshold) {
            return reading(transaction, before, zone);
        }
        requireNew(present, wish, threshold);
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE customer.alert t SET kind = ?, threshold = ?, created_at = ?, told_at = NULL, told_of = NULL, seen = -1
                WHERE id = ? RETURNING %s
                """.formatted(COLUMNS))) {
            update.setString(1, wish.name());
            update.setLong(2, threshold);
            update.setObject(3, clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            update.setObject(4, id);
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    throw gone();
                }
                return reading(transaction, alert(row), zone);
            }
        }
    }

    private static Refused gone() {
        return new Refused(HttpStatus.NOT_FOUND, "alert_gone", "Your account has no such alert, or has it no more.");
    }

    /** An account is not told of this any more; false if it has no such alert. */
    public boolean remove(Connection transaction, UUID account, UUID alert) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM customer.alert WHERE id = ? AND account = ?")) {
            delete.setObject(1, alert);
            delete.setObject(2, account);
            return delete.executeUpdate() == 1;
        }
    }

    static Alert alert(ResultSet row) throws SQLException {
        return new Alert(
                row.getObject("id", UUID.class),
                row.getObject("account", UUID.class),
                AlertKind.valueOf(row.getString("kind")),
                row.getLong("threshold"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("told_at", OffsetDateTime.class)),
                row.getObject("told_of", LocalDate.class),
                row.getLong("seen"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
