package ai.ominigate.privacy.policy;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.policy.DraftPolicy;
import ai.ominigate.model.policy.FinishPolicy;
import ai.ominigate.model.policy.PolicyAcceptance;
import ai.ominigate.model.policy.PolicyDifference;
import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.model.policy.PolicyUnreached;
import ai.ominigate.model.policy.PolicyVersion;
import ai.ominigate.model.policy.PublishPolicy;
import ai.ominigate.model.policy.WritePolicy;
import ai.ominigate.privacy.legal.LegalLocale;
import ai.ominigate.privacy.policy.VersionTable.Kept;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
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
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The privacy policy as privacy officers look after it. */
@Controller("/admin/v1/policy/versions")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PolicyController {
    private final Policy policy;
    private final Publication publication;
    private final Finishing finishing;
    private final Approvals approvals;
    private final Commands commands;
    private final AuditLog audit;
    private final LiveNews news;
    private final DataSource dataSource;

    @SuppressWarnings("TooManyParameters") // what the routes need between them
    PolicyController(
            Policy policy,
            Publication publication,
            Finishing finishing,
            Approvals approvals,
            Commands commands,
            AuditLog audit,
            LiveNews news,
            DataSource dataSource) {
        this.policy = policy;
        this.publication = publication;
        this.finishing = finishing;
        this.approvals = approvals;
        this.commands = commands;
        this.audit = audit;
        this.news = news;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** All versions, drafts too, the newest first unless they are sorted. */
    @Get
    @Allowed(Capability.VIEW_POLICY)
    Page<PolicyVersion> list(PageRequest page, @Nullable Sort<VersionOrder> sort) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Page<Version> found = VersionTable.list(connection, page, Sort.orLargestFirst(sort, VersionOrder.NUMBER));
            List<PolicyVersion> details = new ArrayList<>();
            for (Version version : found.items()) {
                details.add(policy.details(connection, version));
            }
            return new Page<>(details, found.next());
        }
    }

    /** One of them. */
    @Get("/{number}")
    @Allowed(Capability.VIEW_POLICY)
    PolicyVersion get(@PathVariable int number) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return policy.details(connection, Policy.known(VersionTable.find(connection, number), number));
        }
    }

    /** The accounts that no letter of it reached, so that somebody finds another way to tell their owners. */
    @Get("/{number}/unreached")
    @Allowed(Capability.VIEW_POLICY)
    Page<PolicyUnreached> unreached(@PathVariable int number, PageRequest page, @Nullable Sort<UnreachedOrder> sort)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Policy.known(VersionTable.find(connection, number), number);
            return VersionTable.unreached(connection, number, page, Sort.orLargestFirst(sort, UnreachedOrder.ACCOUNT));
        }
    }

    /** On which days accounts began to use the service under it. */
    @Get("/{number}/acceptance")
    @Allowed(Capability.VIEW_POLICY)
    PolicyAcceptance acceptance(@PathVariable int number) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Policy.known(VersionTable.find(connection, number), number);
            return new PolicyAcceptance(VersionTable.acceptance(connection, number));
        }
    }

    /** Its text in a language. */
    @Get("/{number}/texts/{locale}")
    @Allowed(Capability.VIEW_POLICY)
    PolicyDocument text(@PathVariable int number, @PathVariable String locale) throws SQLException {
        return policy.any(number, LegalLocale.named(locale));
    }

    /**
     * What is different in it from the version before it.
     *
     * @param locale in which language; English if it is not said
     */
    @Get("/{number}/difference")
    @Allowed(Capability.VIEW_POLICY)
    PolicyDifference difference(@PathVariable int number, @QueryValue @Nullable String locale) throws SQLException {
        LegalLocale language = LegalLocale.named(Objects.requireNonNullElse(locale, LegalLocale.ENGLISH.tag()));
        if (number < 2) {
            throw Refused.notFound("There is no version before the first.");
        }
        return new PolicyDifference(
                number - 1,
                number,
                language.tag(),
                Difference.between(
                        policy.any(number - 1, language).text(),
                        policy.any(number, language).text()));
    }

    /** Begins a draft of the next version, with the texts of the one before it. There is one draft at a time. */
    @Post
    @Allowed(Capability.EDIT_POLICY)
    @Status(HttpStatus.CREATED)
    PolicyVersion draft(@Body DraftPolicy wish, Command command, Actor.Member me) throws SQLException {
        return commands.once(command, wish, PolicyVersion.class, transaction -> {
            Version newest = Objects.requireNonNull(VersionTable.newest(transaction), "the first is always there");
            if (wish.lastUpdated().isBefore(newest.lastUpdated())) {
                throw Refused.invalid("The version before it was last updated on %s, so this one cannot be on %s."
                        .formatted(newest.lastUpdated(), wish.lastUpdated()));
            }
            Version draft = new Version(
                    newest.number() + 1,
                    1,
                    PolicyStatus.DRAFT,
                    wish.lastUpdated(),
                    null,
                    wish.material(),
                    null,
                    wish.summary());
            if (!VersionTable.draft(transaction, draft)) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "draft_exists",
                        "A draft is being written already. Go on with it, or discard it first.");
            }
            for (Map.Entry<LegalLocale, Kept> text :
                    VersionTable.texts(transaction, newest.number()).entrySet()) {
                VersionTable.write(
                        transaction,
                        draft.number(),
                        text.getKey(),
                        text.getValue().text());
            }
            VersionTable.wrote(transaction, draft.number(), me.member());
            return changed(transaction, me, command, "draft", draft.number());
        });
    }

    /** Writes a draft's text in a language. */
    @Put("/{number}/texts/{locale}")
    @Allowed(Capability.EDIT_POLICY)
    PolicyVersion write(
            @PathVariable int number,
            @PathVariable String locale,
            @Body WritePolicy wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        LegalLocale language = LegalLocale.named(locale);
        return commands.once(command, wish, PolicyVersion.class, transaction -> {
            seenDraft(transaction, number, version);
            VersionTable.write(transaction, number, language, wish.text().strip());
            VersionTable.wrote(transaction, number, me.member());
            VersionTable.touch(transaction, number);
            return changed(transaction, me, command, "write", number);
        });
    }

    /** Discards a draft. */
    @Delete("/{number}")
    @Allowed(Capability.EDIT_POLICY)
    @Status(HttpStatus.NO_CONTENT)
    void discard(@PathVariable int number, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        commands.once(command, null, transaction -> {
            seenDraft(transaction, number, version);
            VersionTable.delete(transaction, number);
            audit.append(transaction, act(me, "policy.discard", number, command));
            news.tell(transaction, Policy.changed(number, "discarded", version.version() + 1));
        });
    }

    /** Asks to publish a draft. It is when somebody else agrees, and stays as it is from then on. */
    @Post("/{number}/publish")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails publish(
            @PathVariable int number,
            @Body PublishPolicy wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            Version draft = seen(transaction, number, version);
            publication.requirePublishable(transaction, draft, wish.effectiveAt());
            String told = draft.material() ? " Every active account is written to." : "";
            return approvals.propose(
                    transaction,
                    publication,
                    new Publication.Wish(number, draft.version(), wish.effectiveAt()),
                    new Approvals.Wording(
                            Policy.subject(number),
                            "Publishes version %d of the privacy policy, which holds from %s on and cannot be changed any more.%s"
                                    .formatted(number, wish.effectiveAt(), told),
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }

    /** Asks to make a published version final. Refused with all that is missing; done when somebody else agrees. */
    @Post("/{number}/finish")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails finish(
            @PathVariable int number,
            @Body FinishPolicy wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            Version published = seen(transaction, number, version);
            finishing.requireFinishable(transaction, published);
            return approvals.propose(
                    transaction,
                    finishing,
                    new Finishing.Wish(number, published.version()),
                    new Approvals.Wording(
                            Policy.subject(number),
                            "Makes version %d of the privacy policy final.".formatted(number),
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }

    private Version seen(Connection transaction, int number, ExpectedVersion expected) throws SQLException {
        Version version = Policy.known(VersionTable.lock(transaction, number), number);
        expected.check(policy.details(transaction, version));
        return version;
    }

    private void seenDraft(Connection transaction, int number, ExpectedVersion expected) throws SQLException {
        if (seen(transaction, number, expected).status() != PolicyStatus.DRAFT) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "published_already",
                    "This version was published, and stays as it is. Begin a draft of the next one.");
        }
    }

    private PolicyVersion changed(Connection transaction, Actor.Member me, Command command, String verb, int number)
            throws SQLException {
        Version version = Policy.known(VersionTable.find(transaction, number), number);
        audit.append(transaction, act(me, "policy." + verb, number, command));
        news.tell(transaction, Policy.changed(number, "changed", version.version()));
        return policy.details(transaction, version);
    }

    private static Act act(Actor.Member me, String action, int number, Command command) {
        return new Act(me, action, Act.Outcome.DONE, Policy.subject(number), null, command.requestId(), Map.of());
    }
}
