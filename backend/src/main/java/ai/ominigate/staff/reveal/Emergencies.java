package ai.ominigate.staff.reveal;

import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.Page;
import ai.ominigate.model.reveal.BreakGlass;
import ai.ominigate.model.reveal.BreakGlassDetails;
import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Broken glass: half an hour in which somebody sees values outside of cases and beyond the daily number. It lifts
 * conditions, never a missing right. The privacy officer is told at once and acknowledges each, with what was seen in
 * it. Blocks.
 */
@Singleton
public final class Emergencies {
    /** How long one lasts; the table's constraint says so too. */
    static final Duration LASTS = Duration.ofMinutes(30);

    private static final DateTimeFormatter UNTIL = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String COLUMNS = """
            id, version, member, purpose, reason, started_at, ends_at, acknowledged_by, acknowledged_at
            """;

    private final Commands commands;
    private final Colleagues colleagues;
    private final AuditLog audit;
    private final LiveNews news;
    private final Outbox outbox;
    private final DataSource dataSource;
    private final InstantSource clock;

    Emergencies(
            Commands commands,
            Colleagues colleagues,
            AuditLog audit,
            LiveNews news,
            Outbox outbox,
            DataSource dataSource,
            InstantSource clock) {
        this.commands = commands;
        this.colleagues = colleagues;
        this.audit = audit;
        this.news = news;
        this.outbox = outbox;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    private record Emergency(
            UUID id,
            long version,
            UUID member,
            Purpose purpose,
            String reason,
            Instant startedAt,
            Instant endsAt,
            @Nullable UUID acknowledgedBy,
            @Nullable Instant acknowledgedAt) {}

    /** The one that this member is in, or null. */
    @Nullable
    UUID running(Connection connection, UUID member, Instant now) throws SQLException {
        String sql = """
                SELECT id
                FROM reveal.break_glass
                WHERE member = ? AND ends_at > ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, member);
            statement.setObject(2, atUtc(now));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getObject("id", UUID.class) : null;
            }
        }
    }

    /** How often somebody else broke the glass and this member could acknowledge it. */
    public long toAcknowledge(Actor.Member me) throws SQLException {
        if (!Rights.allows(me, Capability.OVERSEE_REVEALS)) {
            return 0;
        }
        String sql = """
                SELECT count(*)
                FROM reveal.break_glass
                WHERE acknowledged_by IS NULL AND member <> ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, me.member());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    BreakGlassDetails begin(BreakGlass wish, Actor.Member me, Command command) throws SQLException {
        try {
            return beginOnce(wish, me, command);
        } catch (Refused refused) {
            recordForbidden(refused, act(me, "break-glass.begin", Act.Outcome.REFUSED, me.id(), command));
            throw refused;
        }
    }

    /** Of whoever came through the door with a right that was taken away before they could use it. */
    private void recordForbidden(Refused refused, Act act) throws SQLException {
        if (refused.status() == HttpStatus.FORBIDDEN) {
            audit.append(act);
        }
    }

    private void requireStill(Connection transaction, Actor.Member me, Capability needs) throws SQLException {
        if (!Rights.allows(colleagues.hold(transaction, me), needs)) {
            throw Refused.forbidden(
                    "right_missing",
                    "Your role was changed just now, and may not do this any more.",
                    new RightNeeded(needs.name(), Rights.rolesWith(needs), false));
        }
    }

    private BreakGlassDetails beginOnce(BreakGlass wish, Actor.Member me, Command command) throws SQLException {
        return commands.once(command, wish, BreakGlassDetails.class, transaction -> {
            LookTable.lock(transaction, me.member());
            requireStill(transaction, me, Capability.BREAK_GLASS);
            Instant now = now();
            if (running(transaction, me.member(), now) != null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "glass_broken",
                        "You have broken the glass already; that emergency goes on.");
            }
            UUID id = UuidV7.at(now);
            insert(transaction, id, wish, me.member(), now);
            audit.append(
                    transaction,
                    new Act(
                            me,
                            "break-glass.begin",
                            Act.Outcome.DONE,
                            "break-glass:" + id,
                            wish.purpose().name(),
                            command.requestId(),
                            Map.of("reason", wish.reason())));
            tell(transaction, "break-glass.begun", id, 1);
            BreakGlassDetails begun = details(transaction, lock(transaction, id));
            writeTo(transaction, begun);
            return begun;
        });
    }

    /** To all who watch over it, whether or not the console is open somewhere. */
    private void writeTo(Connection transaction, BreakGlassDetails begun) throws SQLException {
        Map<String, String> values = Map.of(
                "member",
                begun.by().name(),
                "until",
                UNTIL.format(begun.endsAt()),
                "reference",
                "break-glass:" + begun.id());
        Map<UUID, String> addresses = colleagues.addressesOf(transaction, Capability.OVERSEE_REVEALS);
        for (Map.Entry<UUID, String> officer : addresses.entrySet()) {
            outbox.leave(
                    transaction,
                    new Letter(
                            Template.GLASS_BROKEN,
                            officer.getValue(),
                            "staff:" + officer.getKey(),
                            Locale.ENGLISH,
                            values));
        }
    }

