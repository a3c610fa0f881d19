package ai.ominigate.abuse.review;

import ai.ominigate.model.abuse.CaseFilter;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.ClaimFilter;
import ai.ominigate.model.abuse.DueFilter;
import ai.ominigate.model.abuse.FilterDetails;
import ai.ominigate.model.abuse.SaveFilter;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Views of the queue that people come back to, with how much is in each. Blocks. */
@Singleton
final class SavedFilters {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** SQLSTATE of a name that is there already (PostgreSQL, appendix A). */
    private static final String UNIQUE_VIOLATION = "23505";

    /** Of one member. Each is counted whenever somebody looks at the queue. */
    private static final int MOST = 50;

    private static final Map<String, Named> BUILT_IN = builtIn();

    private final Queue queue;
    private final Commands commands;
    private final AuditLog audit;
    private final DataSource dataSource;
    private final InstantSource clock;

    SavedFilters(Queue queue, Commands commands, AuditLog audit, DataSource dataSource, InstantSource clock) {
        this.queue = queue;
        this.commands = commands;
        this.audit = audit;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    private record Named(String name, CaseFilter filter) {}

    private record Saved(UUID id, long version, UUID owner, boolean shared, String name, CaseFilter filter) {}

    private static Map<String, Named> builtIn() {
        Map<String, Named> filters = new LinkedHashMap<>();
        filters.put("all", new Named("All open", filter(null, null, null, null)));
        filters.put("mine", new Named("Mine", filter(null, ClaimFilter.MINE, null, null)));
        filters.put("unassigned", new Named("Unassigned", filter(CaseStatus.NEW, ClaimFilter.NOBODY, null, null)));
        filters.put("urgent", new Named("Urgent", new CaseFilter(null, 1, null, null, null, null, null)));
        filters.put("due-soon", new Named("Due within a day", filter(null, null, DueFilter.SOON, null)));
        filters.put("overdue", new Named("Overdue", filter(null, null, DueFilter.OVERDUE, null)));
        filters.put(
                "awaiting-approval",
                new Named("Awaiting approval", filter(CaseStatus.AWAITING_APPROVAL, null, null, null)));
        filters.put("appeals", new Named("Appeals", filter(CaseStatus.APPEALED, null, null, null)));
        filters.put("escalated", new Named("Escalated", filter(null, null, null, true)));
        filters.put("snoozed", new Named("Snoozed", filter(CaseStatus.SNOOZED, null, null, null)));
        return filters;
    }

    private static CaseFilter filter(
            @Nullable CaseStatus status,
            @Nullable ClaimFilter claim,
            @Nullable DueFilter due,
            @Nullable Boolean escalated) {
        return new CaseFilter(status, null, null, null, claim, due, escalated);
    }

    /** Those that are built in, then one's own and those that colleagues share, by their names. */
    List<FilterDetails> list(Actor.Member me) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = dataSource.getConnection()) {
            List<FilterDetails> filters = new ArrayList<>();
            for (Map.Entry<String, Named> each : BUILT_IN.entrySet()) {
                Named named = each.getValue();
                long count = queue.count(connection, CaseQuery.of(named.filter()), me, now);
                filters.add(
                        new FilterDetails(each.getKey(), 0, named.name(), true, true, false, named.filter(), count));
            }
            for (Saved saved : saved(connection, "owner = ? OR shared ORDER BY name, id", me.member())) {
                filters.add(details(connection, saved, me, now));
            }
            return filters;
        }
    }

    private FilterDetails details(Connection connection, Saved saved, Actor.Member me, Instant now)
            throws SQLException {
        return new FilterDetails(
                saved.id().toString(),
                saved.version(),
                Masked.text(saved.name()),
                false,
                saved.shared(),
                saved.owner().equals(me.member()),
                saved.filter(),
                queue.count(connection, CaseQuery.of(saved.filter()), me, now));
    }

    FilterDetails save(SaveFilter wish, Actor.Member me, Command command) throws SQLException {
        return unlessNameTaken(() -> commands.once(command, wish, FilterDetails.class, transaction -> {
            if (saved(transaction, "owner = ?", me.member()).size() >= MOST) {
                throw new Refused(
                        HttpStatus.CONFLICT, "too_many_filters", "You have " + MOST + " filters; delete one first.");
            }
            UUID id = UuidV7.at(clock.instant());
            String sql = """
                    INSERT INTO abuse.saved_filter (id, owner, shared, name, filter)
                    VALUES (?, ?, ?, ?, ?::jsonb)
                    """;
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setObject(1, id);
                statement.setObject(2, me.member());
                statement.setBoolean(3, wish.shared());
                statement.setString(4, wish.name());
                statement.setString(5, write(wish.filter()));
                statement.executeUpdate();
            }
            record(transaction, me, "save", id, command.requestId());
            return details(transaction, own(transaction, id, me), me, clock.instant());
        }));
    }

    FilterDetails change(UUID id, ExpectedVersion version, SaveFilter wish, Actor.Member me, Command command)
            throws SQLException {
        return unlessNameTaken(() -> commands.once(command, wish, FilterDetails.class, transaction -> {
            version.check(details(transaction, own(transaction, id, me), me, clock.instant()));
            String sql = """
                    UPDATE abuse.saved_filter
                    SET shared = ?, name = ?, filter = ?::jsonb, version = version + 1
                    WHERE id = ?
                    """;
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setBoolean(1, wish.shared());
                statement.setString(2, wish.name());
                statement.setString(3, write(wish.filter()));
                statement.setObject(4, id);
                statement.executeUpdate();
            }
            record(transaction, me, "change", id, command.requestId());
            return details(transaction, own(transaction, id, me), me, clock.instant());
        }));
    }

    void delete(UUID id, ExpectedVersion version, Actor.Member me, Command command) throws SQLException {
        commands.once(command, null, transaction -> {
            version.check(details(transaction, own(transaction, id, me), me, clock.instant()));
            try (PreparedStatement statement =
                    transaction.prepareStatement("DELETE FROM abuse.saved_filter WHERE id = ?")) {
                statement.setObject(1, id);
                statement.executeUpdate();
            }
            record(transaction, me, "delete", id, command.requestId());
        });
    }

    private interface Saving {
        FilterDetails run() throws SQLException;
    }

    private static FilterDetails unlessNameTaken(Saving saving) throws SQLException {
        try {
            return saving.run();
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw new Refused(HttpStatus.CONFLICT, "name_taken", "You have another filter of this name.");
            }
            throw e;
        }
    }

    private void record(Connection transaction, Actor.Member me, String verb, UUID id, String request)
            throws SQLException {
        audit.append(
                transaction,
                new Act(me, "case-filter." + verb, Act.Outcome.DONE, "case-filter:" + id, null, request, Map.of()));
    }

    /** One of this member's own, locked: others' are theirs to change. */
    private static Saved own(Connection transaction, UUID id, Actor.Member me) throws SQLException {
        return saved(transaction, "id = ? FOR UPDATE", id).stream()
                .filter(saved -> saved.owner().equals(me.member()))
                .findAny()
                .orElseThrow(() -> Refused.notFound("You have no filter with this id."));
    }

    private static List<Saved> saved(Connection connection, String condition, UUID value) throws SQLException {
        String sql = "SELECT id, version, owner, shared, name, filter FROM abuse.saved_filter WHERE " + condition;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, value);
            List<Saved> saved = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    saved.add(new Saved(
                            row.getObject("id", UUID.class),
                            row.getLong("version"),
                            row.getObject("owner", UUID.class),
                            row.getBoolean("shared"),
                            row.getString("name"),
                            read(Objects.requireNonNull(row.getString("filter")))));
                }
            }
            return saved;
        }
    }

    private static String write(CaseFilter filter) {
        try {
            return JSON.writeValueAsString(filter);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }

    private static CaseFilter read(String json) {
        try {
            return JSON.readValue(json, CaseFilter.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written can be read", e);
        }
    }
}
