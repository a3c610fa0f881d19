package ai.ominigate.staff.audit;

import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.audit.AuditTables.Head;
import ai.ominigate.staff.audit.AuditTables.Stored;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the whole log and says whether it is what was written. */
@Singleton
final class AuditCheck {
    private final DataSource dataSource;
    private final AuditTables tables;
    private final Witness witness;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    AuditCheck(DataSource dataSource, AuditTables tables, Witness witness) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.tables = tables;
        this.witness = witness;
    }

    static String notWhatWasWritten(long seq) {
        return "Entry %d is not what was written: its hash is another.".formatted(seq);
    }

    /** Checks the log as it is at one moment. Another check that runs is waited for. */
    AuditReport run() throws SQLException, IOException {
        oneAtATime.lock();
        try {
            List<Verification.Claim> claims = new ArrayList<>(witness.claims());
            List<VerifierKey> trusted = witness.trusted();
            return Transaction.run(dataSource, snapshot -> {
                snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                return run(snapshot, claims, trusted);
            });
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * Checks the log as far as one checkpoint speaks for it, which is held against what was signed.
     *
     * @return null if no checkpoint is kept for so many entries
     */
    @Nullable
    AuditReport upTo(long size) throws SQLException, IOException {
        List<VerifierKey> trusted = witness.trusted();
        List<Verification.Claim> remembered =
                witness.claims().stream().filter(claim -> claim.size() <= size).toList();
        return Transaction.run(dataSource, snapshot -> {
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            List<Stored> stored = tables.checkpointsAfter(snapshot, 0).stream()
                    .filter(each -> each.size() <= size)
                    .toList();
            return stored.isEmpty() || stored.getLast().size() != size
                    ? null
                    : upTo(snapshot, size, stored, remembered, trusted);
        });
    }

    private AuditReport upTo(
            Connection snapshot,
            long size,
            List<Stored> stored,
            List<Verification.Claim> remembered,
            List<VerifierKey> trusted)
            throws SQLException {
        List<Verification.Claim> claims = new ArrayList<>(remembered);
        stored.forEach(each -> claims.add(each.claim()));
        Verification verification =
                new Verification(new Hashing(), tables.head(snapshot).origin(), keys(trusted, stored), claims);
        Reading reading = new Reading(verification, tables.expiredUpTo(snapshot));
        tables.entriesAfter(snapshot, Long.MIN_VALUE, row -> row.getLong(1) <= size && reading.take(row));
        Finding finding = reading.finding == null ? verification.end() : reading.finding;
        return new AuditReport(
                finding == null,
                verification.size(),
                finding == null ? null : finding.index(),
                finding == null ? null : finding.problem(),
                verification.vouched(),
                verification.checkpoints(),
                reading.erased);
    }

    private AuditReport run(Connection snapshot, List<Verification.Claim> claims, List<VerifierKey> trusted)
            throws SQLException {
        Head head = tables.head(snapshot);
        List<Stored> stored = tables.checkpointsAfter(snapshot, 0);
        stored.forEach(each -> claims.add(each.claim()));
        Verification verification = new Verification(new Hashing(), head.origin(), keys(trusted, stored), claims);
        Reading reading = new Reading(verification, tables.expiredUpTo(snapshot));
        tables.entriesAfter(snapshot, Long.MIN_VALUE, reading);
        Finding finding = reading.end(head);
        return new AuditReport(
                finding == null,
                finding == null ? verification.size() : tables.count(snapshot),
                finding == null ? null : finding.index(),
                finding == null ? null : finding.problem(),
                verification.vouched(),
                verification.checkpoints(),
                reading.erased);
    }

    /** A node that has not met a checkpoint yet believes the first. */
    private static List<VerifierKey> keys(List<VerifierKey> trusted, List<Stored> stored) {
        if (!trusted.isEmpty() || stored.isEmpty()) {
            return trusted;
        }
        try {
            return List.of(VerifierKey.parse(stored.getFirst().key()));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Takes one row after the other. */
    private static final class Reading implements AuditTables.Rows {
        private final Hashing hashing = new Hashing();
        private final Verification verification;
        /** Of which subjects details are gone and no entry has said so yet, with the first such entry. */
        private final Map<@Nullable String, Long> gone = new HashMap<>();

        /** Up to which entry details went by their age, as an entry says that is to come. */
        private final long expiredUpTo;

        private @Nullable Finding finding;
        private @Nullable Long firstExpired;
        private long erased;

        Reading(Verification verification, long expiredUpTo) {
            this.verification = verification;
            this.expiredUpTo = expiredUpTo;
        }

        @Override
        public boolean take(ResultSet row) throws SQLException {
            finding = follow(row);
            return finding == null;
        }

        private @Nullable Finding follow(ResultSet row) throws SQLException {
            Entry entry;
            Hash claimed;
            try {
                entry = AuditTables.entry(row);
                claimed = AuditTables.hash(row);
            } catch (IllegalArgumentException e) {
                return new Finding(verification.size() + 1, notWhatWasWritten(row.getLong(1)));
            }
            Hash leaf = hashing.leaf(entry.record());
            if (entry.seq() == verification.size() + 1 && !leaf.equals(claimed)) {
                return new Finding(entry.seq(), notWhatWasWritten(entry.seq()));
            }
            Finding broken = verification.follow(entry.seq(), entry.prev(), leaf);
            return broken == null ? details(entry, row) : broken;
        }

        /** Whether they are those that were written, or are gone. */
        private @Nullable Finding details(Entry entry, ResultSet row) throws SQLException {
            if (entry.action().equals("audit.forget")) {
                gone.remove(entry.subject());
            }
            if (AuditTables.expiredUpTo(entry) == expiredUpTo) {
                firstExpired = null;
            }
            Hash commitment = entry.commitment();
            byte[] salt = row.getBytes("salt");
            String payload = row.getString("payload");
            if (salt == null || payload == null) {
                if (commitment != null) {
                    erased++;
                    missing(entry);
                }
                return null;
            }
            return commitment != null && commitment.equals(hashing.commitment(salt, payload))
                    ? null
                    : new Finding(
                            entry.seq(), "The details of entry %d are not what was written.".formatted(entry.seq()));
        }

        private void missing(Entry entry) {
            if (entry.seq() > expiredUpTo) {
                gone.putIfAbsent(entry.subject(), entry.seq());
            } else if (firstExpired == null) {
                firstExpired = entry.seq();
            }
        }

        /** What was found, also in that the log ends here; null if it is what was written. */
        @Nullable
        Finding end(Head head) {
            if (finding != null) {
                return finding;
            }
            Finding missing = verification.end();
            if (missing != null) {
                return missing;
            }
            Finding atHead = atHead(head);
            return atHead == null ? goneWithoutAWord() : atHead;
        }

        /** The last entries may have no checkpoint yet. */
        private @Nullable Finding atHead(Head head) {
            long size = verification.size();
            if (head.size() > size) {
                return new Finding(
                        size + 1, "Entries are missing from %d on: there were %d.".formatted(size + 1, head.size()));
            }
            if (head.size() < size) {
                return new Finding(
                        head.size() + 1,
                        "Entry %d was not added in the way that entries are.".formatted(head.size() + 1));
            }
            return head.hash().equals(verification.last())
                    ? null
                    : new Finding(Math.max(size, 1), notWhatWasWritten(size));
        }

        private @Nullable Finding goneWithoutAWord() {
            return Stream.concat(Stream.ofNullable(firstExpired), gone.values().stream())
                    .min(Long::compare)
                    .map(seq -> new Finding(
                            seq,
                            "The details of entry %d are gone, and no entry says that they were erased."
                                    .formatted(seq)))
                    .orElse(null);
        }
    }
}
