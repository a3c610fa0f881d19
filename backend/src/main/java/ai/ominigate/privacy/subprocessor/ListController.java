package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.subprocessor.PublishSubprocessors;
import ai.ominigate.model.subprocessor.SubprocessorDifference;
import ai.ominigate.model.subprocessor.SubprocessorList;
import ai.ominigate.privacy.legal.Circulars;
import ai.ominigate.privacy.subprocessor.ListTable.Published;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The list of subprocessors in its versions. */
@Controller("/admin/v1/subprocessors/lists")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ListController {
    private final Lists lists;
    private final ListPublication publication;
    private final Approvals approvals;
    private final Commands commands;
    private final DataSource dataSource;

    ListController(
            Lists lists, ListPublication publication, Approvals approvals, Commands commands, DataSource dataSource) {
        this.lists = lists;
        this.publication = publication;
        this.approvals = approvals;
        this.commands = commands;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** Those that were published, the newest first unless they are sorted. */
    @Get
    @Allowed(Capability.VIEW_POLICY)
    Page<SubprocessorList> list(PageRequest page, @Nullable Sort<ListOrder> sort) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Page<Published> found = ListTable.list(connection, page, Sort.orLargestFirst(sort, ListOrder.NUMBER));
            List<SubprocessorList> details = new ArrayList<>();
            for (Published list : found.items()) {
                details.add(lists.details(connection, list));
            }
            return new Page<>(details, found.next());
        }
    }

    /** What would be published now, and how many would be told. */
    @Get("/draft")
    @Allowed(Capability.VIEW_POLICY)
    SubprocessorList draft() throws SQLException {
        return lists.draft();
    }

    /** What would be new. */
    @Get("/draft/difference")
    @Allowed(Capability.VIEW_POLICY)
    SubprocessorDifference draftDifference() throws SQLException {
        return lists.draftDifference();
    }

    /** One that was published. */
    @Get("/{number}")
    @Allowed(Capability.VIEW_POLICY)
    SubprocessorList get(@PathVariable int number) throws SQLException {
        return lists.published(number);
    }

    /** What is different in it from the one before it. */
    @Get("/{number}/difference")
    @Allowed(Capability.VIEW_POLICY)
    SubprocessorDifference difference(@PathVariable int number) throws SQLException {
        return lists.difference(number);
    }

    /** Asks to publish the draft. It is when somebody else agrees, and stays as it is from then on. */
    @Post("/draft/publish")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails publish(@Body PublishSubprocessors wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            long seen = CompanyTable.lockRegistry(transaction);
            version.check(lists.draft(transaction));
            SubprocessorDifference difference = publication.requirePublishable(transaction, wish.effectiveAt());
            String effect =
                    "Publishes list %d of the subprocessors with %d changes; what is new is used from %s on. %s accounts are written to.";
            return approvals.propose(
                    transaction,
                    publication,
                    new ListPublication.Wish(seen, wish.effectiveAt(), wish.summary()),
                    new Approvals.Wording(
                            ListPublication.subject(difference.to()),
                            effect.formatted(
                                    difference.to(),
                                    difference.changes().size(),
                                    wish.effectiveAt(),
                                    ListPublication.isTold(difference) ? Circulars.readers(transaction) : "No"),
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }
}
