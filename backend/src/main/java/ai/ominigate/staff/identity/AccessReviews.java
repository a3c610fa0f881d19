package ai.ominigate.staff.identity;

import ai.ominigate.model.Page;
import ai.ominigate.model.staff.AccessDetails;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Who may do what since when, and when somebody last looked whether they still need it. Blocks. */
@Singleton
public final class AccessReviews {
    /** A quarter of a year. */
    static final Duration EVERY = Duration.ofDays(91);

    private static final String GONE = "(no longer here)";

    private final Colleagues colleagues;
    private final DataSource dataSource;
    private final InstantSource clock;

    AccessReviews(Colleagues colleagues, DataSource dataSource, InstantSource clock) {
        this.colleagues = colleagues;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Notes which roles a member has from now on, as part of the transaction that gives or takes them. */
    static void noteRoles(Connection transaction, UUID member, Set<Role> roles, Instant now) throws SQLException {
        Array names = Members.array(transaction, roles);
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM staff.role_held WHERE member = ? AND role <> ALL (?)")) {
            delete.setObject(1, member);
            delete.setArray(2, names);
            delete.executeUpdate();
        }
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO staff.role_held (member, role, since)
                SELECT ?, unnest(?), ?
                ON CONFLICT DO NOTHING
                """)) {
            insert.setObject(1, member);
            insert.setArray(2, names);
            insert.setObject(3, now.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    /**
     * Writes down that somebody looked.
     *
     * @param approval by which a second person takes something away; null where all is confirmed
     */
    public void record(
            Connection transaction,
            UUID member,
            Set<Role> kept,
            Set<Role> taken,
            String reason,
            UUID reviewer,
            @Nullable UUID approval)
            throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO staff.access_review (id, member, kept, taken, reason, reviewer, reviewed_at, approval)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, UuidV7.at(now));
            insert.setObject(2, member);
            insert.setArray(3, Members.array(transaction, kept));
            insert.setArray(4, Members.array(transaction, taken));
            insert.setString(5, reason);
            insert.setObject(6, reviewer);
            insert.setObject(7, now.atOffset(ZoneOffset.UTC));
            insert.setObject(8, approval);
            insert.executeUpdate();
        }
    }

    /** What everybody may do who works here. */
    public Page<AccessDetails> list(PageRequest page, Sort<AccessOrder> sort) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Page<Row> found = query().sortedBy(sort.by().expression(), sort.by().type())
                    .sortedBy("m.id", "uuid")
                    .read(connection, page, sort.descending(), AccessReviews::row);
            return new Page<>(details(connection, found.items()), found.next());
        }
    }

    /** What one member may do, as this transaction sees it; null for whoever does not work here. */
    public @Nullable AccessDetails find(Connection connection, UUID member) throws SQLException {
        Row row = query().where("m.id = ?", member).one(connection, AccessReviews::row);
        return row == null ? null : details(connection, List.of(row)).getFirst();
    }

    private static ListQuery query() {
        return ListQuery.of("""
                m.id, m.email, m.name, m.roles, m.created_at, m.version, m.last_sign_in_at,
                    m.provider_subject IS NOT NULL AS at_provider,
                    (SELECT e.at FROM audit.entry e WHERE e.actor = 'staff:' || m.id ORDER BY e.seq DESC LIMIT 1)
                        AS last_act_at,
                    r.reviewed_at, r.taken, r.reason, r.reviewer, r.approval
                """, """
                staff.member m
                LEFT JOIN LATERAL (
                    SELECT * FROM staff.access_review a
                    WHERE a.member = m.id
                    ORDER BY a.reviewed_at DESC, a.id DESC
                    LIMIT 1) r ON true
                """).where("m.status = 'ACTIVE'");
    }

    private record Row(
            StaffMember member,
            boolean atProvider,
            @Nullable Instant lastSignInAt,
            @Nullable Instant lastActAt,
            @Nullable Reviewed reviewed) {}

    private record Reviewed(
            Instant at,
            List<Role> taken,
            String reason,
            UUID reviewer,
            @Nullable UUID approval) {}

    private static Row row(ResultSet row) throws SQLException {
        Instant reviewedAt = instant(row, "reviewed_at");
        return new Row(
                Members.member(row),
                row.getBoolean("at_provider"),
                instant(row, "last_sign_in_at"),
                instant(row, "last_act_at"),
                reviewedAt == null
                        ? null
                        : new Reviewed(
                                reviewedAt,
                                Arrays.stream((String[]) row.getArray("taken").getArray())
                                        .map(Role::valueOf)
                                        .toList(),
                                row.getString("reason"),
                                row.getObject("reviewer", UUID.class),
                                row.getObject("approval", UUID.class)));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private List<AccessDetails> details(Connection connection, List<Row> rows) throws SQLException {
        Map<UUID, List<AccessDetails.HeldRole>> held =
                held(connection, rows.stream().map(row -> row.member().id()).toList());
        Map<UUID, Colleague> reviewers = colleagues.named(
                connection,
                rows.stream()
                        .map(Row::reviewed)
                        .filter(Objects::nonNull)
                        .map(Reviewed::reviewer)
                        .collect(Collectors.toSet()));
        Instant now = clock.instant();
        return rows.stream()
                .map(row -> details(row, held.getOrDefault(row.member().id(), List.of()), reviewers, now))
                .toList();
    }

    private static AccessDetails details(
            Row row, List<AccessDetails.HeldRole> held, Map<UUID, Colleague> reviewers, Instant now) {
        Reviewed reviewed = row.reviewed();
        Instant due = (reviewed == null ? row.member().createdAt() : reviewed.at()).plus(EVERY);
        return new AccessDetails(
                row.member().id().toString(),
                row.member().version(),
                row.member().name(),
                held,
                row.atProvider(),
                row.lastSignInAt(),
                row.lastActAt(),
                reviewed == null
                        ? null
                        : new AccessDetails.Review(
                                reviewed.at(),
                                reviewed.taken(),
                                reviewed.reason(),
                                reviewers.getOrDefault(
                                        reviewed.reviewer(),
                                        new Colleague(reviewed.reviewer().toString(), GONE)),
                                reviewed.approval() == null
                                        ? null
                                        : reviewed.approval().toString()),
                due,
                !due.isAfter(now));
    }

    private static Map<UUID, List<AccessDetails.HeldRole>> held(Connection connection, List<UUID> members)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT member, role, since FROM staff.role_held WHERE member = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("uuid", members.toArray()));
            Map<UUID, List<AccessDetails.HeldRole>> held = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    held.computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>())
                            .add(new AccessDetails.HeldRole(Role.valueOf(row.getString(2)), instant(row, "since")));
                }
            }
            held.values().forEach(roles -> roles.sort(Comparator.comparing(AccessDetails.HeldRole::role)));
            return held;
        }
    }
}
