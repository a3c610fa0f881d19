package ai.ominigate.privacy.erasure;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.model.privacy.ClearDeletion;
import ai.ominigate.model.privacy.DataFate;
import ai.ominigate.model.privacy.DataFound;
import ai.ominigate.model.privacy.DeletionCleared;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.Masked;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is known of somebody who asks, what would become of it, what stands in the way, and the proof that it is gone. */
@Controller("/admin/v1/privacy")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ErasureController {
    /** What tells nobody apart from anybody: ids, times, numbers, words of the program. */
    private static final Pattern TELLS_NOBODY = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?|[A-Z][A-Z0-9_]*");

    private final DataSource dataSource;
    private final Accounts accounts;
    private final Holdings holdings;
    private final Commands commands;
    private final AuditLog audit;
    private final InstantSource clock;

    ErasureController(
            DataSource dataSource,
            Accounts accounts,
            Holdings holdings,
            Commands commands,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.accounts = accounts;
        this.holdings = holdings;
        this.commands = commands;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What is kept of the person, counted, with a masked example of each kind, and what would become of it. Nothing if the
     * request has no account, or its owner is forgotten. That somebody looked is written down.
     */
    @Get("/requests/{id}/data")
    @Allowed(Capability.VIEW_REQUESTS)
    DataFound data(@PathVariable UUID id, Actor me, HttpRequest<?> request) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Whose whose = whose(connection, id);
            audit.append(connection, act(me, "request.look-at-data", id, RequestId.of(request)));
            DataSubject subject = subject(connection, whose);
            List<DataFound.Table> tables = new ArrayList<>();
            if (subject != null) {
                for (PersonalRecords feature : holdings.all()) {
                    for (PersonalTable table : feature.tables()) {
                        long rows = holdings.count(connection, table, subject);
                        if (rows > 0) {
                            tables.add(found(connection, feature, table, subject, rows));
                        }
                    }
                }
            }
            long rows = tables.stream().mapToLong(DataFound.Table::rows).sum();
            return new DataFound(id.toString(), rows, tables);
        }
    }

    private DataFound.Table found(
            Connection connection, PersonalRecords feature, PersonalTable table, DataSubject subject, long rows)
            throws SQLException {
        Map<String, String> example = new TreeMap<>();
        for (ObjectNode row : holdings.sample(connection, table, subject, 1)) {
            row.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    example.put(field.getKey(), masked(field.getValue()));
                }
            });
        }
        return new DataFound.Table(
                feature.name(),
                table.file(),
                rows,
                switch (table.fate()) {
                    case PersonalTable.Fate.Deleted _ -> DataFate.DELETED;
                    case PersonalTable.Fate.Unlinked _, PersonalTable.Fate.GoesWith _ -> DataFate.UNLINKED;
                    case PersonalTable.Fate.Kept _ -> DataFate.KEPT;
                },
                table.fate() instanceof PersonalTable.Fate.Kept kept ? kept.reason() : null,
                example);
    }

    private static String masked(JsonNode value) {
        if (value.isNumber() || value.isBoolean()) {
            return value.asText();
        }
        String text = value.isTextual() ? value.textValue() : "";
        if (TELLS_NOBODY.matcher(text).matches()) {
            return text;
        }
        return text.matches("[^\\s@]+@[^\\s@]+") ? Masked.email(text) : "•••";
    }

    /** Says that no open balance or dispute stands in the way of forgetting a person. */
    @Post("/clearances/money")
    @Allowed(Capability.CLEAR_DELETION_OF_MONEY)
    DeletionCleared clearMoney(@Body ClearDeletion wish, Command command, Actor.Member me) throws SQLException {
        return clear("open_balance", Capability.CLEAR_DELETION_OF_MONEY, wish, command, me);
    }

    /** Says that no open case of abuse stands in the way of forgetting a person. */
    @Post("/clearances/cases")
    @Allowed(Capability.CLEAR_DELETION_OF_CASES)
    DeletionCleared clearCases(@Body ClearDeletion wish, Command command, Actor.Member me) throws SQLException {
        return clear("open_case", Capability.CLEAR_DELETION_OF_CASES, wish, command, me);
    }

    private DeletionCleared clear(String code, Capability needs, ClearDeletion wish, Command command, Actor.Member me)
            throws SQLException {
        UUID request = uuid(wish.request());
        return commands.once(command, wish, DeletionCleared.class, transaction -> {
            whose(transaction, request);
            requirePreparedByAnother(transaction, request, me, needs);
            ErasureFulfilment.clear(transaction, request, code, me.member(), wish.reason(), clock.instant());
            audit.append(transaction, act(me, "request.clear", request, command.requestId()));
            return new DeletionCleared(request.toString(), code);
        });
    }

    /** What stands in the way is cleared by somebody else than who wants it out of the way. */
    private static void requirePreparedByAnother(
            Connection transaction, UUID request, Actor.Member me, Capability needs) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT EXISTS (SELECT FROM privacy.request WHERE id = ? AND prepared_by = ?)")) {
            select.setObject(1, request);
            select.setObject(2, me.member());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    throw Refused.forbidden(
                            "request_own",
                            "You prepared this deletion yourself, so a colleague has to clear what stands in its way.",
                            new RightNeeded(needs.name(), Rights.rolesWith(needs), false));
                }
            }
        }
    }

    /** The signed proof that the person was forgotten, for {@code ominigate.jar privacy verify-proof}. */
    @Get("/requests/{id}/proof")
    @Produces("application/json")
    @Allowed(Capability.VIEW_REQUESTS)
    HttpResponse<byte[]> proof(@PathVariable UUID id, Actor me, HttpRequest<?> request) throws SQLException {
        String proof = proof(id, me, request, "request.take-proof");
        return HttpResponse.ok(proof.getBytes(StandardCharsets.UTF_8))
                .header("Content-Disposition", "attachment; filename=\"proof-of-erasure.json\"");
    }

    /** The same on paper, for people. */
    @Get("/requests/{id}/proof-on-paper")
    @Produces("application/pdf")
    @Allowed(Capability.VIEW_REQUESTS)
    HttpResponse<byte[]> paper(@PathVariable UUID id, Actor me, HttpRequest<?> request)
            throws SQLException, IOException {
        return HttpResponse.ok(ProofPdf.of(proof(id, me, request, "request.take-proof")))
                .header("Content-Disposition", "attachment; filename=\"proof-of-erasure.pdf\"");
    }

    private String proof(UUID id, Actor me, HttpRequest<?> request, String action) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            whose(connection, id);
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT proof FROM privacy.erasure WHERE request = ?")) {
                select.setObject(1, id);
                try (ResultSet row = select.executeQuery()) {
                    String proof = row.next() ? row.getString(1) : null;
                    if (proof == null) {
                        throw Refused.notFound(
                                "There is no proof for this request: nobody was forgotten for it, or not yet.");
                    }
                    audit.append(connection, act(me, action, id, RequestId.of(request)));
                    return proof;
                }
            }
        }
    }

    private static Act act(Actor me, String action, UUID request, @Nullable String requestId) {
        return new Act(me, action, Act.Outcome.DONE, "request:" + request, null, requestId, Map.of());
    }

    /**
     * Whom a request is about.
     *
     * @param account its owner; null if nobody has found out, or for a member
     * @param member who asks about themselves alone, of an account that they do not own; null for all others
     */
    private record Whose(@Nullable UUID account, @Nullable UUID member) {}

    private @Nullable DataSubject subject(Connection connection, Whose whose) throws SQLException {
        if (whose.member() != null) {
            Known known = ErasureTable.knownMember(connection, whose.member(), null);
            return known == null ? null : known.subject();
        }
        return whose.account() == null ? null : accounts.subject(connection, whose.account());
    }

    private static Whose whose(Connection connection, UUID request) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT account, member FROM privacy.request WHERE id = ?")) {
            select.setObject(1, request);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw Refused.notFound("There is no request with the id '" + request + "'.");
                }
                return new Whose(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
            }
        }
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The field 'request' is a request's id.");
        }
    }
}
