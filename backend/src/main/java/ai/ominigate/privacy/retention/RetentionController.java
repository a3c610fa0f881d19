package ai.ominigate.privacy.retention;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.retention.ChangeWindow;
import ai.ominigate.model.retention.ConfirmWindow;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.model.retention.WindowPreview;
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
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How long what is kept is kept. */
@Controller("/admin/v1/retention")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RetentionController {
    private final Retention retention;
    private final Purges purges;
    private final WindowChange change;
    private final WindowConfirmation confirmation;
    private final Approvals approvals;
    private final Commands commands;
    private final AuditLog audit;
    private final LiveNews news;
    private final DataSource dataSource;

    @SuppressWarnings("TooManyParameters") // what the routes need between them
    RetentionController(
            Retention retention,
            Purges purges,
            WindowChange change,
            WindowConfirmation confirmation,
            Approvals approvals,
            Commands commands,
            AuditLog audit,
            LiveNews news,
            DataSource dataSource) {
        this.retention = retention;
        this.purges = purges;
        this.change = change;
        this.confirmation = confirmation;
        this.approvals = approvals;
        this.commands = commands;
        this.audit = audit;
        this.news = news;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** The rules of all classes of data, all at once. */
    @Get("/rules")
    @Allowed(Capability.VIEW_POLICY)
    Page<RetentionRule> rules() throws SQLException {
        return new Page<>(retention.rules(), null);
    }

    /** One of them. */
    @Get("/rules/{dataClass}")
    @Allowed(Capability.VIEW_POLICY)
    RetentionRule rule(@PathVariable DataClass dataClass) throws SQLException {
        return retention.rule(dataClass);
    }

    /**
     * What another window would remove, without removing it.
     *
     * @param window as {@code P7D} or {@code P13M}
     */
    @Get("/rules/{dataClass}/preview")
    @Allowed(Capability.VIEW_POLICY)
    WindowPreview preview(@PathVariable DataClass dataClass, @QueryValue String window) throws SQLException {
        return retention.preview(dataClass, period(window));
    }

    private static Period period(String window) {
        try {
            return Period.parse(window);
        } catch (DateTimeParseException e) {
            throw Refused.invalid("A window is days, months or years in ISO 8601, as P14D or P13M.");
        }
    }

    /**
     * Asks for another window. It is changed when somebody else agrees, and a shorter one takes effect a day after that, as
     * what goes is gone. One that is confirmed is lengthened only if a version of the privacy policy says so, which was
     * published since and holds.
     */
    @Post("/rules/{dataClass}/window")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails changeWindow(
            @PathVariable DataClass dataClass,
            @Body ChangeWindow wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        Retention.requireAdmitted(dataClass, wish.window());
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            Rule rule = seen(transaction, dataClass, version);
            if (rule.window().equals(wish.window())) {
                throw Refused.invalid("That is the window that it has.");
            }
            retention.requireNoPromiseBroken(transaction, rule, wish.window(), wish.policyVersion());
            return approvals.propose(
                    transaction,
                    change,
                    new WindowChange.Wish(dataClass, rule.version(), wish.window(), wish.policyVersion()),
                    new Approvals.Wording(
                            Retention.subject(dataClass), effect(transaction, rule, wish.window()), wish.reason()),
                    me,
                    command.requestId());
        });
    }

    private String effect(Connection connection, Rule rule, Period window) throws SQLException {
        String title = Retention.title(rule.dataClass());
        String change = "%s is kept for %s instead of %s"
                .formatted(title, Retention.words(window), Retention.words(rule.window()));
        return ClassRule.isLonger(rule.window(), window)
                ? "%s, a day after this is agreed to. As of now that removes %d rows, for good."
                        .formatted(change, retention.rowsOlder(connection, rule.dataClass(), window))
                : change + ", from now on.";
    }

    /** Takes back a shorter window that has not taken effect yet. One person is enough: nothing goes. */
    @Delete("/rules/{dataClass}/pending")
    @Allowed(Capability.EDIT_POLICY)
    RetentionRule takeBack(@PathVariable DataClass dataClass, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return commands.once(command, null, RetentionRule.class, transaction -> {
            Rule rule = seen(transaction, dataClass, version);
            if (rule.pending() == null) {
                throw new Refused(
                        HttpStatus.CONFLICT, "nothing_pending", "There is no other window that is to take effect.");
            }
            Rule next = new Rule(dataClass, rule.window(), null, rule.confirmedAt(), rule.version() + 1);
            RuleTable.update(transaction, next);
            audit.append(
                    transaction,
                    act(
                            me,
                            "retention.take-back",
                            dataClass,
                            command,
                            Map.of("window", rule.pending().window().toString())));
            news.tell(transaction, Retention.changed(next));
            return retention.details(transaction, next);
        });
    }

    /** Asks to make the present window final. It is when somebody else agrees. */
    @Post("/rules/{dataClass}/confirm")
    @Allowed(value = Capability.EDIT_POLICY, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails confirm(
            @PathVariable DataClass dataClass,
            @Body ConfirmWindow wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            Rule rule = seen(transaction, dataClass, version);
            if (rule.confirmedAt() != null) {
                throw new Refused(HttpStatus.CONFLICT, "confirmed_already", "The window is confirmed already.");
            }
            if (rule.pending() != null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "window_pending",
                        "Another window is to take effect. Confirm it then, or take it back first.");
            }
            String effect =
                    "%s is kept for %s, which is a promise from now on: to lengthen it takes a new version of the"
                            + " privacy policy.";
            return approvals.propose(
                    transaction,
                    confirmation,
                    new WindowConfirmation.Wish(dataClass, rule.version()),
                    new Approvals.Wording(
                            Retention.subject(dataClass),
                            effect.formatted(Retention.title(dataClass), Retention.words(rule.window())),
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }

    private Rule seen(Connection transaction, DataClass dataClass, ExpectedVersion version) throws SQLException {
        Rule rule = RuleTable.lock(transaction, dataClass);
        version.check(retention.details(transaction, rule));
        return rule;
    }

    /**
     * What purges did, the last first unless they are sorted.
     *
     * @param dataClass only of this class
     */
    @Get("/purges")
    @Allowed(Capability.VIEW_POLICY)
    Page<PurgeReceipt> purges(
            PageRequest page, @Nullable Sort<PurgeOrder> sort, @QueryValue @Nullable DataClass dataClass)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return PurgeTable.list(connection, page, Sort.orLargestFirst(sort, PurgeOrder.STARTED_AT), dataClass);
        }
    }

    /** Purges a class now, by its present window, and answers with the rule afterwards. */
    @Post("/rules/{dataClass}/purge")
    @Allowed(Capability.EDIT_POLICY)
    RetentionRule purge(@PathVariable DataClass dataClass, Command command, Actor.Member me) throws SQLException {
        commands.once(
                command,
                null,
                transaction ->
                        audit.append(transaction, act(me, "retention.start-purge", dataClass, command, Map.of())));
        purges.run(dataClass, true);
        return retention.rule(dataClass);
    }

    private static Act act(
            Actor.Member me, String action, DataClass dataClass, Command command, Map<String, String> details) {
        return new Act(me, action, Act.Outcome.DONE, Retention.subject(dataClass), null, command.requestId(), details);
    }
}
