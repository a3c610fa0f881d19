package ai.ominigate.staff.approval;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalStatus;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Proposals in the database. Blocks. */
final class ProposalTable {
    private static final String COLUMNS = """
            id, version, kind, payload, subject, about, effect, reason, proposer, proposed_at, expires_at,
                status, decider, decided_at, note
            """;

    private final DataSource dataSource;

    ProposalTable(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    void insert(Connection transaction, Proposal proposal) throws SQLException {
        String sql = """
                INSERT INTO approval.proposal (
                    id, version, kind, payload, subject, effect, reason, proposer, proposed_at, expires_at, status, about)
                VALUES (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, proposal.id());
            statement.setLong(2, proposal.version());
            statement.setString(3, proposal.kind());
            statement.setString(4, proposal.payload());
            statement.setString(5, proposal.subject());
            statement.setString(6, proposal.effect());
            statement.setString(7, proposal.reason());
            statement.setObject(8, proposal.proposer());
            statement.setObject(9, atUtc(proposal.proposedAt()));
            statement.setObject(10, atUtc(proposal.expiresAt()));
            statement.setString(11, proposal.status().name());
            statement.setString(12, proposal.about());
            statement.executeUpdate();
        }
    }

    @Nullable
    Proposal find(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, id);
        }
    }

    @Nullable
    Proposal find(Connection connection, UUID id) throws SQLException {
        return find(connection, id, "");
    }

    /** The same, which nobody else can decide until this transaction ends. */
    @Nullable
    Proposal lock(Connection transaction, UUID id) throws SQLException {
        return find(transaction, id, "FOR UPDATE");
    }

    private static @Nullable Proposal find(Connection connection, UUID id, String lock) throws SQLException {
        String sql = "SELECT " + COLUMNS + "FROM approval.proposal WHERE id = ? " + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? proposal(row) : null;
            }
        }
    }

    /**
     * Which proposals somebody wants to see. What is null does not matter.
     *
     * @param status what has become of it by now
     */
    record Wanted(
            @Nullable ApprovalStatus status,
            @Nullable String kind,
            @Nullable UUID proposer) {}

    /** Proposals of these kinds. */
    static Page<Proposal> list(
            Connection connection,
            PageRequest page,
            Sort<ProposalOrder> sort,
            Collection<String> kinds,
            Wanted wanted,
            Instant now)
            throws SQLException {
        return ListQuery.of(COLUMNS, "approval.proposal")
                .where("kind = ANY (?)", kinds)
                .where("kind = ?", wanted.kind())
                .where(
                        "CASE WHEN status = 'OPEN' AND expires_at <= ? THEN 'EXPIRED' ELSE status END = ?",
                        now,
                        wanted.status())
                .where("proposer = ?", wanted.proposer())
                .sortedBy(sort.by().expression(), "timestamptz")
                .sortedBy("id", "uuid")
                .read(connection, page, sort.descending(), ProposalTable::proposal);
    }

    /** How many of these kinds are open that somebody else than this member proposed. */
    long open(Collection<String> kinds, UUID without, Instant now) throws SQLException {
        String sql = """
                SELECT count(*)
                FROM approval.proposal
                WHERE status = 'OPEN' AND kind = ANY (?) AND proposer <> ? AND expires_at > ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", kinds.toArray()));
            statement.setObject(2, without);
            statement.setObject(3, atUtc(now));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Decides one that this transaction has locked, and forgets what to do.
     *
     * @param effect what stays of it in words
     */
    void decide(
            Connection transaction,
            UUID id,
            ApprovalStatus status,
            @Nullable UUID decider,
            Instant now,
            @Nullable String note,
            String effect)
            throws SQLException {
        String sql = """
                UPDATE approval.proposal
                SET status = ?, decider = ?, decided_at = ?, note = ?, effect = ?, payload = NULL, version = version + 1
                WHERE id = ? AND status = 'OPEN'
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, status.name());
            statement.setObject(2, decider);
            statement.setObject(3, atUtc(now));
            statement.setString(4, note);
            statement.setString(5, effect);
            statement.setObject(6, id);
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("proposal " + id + " was locked while it was open");
            }
        }
    }

    /** Locks some of these kinds whose time is over; those that somebody is deciding on at this moment are left out. */
    List<Proposal> lockOverdue(Connection transaction, Collection<String> kinds, Instant now, int limit)
            throws SQLException {
        String sql = "SELECT " + COLUMNS + """
                FROM approval.proposal
                WHERE status = 'OPEN' AND kind = ANY (?) AND expires_at <= ?
                ORDER BY expires_at
                LIMIT ?
                FOR UPDATE SKIP LOCKED
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setArray(1, transaction.createArrayOf("text", kinds.toArray()));
            statement.setObject(2, atUtc(now));
            statement.setInt(3, limit);
            return proposals(statement);
        }
    }

    /** Notes that this member has looked at it; the first time counts. False if they had before. */
    boolean see(Connection transaction, UUID proposal, UUID member, Instant now) throws SQLException {
        String sql = """
                INSERT INTO approval.sighting (proposal, member, at)
                VALUES (?, ?, ?)
                ON CONFLICT DO NOTHING
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, proposal);
            statement.setObject(2, member);
            statement.setObject(3, atUtc(now));
            return statement.executeUpdate() == 1;
        }
    }

    /** Who has looked at each of these, in the order in which they did. */
    Map<UUID, Map<UUID, Instant>> sightings(Connection connection, Collection<UUID> proposals) throws SQLException {
        String sql = """
                SELECT proposal, member, at
                FROM approval.sighting
                WHERE proposal = ANY (?)
                ORDER BY at, member
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", proposals.toArray()));
            Map<UUID, Map<UUID, Instant>> sightings = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sightings
                            .computeIfAbsent(row.getObject("proposal", UUID.class), id -> new LinkedHashMap<>())
                            .put(row.getObject("member", UUID.class), instant(row, "at"));
                }
            }
            return sightings;
        }
    }

    private static List<Proposal> proposals(PreparedStatement statement) throws SQLException {
        List<Proposal> proposals = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                proposals.add(proposal(row));
            }
        }
        return proposals;
    }

    private static Proposal proposal(ResultSet row) throws SQLException {
        return new Proposal(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getString("kind"),
                row.getString("payload"),
                row.getString("subject"),
                row.getString("about"),
                row.getString("effect"),
                row.getString("reason"),
                row.getObject("proposer", UUID.class),
                instant(row, "proposed_at"),
                instant(row, "expires_at"),
                ApprovalStatus.valueOf(row.getString("status")),
                row.getObject("decider", UUID.class),
                row.getObject("decided_at") == null ? null : instant(row, "decided_at"),
                row.getString("note"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
