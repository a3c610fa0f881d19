package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.Page;
import ai.ominigate.model.subprocessor.ObjectionDetails;
import ai.ominigate.model.subprocessor.RecordObjection;
import ai.ominigate.model.subprocessor.SettleObjection;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Objections of customers to subprocessors, as the desk writes them down and answers them. */
@Controller("/admin/v1/subprocessors/objections")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ObjectionController {
    private final Subprocessors subprocessors;
    private final Commands commands;
    private final AuditLog audit;
    private final LiveNews news;
    private final DataSource dataSource;

    ObjectionController(
            Subprocessors subprocessors, Commands commands, AuditLog audit, LiveNews news, DataSource dataSource) {
        this.subprocessors = subprocessors;
        this.commands = commands;
        this.audit = audit;
        this.news = news;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * Those that were written down, the last first unless they are sorted. That one looked is written down.
     *
     * @param subprocessor only those to this company
     * @param open only those without an answer, or only those with one
     */
    @Get
    @Recorded("objection.list")
    @Allowed(Capability.VIEW_POLICY)
    Page<ObjectionDetails> list(
            PageRequest page,
            @Nullable Sort<ObjectionOrder> sort,
            @QueryValue @Nullable UUID subprocessor,
            @QueryValue @Nullable Boolean open)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ObjectionTable.list(
                    connection, page, Sort.orLargestFirst(sort, ObjectionOrder.RECEIVED_AT), subprocessor, open);
        }
    }

    /** One of them. That one looked is written down. */
    @Get("/{id}")
    @Recorded(value = "objection.view", subject = "objection")
    @Allowed(Capability.VIEW_POLICY)
    ObjectionDetails get(@PathVariable UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return known(ObjectionTable.find(connection, id));
        }
    }

    /** Writes down that a customer objects. */
    @Post
    @Allowed(Capability.EDIT_POLICY)
    @Status(HttpStatus.CREATED)
    ObjectionDetails record(@Body RecordObjection wish, Command command, Actor.Member me) throws SQLException {
        if (wish.receivedAt().isAfter(subprocessors.now())) {
            throw Refused.invalid("An objection cannot have been received in the future.");
        }
        return commands.once(command, wish, ObjectionDetails.class, transaction -> {
            Company company = Subprocessors.known(CompanyTable.lock(transaction, wish.subprocessor()));
            if (company.state() == SubprocessorState.PROPOSED) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "wrong_state",
                        "Nobody has approved this subprocessor yet, so no customer can have been told of it.");
            }
            UUID id = UuidV7.at(subprocessors.now());
            if (!ObjectionTable.insert(transaction, id, wish, me.member())) {
                throw Refused.invalid("There is no account with this id.");
            }
            return kept(transaction, id, "record", me, command);
        });
    }

    /** Writes down what came of one, and what the customer was told. */
    @Post("/{id}/settle")
    @Allowed(Capability.EDIT_POLICY)
    ObjectionDetails settle(
            @PathVariable UUID id,
            @Body SettleObjection wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ObjectionDetails.class, transaction -> {
            ObjectionDetails objection = known(ObjectionTable.lock(transaction, id));
            version.check(objection);
            if (objection.outcome() != null) {
                throw new Refused(HttpStatus.CONFLICT, "settled_already", "This objection was answered already.");
            }
            ObjectionTable.settle(transaction, id, wish, me.member(), subprocessors.now());
            return kept(transaction, id, "settle", me, command);
        });
    }

    private ObjectionDetails kept(Connection transaction, UUID id, String verb, Actor.Member me, Command command)
            throws SQLException {
        ObjectionDetails objection = known(ObjectionTable.find(transaction, id));
        audit.append(
                transaction,
                new Act(
                        me,
                        "objection." + verb,
                        Act.Outcome.DONE,
                        "objection:" + id,
                        null,
                        command.requestId(),
                        Map.of(
                                "subprocessor",
                                Subprocessors.subject(objection.subprocessor()),
                                "account",
                                "account:" + objection.account())));
        news.tell(
                transaction,
                new News(
                        "objection.changed",
                        "objection:" + id,
                        objection.version(),
                        new News.Audience.Having(Capability.VIEW_POLICY)));
        return objection;
    }

    private static ObjectionDetails known(@Nullable ObjectionDetails objection) {
        if (objection == null) {
            throw Refused.notFound("There is no objection with this id.");
        }
        return Objects.requireNonNull(objection);
    }
}