    private static void insert(Connection transaction, UUID id, BreakGlass wish, UUID member, Instant now)
            throws SQLException {
        String sql = """
                INSERT INTO reveal.break_glass (id, member, purpose, reason, started_at, ends_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.setObject(2, member);
            statement.setString(3, wish.purpose().name());
            statement.setString(4, wish.reason());
            statement.setObject(5, atUtc(now));
            statement.setObject(6, atUtc(now.plus(LASTS)));
            statement.executeUpdate();
        }
    }

    /** Acknowledges that somebody else broke the glass, by whoever watches over it. */
    BreakGlassDetails acknowledge(UUID id, ExpectedVersion version, Actor.Member me, Command command)
            throws SQLException {
        try {
            return acknowledgeOnce(id, version, me, command);
        } catch (Refused refused) {
            recordForbidden(refused, acknowledgement(id, me, Act.Outcome.REFUSED, command));
            throw refused;
        }
    }

    private BreakGlassDetails acknowledgeOnce(UUID id, ExpectedVersion version, Actor.Member me, Command command)
            throws SQLException {
        return commands.once(command, null, BreakGlassDetails.class, transaction -> {
            requireStill(transaction, me, Capability.OVERSEE_REVEALS);
            Emergency emergency = lock(transaction, id);
            version.check(details(transaction, emergency));
            if (emergency.member().equals(me.member())) {
                throw Refused.forbidden(
                        "own_break_glass",
                        "You broke the glass yourself; another privacy officer must acknowledge it.",
                        new RightNeeded(
                                Capability.OVERSEE_REVEALS.name(),
                                Rights.rolesWith(Capability.OVERSEE_REVEALS),
                                false));
            }
            if (emergency.acknowledgedBy() != null) {
                throw new Refused(HttpStatus.CONFLICT, "acknowledged", "It has been acknowledged.");
            }
            String sql = """
                    UPDATE reveal.break_glass
                    SET acknowledged_by = ?, acknowledged_at = ?, version = version + 1
                    WHERE id = ?
                    """;
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setObject(1, me.member());
                statement.setObject(2, atUtc(now()));
                statement.setObject(3, id);
                statement.executeUpdate();
            }
            audit.append(transaction, acknowledgement(id, me, Act.Outcome.DONE, command));
            Emergency acknowledged = lock(transaction, id);
            tell(transaction, "break-glass.acknowledged", id, acknowledged.version());
            return details(transaction, acknowledged);
        });
    }

    private static Act acknowledgement(UUID id, Actor.Member me, Act.Outcome outcome, Command command) {
        return act(me, "break-glass.acknowledge", outcome, "break-glass:" + id, command);
    }

    private static Act act(Actor.Member me, String action, Act.Outcome outcome, String subject, Command command) {
        return new Act(me, action, outcome, subject, null, command.requestId(), Map.of());
    }

    private void tell(Connection transaction, String kind, UUID id, long version) throws SQLException {
        news.tell(
                transaction,
                new News(kind, "break-glass:" + id, version, new News.Audience.Having(Capability.OVERSEE_REVEALS)));
    }

    private static Emergency lock(Connection transaction, UUID id) throws SQLException {
        String sql = "SELECT " + COLUMNS + "FROM reveal.break_glass WHERE id = ? FOR UPDATE";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw Refused.notFound("The glass was never broken under this id.");
                }
                return emergency(row);
            }
        }
    }

    /**
     * With what was seen in each.
     *
     * @param acknowledged only those that somebody has acknowledged, or has not; null for all
     * @param member only those of this member; null for all
     */
    Page<BreakGlassDetails> list(
            PageRequest page, Sort<EmergencyOrder> sort, @Nullable Boolean acknowledged, @Nullable UUID member)
            throws SQLException {
        ListQuery query = ListQuery.of(COLUMNS, "reveal.break_glass")
                .where("(acknowledged_by IS NOT NULL) = ?", acknowledged)
                .where("member = ?", member)
                .sortedBy("started_at", "timestamptz")
                .sortedBy("id", "uuid");
        try (Connection connection = dataSource.getConnection()) {
            Page<Emergency> found = query.read(connection, page, sort.descending(), Emergencies::emergency);
            List<BreakGlassDetails> details = new ArrayList<>();
            for (Emergency emergency : found.items()) {
                details.add(details(connection, emergency));
            }
            return new Page<>(details, found.next());
        }
    }

    private BreakGlassDetails details(Connection connection, Emergency emergency) throws SQLException {
        List<UUID> people = Stream.of(emergency.member(), emergency.acknowledgedBy())
                .filter(Objects::nonNull)
                .toList();
        Map<UUID, Colleague> known = colleagues.named(connection, people);
        UUID acknowledgedBy = emergency.acknowledgedBy();
        return new BreakGlassDetails(
                emergency.id().toString(),
                emergency.version(),
                colleague(known, emergency.member()),
                emergency.purpose(),
                Masked.text(emergency.reason()),
                emergency.startedAt(),
                emergency.endsAt(),
                LookTable.of(connection, emergency.id()),
                acknowledgedBy == null ? null : colleague(known, acknowledgedBy),
                emergency.acknowledgedAt());
    }

    private static Colleague colleague(Map<UUID, Colleague> known, UUID member) {
        return known.getOrDefault(member, new Colleague(member.toString(), "(no longer here)"));
    }

    private static Emergency emergency(ResultSet row) throws SQLException {
        OffsetDateTime acknowledgedAt = row.getObject("acknowledged_at", OffsetDateTime.class);
        return new Emergency(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getObject("member", UUID.class),
                Purpose.valueOf(row.getString("purpose")),
                row.getString("reason"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                row.getObject("acknowledged_by", UUID.class),
                acknowledgedAt == null ? null : acknowledgedAt.toInstant());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
