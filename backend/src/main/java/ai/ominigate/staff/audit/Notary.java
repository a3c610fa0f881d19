package ai.ominigate.staff.audit;

import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.audit.AuditTables.Head;
import ai.ominigate.staff.audit.AuditTables.Stored;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the log as it grows: a checkpoint after {@value #MOST_UNSIGNED} entries or a minute, whichever comes first, and
 * when the node stops. Before it signs it looks at every entry since the last checkpoint, and signs nothing that is not
 * what was written. On several nodes one signs at a time, and all remember.
 */
@Context
final class Notary {
    /** Entries that there may be after the last checkpoint, before the next is due. */
    static final long MOST_UNSIGNED = 1_000;
    /** How long an entry may be without a checkpoint. */
    static final Duration LONGEST_UNSIGNED = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS_IN_TROUBLE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Notary.class);

    private final DataSource dataSource;
    private final AuditTables tables;
    private final Witness witness;
    private final InstantSource clock;
    private final AtomicLong unsigned = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("audit-notary").unstarted(this::run);
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private long unsignedSince;
    private long signedUpTo = -1;
    private boolean watching;
    private @Nullable String trouble;

    Notary(DataSource dataSource, AuditTables tables, Witness witness, InstantSource clock, MeterRegistry metrics) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.tables = tables;
        this.witness = witness;
        this.clock = clock;
        Gauge.builder("ominigate.audit.unsigned", unsigned, AtomicLong::get)
                .description("entries of the audit log after its last checkpoint; more than 1000 for long is a fault")
                .register(metrics);
    }

    /** Without a key of this log, whoever waits for others to sign it waits so many times as long as whoever signs. */
    private static final int PATIENCE_WITHOUT_KEY = 3;

    /** Why nothing may be signed, as a sentence for the operator. */
    private static final class NotSigned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotSigned(String sentence) {
            super(sentence);
        }
    }

    @PostConstruct
    void start() {
        thread.start();
    }

    /** Signs what is not signed yet, unless the database is away. */
    @PreDestroy
    void stop() {
        stopping.countDown();
        try {
            if (!thread.join(STOP_PATIENCE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping.await(patience().toMillis(), TimeUnit.MILLISECONDS)) {
                look(false);
            }
            look(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration patience() {
        oneAtATime.lock();
        try {
            return trouble == null ? BETWEEN_LOOKS : BETWEEN_LOOKS_IN_TROUBLE;
        } finally {
            oneAtATime.unlock();
        }
    }

    private void look(boolean signAnyway) {
        oneAtATime.lock();
        try {
            lookAround(signAnyway);
            if (trouble != null) {
                LOG.info("The audit log is signed again");
            }
            trouble = null;
        } catch (NotSigned | IOException e) {
            say("The audit log is not signed: " + e.getMessage(), true);
        } catch (SQLException e) {
            say("The audit log is not signed as long as the database is away: " + e.getMessage(), false);
        } catch (RuntimeException e) {
            say("The audit log is not signed, for a reason that is a fault of OminiGate: " + e, true);
        } finally {
            oneAtATime.unlock();
        }
    }

    private void say(String sentence, boolean serious) {
        if (!sentence.equals(trouble)) {
            if (serious) {
                LOG.error(sentence);
            } else {
                LOG.warn(sentence);
            }
        }
        trouble = sentence;
    }

    /** Signs what there is, now, if this node can; else does nothing. */
    void signNow() {
        look(true);
    }

    private void lookAround(boolean signAnyway) throws SQLException, IOException {
        Head head;
        Stored last;
        try (Connection connection = dataSource.getConnection()) {
            head = tables.head(connection);
            last = tables.lastCheckpoint(connection);
            unsigned.set(head.size() - (last == null ? 0 : last.size()));
            remember(connection, last);
        }
        if (isDue(1, last) || signAnyway && unsigned.get() > 0) {
            SigningKey key = key(head.origin(), last);
            if (key != null) {
                sign(key);
            }
        }
    }

    /** @param patience how many times as much as usual may be unsigned, for how many times as long */
    private boolean isDue(int patience, @Nullable Stored last) {
        long now = System.nanoTime();
        long size = last == null ? 0 : last.size();
        if (unsigned.get() <= 0 || size != signedUpTo) {
            unsignedSince = now;
            signedUpTo = size;
        }
        return unsigned.get() >= patience * MOST_UNSIGNED
                || unsigned.get() > 0 && now - unsignedSince >= patience * LONGEST_UNSIGNED.toNanos();
    }

    /** Takes over what other nodes have signed, and what a crash kept this one from remembering. */
    private void remember(Connection connection, @Nullable Stored last) throws SQLException, IOException {
        if (last == null || last.size() <= witness.size()) {
            return;
        }
        for (Stored each : tables.checkpointsAfter(connection, witness.size())) {
            SignedCheckpoint checkpoint = readable(each);
            if (witness.trusted().isEmpty()) {
                trustFirst(checkpoint, each.key());
            }
            requireTrusted(checkpoint, witness.trusted());
            witness.remember(checkpoint);
        }
    }

    private void trustFirst(SignedCheckpoint checkpoint, String key) throws IOException {
        try {
            VerifierKey first = VerifierKey.parse(key);
            if (checkpoint.isSignedBy(first)) {
                witness.trustFirst(first);
            }
        } catch (IllegalArgumentException e) {
            throw new NotSigned("it does not say who signed its checkpoint of %d entries. Verify the log."
                    .formatted(checkpoint.size()));
        }
    }

    private static SignedCheckpoint readable(Stored stored) {
        try {
            SignedCheckpoint checkpoint = SignedCheckpoint.parse(stored.note());
            if (checkpoint.size() == stored.size()) {
                return checkpoint;
            }
        } catch (IllegalArgumentException e) {
            // The sentence below says it.
        }
        throw new NotSigned("its checkpoint of %d entries is not one. Verify the log.".formatted(stored.size()));
    }

    private static void requireTrusted(SignedCheckpoint checkpoint, List<VerifierKey> trusted) {
        if (!checkpoint.isSignedByOneOf(trusted)) {
            throw new NotSigned(
                    "its checkpoint of %d entries is signed with a key that this node does not trust. Verify the log; if the key was changed on purpose, add the new one to the file trusted-keys in the folder audit of the data folder."
                            .formatted(checkpoint.size()));
        }
    }

    /** This node's key, which must be one that signs this log; null if it has none, and others sign. */
    private @Nullable SigningKey key(String origin, @Nullable Stored last) throws IOException {
        SigningKey key = witness.signingKey();
        if (key == null && last == null) {
            key = witness.newSigningKey();
        }
        if (key == null) {
            watch(last);
            return null;
        }
        VerifierKey verifier = key.verifier(origin);
        if (last == null) {
            witness.trustFirst(verifier);
        }
        if (!witness.trusted().contains(verifier)) {
            throw new NotSigned(
                    "this node has another key than the one that signs it. Give that one in OMINIGATE_AUDIT_KEY; or, to change the key, add this line to the file trusted-keys in the folder audit of every node's data folder: %s"
                            .formatted(verifier));
        }
        return key;
    }

    /** It is nobody's fault that a node has no key, as long as another one signs. */
    private void watch(@Nullable Stored last) {
        if (isDue(PATIENCE_WITHOUT_KEY, last)) {
            throw new NotSigned(
                    "this node does not have its key, and no other node signs either. Give it in OMINIGATE_AUDIT_KEY, or start the node that has it.");
        }
        if (!watching) {
            LOG.info("This node does not have the key of the audit log: it leaves signing to others, and watches");
            watching = true;
        }
    }

    private void sign(SigningKey key) throws SQLException, IOException {
        List<VerifierKey> trusted = witness.trusted();
        SignedCheckpoint signed = Transaction.run(
                dataSource, transaction -> lock(transaction) ? signLocked(transaction, key, trusted) : null);
        if (signed != null) {
            witness.remember(signed);
            unsigned.set(0);
            unsignedSince = System.nanoTime();
        }
    }

    private static boolean lock(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_try_advisory_xact_lock(hashtextextended('audit.checkpoint', 0))")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** The new checkpoint; null if another node was faster. */
    private @Nullable SignedCheckpoint signLocked(Connection transaction, SigningKey key, List<VerifierKey> trusted)
            throws SQLException {
        Head head = tables.head(transaction);
        Stored last = tables.lastCheckpoint(transaction);
        long before = last == null ? 0 : last.size();
        if (before < witness.size()) {
            throw new NotSigned(
                    "it has checkpoints for %d entries, and this node remembers one for %d. Entries were removed, or the database is an older backup; verify the log. To go on from here, move the file checkpoints out of the folder audit of the data folder, and keep it for the auditor."
                            .formatted(before, witness.size()));
        }
        Hashing hashing = new Hashing();
        MerkleTree tree = last == null ? new MerkleTree(hashing) : tree(hashing, last, trusted);
        Hash hash = last == null ? Hash.NONE : tables.hash(transaction, before);
        if (hash == null) {
            throw new NotSigned("entry %d is missing. Verify the log.".formatted(before));
        }
        Chain chain = new Chain(before, hash);
        tables.entriesAfter(transaction, before, row -> {
            Entry entry = AuditTables.entry(row);
            Hash leaf = hashing.leaf(entry.record());
            Finding broken = leaf.equals(AuditTables.hash(row))
                    ? chain.follow(entry.seq(), entry.prev(), leaf)
                    : new Finding(entry.seq(), AuditCheck.notWhatWasWritten(entry.seq()));
            if (broken != null) {
                throw new NotSigned(broken.problem() + " Verify the log.");
            }
            tree.add(leaf);
            return true;
        });
        if (chain.size() < head.size()) {
            throw new NotSigned("entries are missing from %d on. Verify the log.".formatted(chain.size() + 1));
        }
        if (chain.size() == before) {
            return null;
        }
        SignedCheckpoint signed = SignedCheckpoint.of(new Checkpoint(head.origin(), tree.size(), tree.root()), key);
        tables.insert(
                transaction,
                new Stored(
                        signed.size(),
                        signed.note(),
                        key.verifier(head.origin()).toString(),
                        tree.frontier(),
                        clock.instant()));
        return signed;
    }

    /** The tree that the last checkpoint was signed for. */
    private static MerkleTree tree(Hashing hashing, Stored last, List<VerifierKey> trusted) {
        SignedCheckpoint checkpoint = readable(last);
        requireTrusted(checkpoint, trusted);
        MerkleTree tree = new MerkleTree(hashing, last.size(), last.frontier());
        if (!tree.root().equals(checkpoint.checkpoint().root())) {
            throw new NotSigned("what its checkpoint of %d entries says of the tree does not fit. Verify the log."
                    .formatted(last.size()));
        }
        return tree;
    }
}
