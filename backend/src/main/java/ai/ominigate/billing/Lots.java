package ai.ominigate.billing;

import ai.ominigate.platform.UuidV7;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What wallets are made of. A wallet's balance is the truth; the lots of its account have at least as much, and more by what
 * was spent since somebody last looked. {@link #bring} takes that from them, in the order in which they are spent: by
 * priority, then what expires first, then the oldest. So spending changes no lot, and whoever changes one brings all of
 * them up to date before, holding the wallet's lock. Whoever only looks reads {@code billing.credit_lot_now}, which says what
 * bringing would leave.
 */
@Singleton
final class Lots {
    private static final int PROMOTIONAL_FIRST = 10;
    private static final int THEN_PAID = 20;

    private final InstantSource clock;

    Lots(InstantSource clock) {
        this.clock = clock;
    }

    /** Where credit came from. */
    enum Kind {
        PAID(THEN_PAID),
        PROMOTIONAL(PROMOTIONAL_FIRST);

        private final int priority;

        Kind(int priority) {
            this.priority = priority;
        }

        /** The usual one of its kind; the lower is spent first. */
        int priority() {
            return priority;
        }
    }

    /** A lot that has something left. */
    record Lot(
            UUID id,
            UUID account,
            Kind kind,
            @Nullable UUID tx,
            long remaining,
            @Nullable Instant expiresAt) {
        Lot without(long taken) {
            return new Lot(id, account, kind, tx, remaining - taken, expiresAt);
        }
    }

    /**
     * Takes from the lots what was spent since.
     *
     * @param balance of the wallet, which the caller has locked
     * @return the lots that have something left, in the order in which they are spent; together they have the balance
     */
    List<Lot> bring(Connection transaction, UUID account, long balance) throws SQLException {
        List<Lot> lots = locked(transaction, account);
        long spent = lots.stream().mapToLong(Lot::remaining).sum() - balance;
        if (spent < 0) {
            throw new IllegalStateException("the lots of " + account + " have less than its wallet");
        }
        List<Lot> left = new ArrayList<>();
        for (Lot lot : lots) {
            long taken = Math.min(spent, lot.remaining());
            if (taken > 0) {
                change(transaction, lot.id(), -taken);
                spent -= taken;
            }
            if (lot.remaining() > taken) {
                left.add(lot.without(taken));
            }
        }
        return left;
    }

    private static List<Lot> locked(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT id, account, kind, tx, remaining, expires_at
                  FROM billing.credit_lot
                 WHERE account = ?
                   AND remaining > 0
                 ORDER BY priority, expires_at NULLS LAST, id
                   FOR NO KEY UPDATE
                """)) {
            select.setObject(1, account);
            return read(select);
        }
    }

    /** Those whose time is over, the first of them first. */
    List<Lot> expired(Connection connection, Instant now, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT id, account, kind, tx, remaining, expires_at
                  FROM billing.credit_lot
                 WHERE remaining > 0
                   AND expires_at <= ?
                 ORDER BY expires_at, id
                 LIMIT ?
                """)) {
            select.setObject(1, now.atOffset(ZoneOffset.UTC));
            select.setInt(2, limit);
            return read(select);
        }
    }

    private static List<Lot> read(PreparedStatement select) throws SQLException {
        List<Lot> lots = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                OffsetDateTime expires = row.getObject(6, OffsetDateTime.class);
                lots.add(new Lot(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        Kind.valueOf(row.getString(3)),
                        row.getObject(4, UUID.class),
                        row.getLong(5),
                        expires == null ? null : expires.toInstant()));
            }
        }
        return lots;
    }

    /**
     * A lot to be.
     *
     * @param tx the ledger transaction that it comes by
     * @param priority the lower is spent first
     * @param expiresAt when what is left of it is lost; null for never
     */
    record New(
            Kind kind,
            UUID tx,
            long nanos,
            int priority,
            @Nullable Instant expiresAt) {}

    /** Adds what a ledger transaction has put into a wallet. */
    void add(Connection transaction, UUID account, New lot) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO billing.credit_lot (id, account, kind, tx, granted, remaining, priority, made_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            Instant now = clock.instant();
            insert.setObject(1, UuidV7.at(now));
            insert.setObject(2, account);
            insert.setString(3, lot.kind().name());
            insert.setObject(4, lot.tx());
            insert.setLong(5, lot.nanos());
            insert.setLong(6, lot.nanos());
            insert.setInt(7, lot.priority());
            insert.setObject(8, now.atOffset(ZoneOffset.UTC));
            insert.setObject(9, lot.expiresAt() == null ? null : lot.expiresAt().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    /**
     * Puts back what was taken: into the lot that it was credited as, as far as it fits, and else into a new one.
     *
     * @param was the transaction that it was credited by; null if that is not known any more
     * @param tx the one that puts it back
     */
    void putBack(Connection transaction, UUID account, @Nullable UUID was, UUID tx, long nanos) throws SQLException {
        long fits = 0;
        try (PreparedStatement update = transaction.prepareStatement("""
                WITH before AS (
                     SELECT id, least(granted - remaining, ?) AS fits
                       FROM billing.credit_lot
                      WHERE tx = ?
                        FOR NO KEY UPDATE)
                UPDATE billing.credit_lot AS lot
                   SET remaining = remaining + before.fits
                  FROM before
                 WHERE lot.id = before.id
                RETURNING before.fits
                """)) {
            update.setLong(1, nanos);
            update.setObject(2, was);
            try (ResultSet row = update.executeQuery()) {
                fits = row.next() ? row.getLong(1) : 0;
            }
        }
        if (fits < nanos) {
            add(transaction, account, new New(Kind.PAID, tx, nanos - fits, THEN_PAID, null));
        }
    }

    /** Takes from a lot, or puts back what was taken. */
    void change(Connection transaction, UUID lot, long nanos) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE billing.credit_lot SET remaining = remaining + ? WHERE id = ?
                """)) {
            update.setLong(1, nanos);
            update.setObject(2, lot);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("there is no lot " + lot);
            }
        }
    }

    /** Takes from the lots in the order in which they are spent, but from this one first. */
    void take(Connection transaction, List<Lot> lots, @Nullable UUID firstTx, long nanos) throws SQLException {
        long left = nanos;
        List<Lot> inOrder = new ArrayList<>(lots);
        inOrder.sort((one, other) -> Boolean.compare(isOf(other, firstTx), isOf(one, firstTx)));
        for (Lot lot : inOrder) {
            long taken = Math.min(left, lot.remaining());
            if (taken > 0) {
                change(transaction, lot.id(), -taken);
                left -= taken;
            }
        }
        if (left > 0) {
            throw new IllegalStateException("lots have less than their wallet");
        }
    }

    static boolean isOf(Lot lot, @Nullable UUID tx) {
        return tx != null && tx.equals(lot.tx());
    }
}
