package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.subprocessor.AmendSubprocessor;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.SubprocessorDetails;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorReason;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The companies that personal data goes to. */
@Controller("/admin/v1/subprocessors")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SubprocessorController {
    private final Subprocessors subprocessors;
    private final Registrar registrar;
    private final Endorsement endorsement;
    private final Amendment amendment;
    private final Retirement retirement;
    private final Approvals approvals;
    private final Commands commands;
    private final DataSource dataSource;

    @SuppressWarnings("TooManyParameters") // what the routes need between them
    SubprocessorController(
            Subprocessors subprocessors,
            Registrar registrar,
            Endorsement endorsement,
            Amendment amendment,
            Retirement retirement,
            Approvals approvals,
            Commands commands,
            DataSource dataSource) {
        this.subprocessors = subprocessors;
        this.registrar = registrar;
        this.endorsement = endorsement;
        this.amendment = amendment;
        this.retirement = retirement;
        this.approvals = approvals;
        this.commands = commands;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * The companies, whatever has become of them, by name unless they are sorted.
     *
     * @param state only those that have come so far
     * @param role only those that do this for us
     */
    @Get
    @Allowed(Capability.VIEW_POLICY)
    Page<SubprocessorDetails> list(
            PageRequest page,
            @Nullable Sort<SubprocessorOrder> sort,
            @QueryValue @Nullable SubprocessorState state,
            @QueryValue @Nullable SubprocessorRole role)
            throws SQLException {
        Sort<SubprocessorOrder> order = sort == null ? new Sort<>(SubprocessorOrder.NAME, false) : sort;
        try (Connection connection = dataSource.getConnection()) {
            Page<Company> found = CompanyTable.list(connection, page, order, state, role);
            List<SubprocessorDetails> details = new ArrayList<>();
            for (Company company : found.items()) {
                details.add(subprocessors.details(connection, company));
            }
            return new Page<>(details, found.next());
        }
    }

    /** One of them. */
    @Get("/{id}")
    @Allowed(Capability.VIEW_POLICY)
    SubprocessorDetails get(@PathVariable UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return subprocessors.details(connection, Subprocessors.known(CompanyTable.find(connection, id)));
        }
    }

    /** Proposes one, with what is known of it. */
    @Post
    @Allowed(Capability.EDIT_POLICY)
    @Status(HttpStatus.CREATED)
    SubprocessorDetails propose(@Body SubprocessorFacts wish, Command command, Actor.Member me) throws SQLException {
        return commands.once(command, wish, SubprocessorDetails.class, transaction -> {
            Company company =
                    new Company(UuidV7.at(subprocessors.now()), 1, SubprocessorState.PROPOSED, wish, me.member(), null);
            registrar.add(transaction, company, me, command.requestId());
            CompanyTable.wrote(transaction, company.id(), me.member());
            return subprocessors.details(transaction, company);
        });
    }

    /** Writes down what is known of one that nobody has approved yet. */
    @Put("/{id}")
    @Allowed(Capability.EDIT_POLICY)
    SubprocessorDetails write(
            @PathVariable UUID id,
            @Body SubprocessorFacts wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, SubprocessorDetails.class, transaction -> {
            Company company = seen(transaction, id, version);
            Registrar.requireState(
                    company,
                    SubprocessorState.PROPOSED,
                    "This subprocessor was approved. Ask to amend it, so that a second person looks.");
            CompanyTable.wrote(transaction, id, me.member());
            return kept(transaction, company.with(wish, me.member()), "write", me, command, Map.of());
        });
    }

    /** Discards one that nobody has approved yet. */
    @Delete("/{id}")
    @Allowed(Capability.EDIT_POLICY)
    @Status(HttpStatus.NO_CONTENT)
    void discard(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me) throws SQLException {
        commands.once(command, null, transaction -> {
            Company company = seen(transaction, id, version);
            Registrar.requireState(
                    company,
                    SubprocessorState.PROPOSED,
                    "This subprocessor was approved. Ask to retire it, so that a second person looks.");
            registrar.discard(transaction, company, me, command.requestId());
        });
    }

    /** Asks to approve one. It is when somebody else agrees, who has not written down what is known of it. */
    @Post("/{id}/approve")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails approve(
            @PathVariable UUID id,
            @Body SubprocessorReason wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            Company company = seen(transaction, id, version);
            Endorsement.requireApprovable(company);
            return approvals.propose(
                    transaction,
                    endorsement,
                    new Endorsement.Wish(id, company.version()),
                    wording(company, "Approves %s as a subprocessor.", wish.reason()),
                    me,
                    command.requestId());
        });
    }

    /**
     * Begins to use one that was approved, at once. Only before a list is published: from then on customers are told ahead,
     * and it begins on the list's day.
     */
    @Post("/{id}/activate")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    SubprocessorDetails activate(
            @PathVariable UUID id,
            @Body SubprocessorReason wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, SubprocessorDetails.class, transaction -> {
            Company company = seen(transaction, id, version);
            Registrar.requireState(
                    company,
                    SubprocessorState.APPROVED,
                    "Only a subprocessor that is approved, and no more, can be begun.");
            if (Subprocessors.list(transaction).isPublished()) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "list_published",
                        "The list is published, so customers are told ahead: publish the next one, and this subprocessor begins on its day.");
            }
            return kept(
                    transaction,
                    company.with(SubprocessorState.ACTIVE, subprocessors.now()),
                    "activate",
                    me,
                    command,
                    Map.of("reason", wish.reason()));
        });
    }

    /** Asks to have something else known of one that was approved. It is changed when somebody else agrees. */
    @Post("/{id}/amend")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails amend(
            @PathVariable UUID id,
            @Body AmendSubprocessor wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            Company company = seen(transaction, id, version);
            Amendment.requireAmendable(transaction, company, wish.facts());
            return approvals.propose(
                    transaction,
                    amendment,
                    new Amendment.Wish(id, company.version(), wish.facts()),
                    wording(
                            company,
                            "Changes what is known of %s: " + Amendment.changes(company.facts(), wish.facts()) + ".",
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }

    /**
     * Doubts its terms: they count as unknown from now on, so a model provider gets no call any more. One person is enough to
     * stop; to confirm them again takes two.
     */
    @Post("/{id}/doubt")
    @Allowed(Capability.EDIT_POLICY)
    SubprocessorDetails doubt(
            @PathVariable UUID id,
            @Body SubprocessorReason wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, SubprocessorDetails.class, transaction -> {
            Company company = seen(transaction, id, version);
            if (!company.isListed() || company.facts().noTraining() == NoTraining.UNKNOWN) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "wrong_state",
                        "Nothing that is used depends on the terms of this subprocessor.");
            }
            Company doubted = company.with(Amendment.doubted(company.facts()), me.member());
            return kept(transaction, doubted, "doubt", me, command, Map.of("reason", wish.reason()));
        });
    }

    /** Asks to end its use for good. It ends when somebody else agrees. */
    @Post("/{id}/retire")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails retire(
            @PathVariable UUID id,
            @Body SubprocessorReason wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            Company company = seen(transaction, id, version);
            Retirement.requireRetirable(company);
            List<String> providers = subprocessors.details(transaction, company).providers();
            String stopped =
                    providers.isEmpty() ? "" : " No call goes to " + String.join(", ", providers) + " any more.";
            return approvals.propose(
                    transaction,
                    retirement,
                    new Retirement.Wish(id, company.version()),
                    wording(company, "Ends the use of %s." + stopped, wish.reason()),
                    me,
                    command.requestId());
        });
    }

    private static Approvals.Wording wording(Company company, String effect, String reason) {
        return new Approvals.Wording(
                Subprocessors.subject(company.id()),
                effect.replace("%s", company.facts().name()),
                reason);
    }

    private Company seen(Connection transaction, UUID id, ExpectedVersion version) throws SQLException {
        Company company = Subprocessors.known(CompanyTable.lock(transaction, id));
        version.check(subprocessors.details(transaction, company));
        return company;
    }

    private SubprocessorDetails kept(
            Connection transaction,
            Company company,
            String verb,
            Actor.Member me,
            Command command,
            Map<String, String> details)
            throws SQLException {
        registrar.keep(transaction, company, verb, me, command.requestId(), details);
        return subprocessors.details(transaction, company);
    }
}
