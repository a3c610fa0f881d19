package ai.ominigate.staff.audit;

import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.audit.AuditTables.Stored;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Shows that entries are in the log, by no more than what hangs on the next checkpoint after them. Blocks. */
@Singleton
public final class Inclusions {
    private static final byte[] NOTHING = {};

    private final DataSource dataSource;
    private final AuditTables tables;
    private final Notary notary;

    Inclusions(DataSource dataSource, AuditTables tables, Notary notary) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.tables = tables;
        this.notary = notary;
    }

    /**
     * That the last entry with one of these actions about this subject is in the log. If no checkpoint speaks for it yet, one
     * is made, where this node can.
     *
     * @return null as long as there is none
     * @throws IllegalStateException if there is no such entry, or the log is not what was signed
     */
    public @Nullable Inclusion ofLast(String subject, List<String> actions) throws SQLException {
        Inclusion found = find(subject, actions);
        if (found == null) {
            notary.signNow();
            found = find(subject, actions);
        }
        return found;
    }

    private @Nullable Inclusion find(String subject, List<String> actions) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            Entry entry = tables.lastEntry(transaction, subject, actions);
            if (entry == null) {
                throw new IllegalStateException("the audit log has none of " + actions + " about it");
            }
            Stored after = tables.firstCheckpointFor(transaction, entry.seq());
            return after == null ? null : inclusion(transaction, entry, after);
        });
    }

    private Inclusion inclusion(Connection transaction, Entry entry, Stored after) throws SQLException {
        Stored before = tables.lastCheckpointBefore(transaction, entry.seq());
        long begun = before == null ? 0 : before.size();
        List<Hash> leaves = tables.hashes(transaction, begun, after.size());
        Inclusion.Path path = new Inclusion.Path(
                begun,
                before == null ? NOTHING : before.frontier(),
                index -> leaves.get(Math.toIntExact(index - begun)));
        long index = entry.seq() - 1;
        Inclusion found = new Inclusion(
                new String(entry.record(), StandardCharsets.UTF_8), index, path.of(index, after.size()), after.note());
        String problem = found.problem(List.of(after.key()));
        if (problem != null) {
            throw new IllegalStateException("entry " + entry.seq() + " is not what was signed; verify the audit log");
        }
        return found;
    }
}
