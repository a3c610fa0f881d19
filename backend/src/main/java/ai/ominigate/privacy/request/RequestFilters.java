package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.AssigneeFilter;
import ai.ominigate.model.privacy.DueDays;
import ai.ominigate.model.privacy.RequestFilter;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.SaveRequestFilter;
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
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Views of the queue that people come back to, with how much is in each. Blocks. */
@Singleton
final class RequestFilters {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** SQLSTATE of a name that is there already (PostgreSQL, appendix A). */
    private static final String UNIQUE_VIOLATION = "23505";

    /** Of one member. Each is counted whenever somebody looks at the queue. */
    private static final int MOST = 50;

    private static final Map<String, Named> BUILT_IN = builtIn();

    private final RequestQueue queue;
    private final Commands commands;
    private final AuditLog audit;
    private final DataSource dataSource;
    private final InstantSource clock;

    RequestFilters(RequestQueue queue, Commands commands, AuditLog audit, DataSource dataSource, InstantSource clock) {
        this.queue = queue;
        this.commands = commands;
        this.audit = audit;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    private record Named(String name, RequestFilter filter) {}

    private record Saved(UUID id, long version, UUID owner, boolean shared, String name, RequestFilter filter) {}

    private static Map<String, Named> builtIn() {
        Map<String, Named> filters = new LinkedHashMap<>();
        filters.put("all", new Named("All open", filter(null, null, null, null)));
        filters.put("mine", new Named("Mine", filter(null, null, AssigneeFilter.MINE, null)));
        filters.put("unassigned", new Named("Unassigned", filter(null, null, AssigneeFilter.NOBODY, null)));
        filters.put("due-soon", new Named("Due within three days", filter(null, null, null, DueDays.SOON)));
        filters.put("overdue", new Named("Overdue", filter(null, null, null, DueDays.OVERDUE)));
        filters.put("untyped", new Named("To be read", flags(true, null, null)));
        filters.put("awaiting-approval", new Named("Awaiting approval", flags(null, null, true)));
        filters.put(
                "identity-pending",
                new Named("Awaiting identity", filter(RequestState.IDENTITY_PENDING, null, null, null)));
        filters.put(
                "awaiting-subject",
                new Named("Awaiting an answer", filter(RequestState.AWAITING_SUBJECT, null, null, null)));
        filters.put("failing", new Named("Failing", flags(null, true, null)));
        filters.put("complaints", new Named("Complaints", filter(null, RequestType.COMPLAINT, null, null)));
        return filters;
    }

    private static RequestFilter filter(
            @Nullable RequestState state,
            @Nullable RequestType type,
            @Nullable AssigneeFilter assignee,
            @Nullable DueDays due) {
        return new RequestFilter(state, type, null, null, assignee, due, null, null, null);
    }

    private static RequestFilter flags(
            @Nullable Boolean untyped, @Nullable Boolean failing, @Nullable Boolean awaiting) {
        return new RequestFilter(null, null, null, null, null, null, untyped, failing, awaiting);
    }

    /** Those that are built in, then one's own and those that colleagues share, by their names. */
    List<RequestFilterDetails> list(Actor.Member me) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = dataSource.getConnection()) {
            List<RequestFilterDetails> filters = new ArrayList<>();
            for (Map.Entry<String, Named> each : BUILT_IN.entrySet()) {
                Named named = each.getValue();
                long count = queue.count(connection, named.filter(), me, now);
                filters.add(new RequestFilterDetails(
                        each.getKey(), 0, named.name(), true, true, false, named.filter(), count));
            }
            for (Saved saved : saved(connection, "owner = ? OR shared ORDER BY name, id", me.member())) {
                filters.add(details(connection, saved, me, now));
            }
            return filters;
        }
    }

    private RequestFilterDetails details(Connection connection, Saved saved, Actor.Member me, Instant now)
            throws SQLException {
        return new RequestFilterDetails(
                saved.id().toString(),
                saved.version(),
                Masked.text(saved.name()),
                false,
                saved.shared(),
                saved.owner().equals(me.member()),
                saved.filter(),
                queue.count(connection, saved.filter(), me, now));
    }

    RequestFilterDetails save(SaveRequestFilter wish, Actor.Member me, Command command) throws SQLException {
        return unlessNameTaken(() -> commands.once(command, wish, RequestFilterDetails.class, transaction -> {
            if (saved(transaction, "owner = ?", me.member()).size() >= MOST) {
                throw new Refused(
                        HttpStatus.CONFLICT, "too_many_filters", "You have " + MOST + " filters; delete one first.");
            }
            UUID id = UuidV7.at(clock.instant());
            try (PreparedStatement statement = transaction.prepareStatement("""
                    INSERT INTO privacy.saved_filter (id, owner, shared, name, filter)
                    VALUES (?, ?, ?, ?, ?::jsonb)
                    """)) {
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

    RequestFilterDetails change(
            UUID id, ExpectedVersion version, SaveRequestFilter wish, Actor.Member me, Command command)
            throws SQLException {
        return unlessNameTaken(() -> commands.once(command, wish, RequestFilterDetails.class, transaction -> {
            version.check(details(transaction, own(transaction, id, me), me, clock.instant()));
            try (PreparedStatement statement = transaction.prepareStatement("""
                    UPDATE privacy.saved_filter
                    SET shared = ?, name = ?, filter = ?::jsonb, version = version + 1
                    WHERE id = ?
                    """)) {
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
                    transaction.prepareStatement("DELETE FROM privacy.saved_filter WHERE id = ?")) {
                statement.setObject(1, id);
                statement.executeUpdate();
            }
            record(transaction, me, "delete", id, command.requestId());
        });
    }

    private interface Saving {
        RequestFilterDetails run() throws SQLException;
    }

    private static RequestFilterDetails unlessNameTaken(Saving saving) throws SQLException {
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
                new Act(
                        me,
                        "request-filter." + verb,
                        Act.Outcome.DONE,
                        "request-filter:" + id,
                        null,
                        request,
                        Map.of()));
    }

    /** One of this member's own, locked: others' are theirs to change. */
    private static Saved own(Connection transaction, UUID id, Actor.Member me) throws SQLException {
        return saved(transaction, "id = ? FOR UPDATE", id).stream()
                .filter(saved -> saved.owner().equals(me.member()))
                .findAny()
                .orElseThrow(() -> Refused.notFound("You have no filter with this id."));
    }

    private static List<Saved> saved(Connection connection, String condition, UUID value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT id, version, owner, shared, name, filter FROM privacy.saved_filter WHERE " + condition)) {
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
                            read(row.getString("filter"))));
                }
            }
            return saved;
        }
    }

    private static String write(RequestFilter filter) {
        try {
            return JSON.writeValueAsString(filter);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }

    private static RequestFilter read(String json) {
        try {
            return JSON.readValue(json, RequestFilter.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written can be read", e);
        }
    }
}
