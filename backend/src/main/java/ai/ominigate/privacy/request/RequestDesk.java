package ai.ominigate.privacy.request;

import ai.ominigate.accounts.Customers;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.AskSubject;
import ai.ominigate.model.privacy.AssignRequest;
import ai.ominigate.model.privacy.ExtendRequest;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.LetterPreview;
import ai.ominigate.model.privacy.LinkRequest;
import ai.ominigate.model.privacy.MergeRequest;
import ai.ominigate.model.privacy.NoteRequest;
import ai.ominigate.model.privacy.OpenRequest;
import ai.ominigate.model.privacy.PrepareRequest;
import ai.ominigate.model.privacy.ProposeRequest;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.model.privacy.RefuseRequest;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.TriageRequest;
import ai.ominigate.model.privacy.WholeMessage;
import ai.ominigate.model.privacy.WriteLetter;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the staff does with requests. Every step says which version it is about, and why; who saw an older one gets the
 * present. Blocks.
 */
@Singleton
public final class RequestDesk {
    /** SQLSTATE of what is there already (PostgreSQL, appendix A). */
    private static final String UNIQUE_VIOLATION = "23505";

    private final Commands commands;
    private final Colleagues colleagues;
    private final Customers customers;
    private final Approvals approvals;
    private final Requests requests;
    private final RequestSteps steps;
    private final RequestClock clock;
    private final RequestView view;
    private final RequestNews news;
    private final RequestLetters letters;
    private final Fulfilments fulfilments;
    private final Actions actions;
    private final DataSource dataSource;

    /** What needs a second person. */
    @Singleton
    record Actions(DoRequest fulfil, RefuseByTwo refuse, ExtendByTwo extend, IdentifyByTwo identify) {}

    RequestDesk(
            Commands commands,
            Colleagues colleagues,
            Customers customers,
            Approvals approvals,
            Requests requests,
            RequestSteps steps,
            RequestClock clock,
            RequestView view,
            RequestNews news,
            RequestLetters letters,
            Fulfilments fulfilments,
            Actions actions,
            DataSource dataSource) {
        this.commands = commands;
        this.colleagues = colleagues;
        this.customers = customers;
        this.approvals = approvals;
        this.requests = requests;
        this.steps = steps;
        this.clock = clock;
        this.view = view;
        this.news = news;
        this.letters = letters;
        this.fulfilments = fulfilments;
        this.actions = actions;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** Shows a request; that it was looked at is written down first. */
    RequestDetails look(UUID id, Actor.Member me, String requestId) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            RequestFile file = found(transaction, id);
            news.record(transaction, me, "view", id, requestId, Map.of());
            return view.details(transaction, file, steps.now());
        });
    }

    /** All of what somebody wrote. */
    WholeMessage read(UUID id, UUID message, Actor.Member me, String requestId) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            RequestFile file = found(transaction, id);
            String text = Conversation.text(transaction, file, message);
            if (text == null) {
                throw Refused.notFound("There is no message with the id '" + message + "' in this request.");
            }
            news.record(transaction, me, "read", id, requestId, Map.of("message", "message:" + message));
            return new WholeMessage(
                    message.toString(), view.plainText(transaction, file).whole(text));
        });
    }

    /** A file that came with what somebody wrote. */
    Attachments.Content take(UUID id, UUID message, int number, Actor.Member me, String requestId) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            found(transaction, id);
            Attachments.Content content = Attachments.content(transaction, id, message, number);
            if (content == null) {
                throw Refused.notFound("There is no file " + number + " of the message '" + message
                        + "' in this request, or it was too large to be kept: then it is in the contact mailbox.");
            }
            Map<String, String> which = Map.of("message", "message:" + message, "file", Integer.toString(number));
            news.record(transaction, me, "take-file", id, requestId, which);
            return content;
        });
    }

    private static RequestFile found(Connection connection, UUID id) throws SQLException {
        RequestFile file = RequestTable.find(connection, id);
        if (file == null) {
            throw RequestSteps.unknown();
        }
        return file;
    }

    /** Opens what came otherwise than by mail. */
    public RequestSummary open(OpenRequest wish, Actor.Member me, Command command) throws SQLException {
        if (wish.receivedAt().isAfter(steps.now())) {
            throw Refused.invalid("The field 'receivedAt' is in the future.");
        }
        if (wish.sender() != null && !wish.sender().matches("[^\\s@]+@[^\\s@]+")) {
            throw Refused.invalid("The field 'sender' is an e-mail address.");
        }
        return commands.once(command, wish, RequestSummary.class, transaction -> {
            UUID thread = UuidV7.at(steps.now());
            Locale language = Locale.forLanguageTag(wish.language());
            RequestTable.insertThread(transaction, thread, wish.sender(), language);
            Requests.Opened opened = requests.open(
                    transaction,
                    thread,
                    wish.type(),
                    wish.regime(),
                    wish.channel(),
                    wish.receivedAt().truncatedTo(ChronoUnit.MICROS),
                    me,
                    command.requestId());
            RequestTimeline.add(transaction, opened.id(), steps.now(), Kind.HEARD, me.member(), wish.words(), null);
            if (wish.account() != null) {
                RequestFile file = RequestSteps.lock(transaction, opened.id());
                RequestTable.update(
                        transaction, file.id(), new Changes().set("account", account(transaction, wish.account())));
            }
            return summary(transaction, opened.id());
        });
    }

    /** Says that the person was told that we have it: by the usual letter, or on the way that it came. */
    public RequestSummary acknowledge(
            UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command) throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            RequestFile told = steps.take(
                    transaction, file, Step.ACKNOWLEDGE, new Changes(), Told.of(Kind.ACKNOWLEDGED, wish.reason()), by);
            letters.leave(
                    transaction,
                    told,
                    Template.REQUEST_RECEIVED,
                    Map.of(
                            "expected",
                            Words.in(file.language()).day(file.clock().answerBy())),
                    me.member());
        });
    }

    /** Says what it is about. */
    public RequestSummary triage(UUID id, ExpectedVersion version, TriageRequest wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            Changes changes = new Changes();
            if (wish.type() != null && wish.type() != file.type()) {
                changes.set("type", wish.type());
            }
            if (wish.regime() != null) {
                changes.set("regime", wish.regime());
            }
            if (wish.scope() != null) {
                changes.set("scope", wish.scope());
            }
            if (wish.account() != null) {
                changes.set("account", otherAccount(transaction, file, wish.account()));
            }
            if (wish.assignee() != null) {
                changes.set("assignee", colleague(transaction, "assignee", wish.assignee()));
            }
            RequestFile triaged = unlessAsked(() -> triaged(transaction, file, changes, wish, by));
            RequestTable.update(transaction, id, new Changes().days(clock.of(triaged)));
            RequestTable.linkOfAccount(transaction, id);
        });
    }

    /** Whoever may be taken at their word need not show who they are. */
    private RequestFile triaged(Connection transaction, RequestFile file, Changes changes, TriageRequest wish, By by)
            throws SQLException {
        RequestType type = wish.type() == null ? file.type() : wish.type();
        Told told = Told.of(Kind.TRIAGED, wish.reason());
        if (file.state() != RequestState.ACKNOWLEDGED
                || type == null
                || !RequiredIdentity.suffices(file.identity(), type)) {
            return steps.take(transaction, file, Step.TRIAGE, changes, told, by);
        }
        RequestFile known = steps.take(
                transaction,
                file,
                Step.VERIFY,
                changes,
                Told.of(Kind.IDENTIFIED, file.identity().name()),
                by);
        return steps.take(transaction, known, Step.TRIAGE, new Changes(), told, by);
    }

    private interface Triage {
        RequestFile run() throws SQLException;
    }

    private static RequestFile unlessAsked(Triage triage) throws SQLException {
        try {
            return triage.run();
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "request_asked_before",
                        "There is a request of this type from the same mail already. Work on that one, and withdraw this.");
            }
            throw e;
        }
    }

    private UUID otherAccount(Connection transaction, RequestFile file, String wish) throws SQLException {
        UUID account = account(transaction, wish);
        if (file.identity() != IdentityLevel.L0 && !account.equals(file.account())) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "identity_of_another",
                    "Who asks was shown for another account. Open another request for this one.");
        }
        return account;
    }

    private UUID account(Connection connection, String text) throws SQLException {
        UUID id = uuid("account", text);
        if (!customers.exists(connection, id)) {
            throw Refused.invalid("The field 'account' is the id of an account.");
        }
        return id;
    }

    private UUID colleague(Connection transaction, String field, String text) throws SQLException {
        UUID id = uuid(field, text);
        if (Rights.of(colleagues.rolesNow(transaction, id), Capability.PREPARE_REQUESTS) == Mark.NO) {
            throw Refused.invalid("The field '" + field + "' is the id of a colleague who may answer requests.");
        }
        return id;
    }

    /** Gives it to somebody, or to nobody. */
    public RequestSummary assign(UUID id, ExpectedVersion version, AssignRequest wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            requireOpen(file);
            UUID to = wish.to() == null ? null : colleague(transaction, "to", wish.to());
            Told told = new Told(Kind.ASSIGNED, wish.reason(), to == null ? null : "staff:" + to);
            steps.change(transaction, file, new Changes().set("assignee", to), told, by, "assign");
        });
    }

    private static void requireOpen(RequestFile file) {
        if (!file.state().isOpen()) {
            throw new Refused(
                    HttpStatus.CONFLICT, "request_state", "This request is " + file.state() + ": it is over.");
        }
    }

    /** Begins to work on it, as whose it is from then on if it is nobody's. */
    public RequestSummary start(UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return change(
                id,
                version,
                wish,
                me,
                command,
                (transaction, file, by) -> steps.take(
                        transaction,
                        file,
                        Step.START,
                        new Changes().set("assignee", file.assignee() == null ? me.member() : file.assignee()),
                        Told.of(Kind.STARTED, wish.reason()),
                        by));
    }

    /** Asks the person what they mean. */
    public RequestSummary clarify(UUID id, ExpectedVersion version, AskSubject wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            RequestFile asked = steps.take(
                    transaction,
                    file,
                    Step.CLARIFY,
                    new Changes().set("stopped_at", steps.now()),
                    Told.of(Kind.CLARIFICATION_ASKED, wish.reason()),
                    by);
            require(letters.leave(
                    transaction,
                    asked,
                    Template.REQUEST_CLARIFICATION,
                    Map.of(Letter.WORDS, wish.question()),
                    me.member()));
        });
    }

    private static void require(@Nullable UUID letter) {
        if (letter == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "no_address",
                    "There is no address to write to. Ask on the way that the request came, and write down what was said.");
        }
    }

    /** Says that the person has answered, as by telephone; their mails are heard by themselves. */
    public RequestSummary hear(UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return change(
                id,
                version,
                wish,
                me,
                command,
                (transaction, file, by) -> requests.heard(transaction, file, Told.of(Kind.HEARD, wish.reason()), by));
    }

    /** Writes down what would be done. */
    public RequestSummary prepare(
            UUID id, ExpectedVersion version, PrepareRequest wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            requireFitToPrepare(file);
            Changes changes = new Changes()
                    .set("prepared_by", me.member())
                    .set("prepared_at", steps.now())
                    .set("answer", wish.answer());
            steps.take(transaction, file, Step.PREPARE, changes, Told.of(Kind.PREPARED, wish.reason()), by);
        });
    }

    private void requireFitToPrepare(RequestFile file) {
        // First of all the state, which says what to do before.
        Lifecycle.after(file.state(), Step.PREPARE);
        if (file.type() == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_untyped",
                    "Say first what this request asks for: triage it with a type.");
        }
        fulfilments.of(file.type());
        if (!RequiredIdentity.suffices(file.identity(), file.type())) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_unidentified",
                    "Whoever asks has shown " + file.identity() + ", and this needs " + RequiredIdentity.of(file.type())
                            + " at least.");
        }
        if (file.account() == null && RequiredIdentity.of(file.type()) != IdentityLevel.L0) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_without_account",
                    "Say first whose data this is about: triage it with an account.");
        }
    }

    /** Takes up again what was prepared. */
    public RequestSummary revise(UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return change(
                id,
                version,
                wish,
                me,
                command,
                (transaction, file, by) -> steps.take(
                        transaction,
                        file,
                        Step.REVISE,
                        new Changes().set("prepared_by", null).set("prepared_at", null),
                        Told.of(Kind.REVISED, wish.reason()),
                        by));
    }

    /** Asks a second person to agree to what was prepared, or does it where none is needed. */
    public RequestSummary propose(
            UUID id, ExpectedVersion version, ProposeRequest wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            Lifecycle.after(file.state(), Step.PROPOSE);
            Assignment assignment = file.assignment();
            Fulfilment fulfilment = fulfilments.of(assignment.type());
            requireTyped(fulfilment.toBeTyped(transaction, assignment), wish.email());
            if (fulfilment.needsNoSecondPerson(transaction, assignment)) {
                actions.fulfil().begin(transaction, file, Step.DO_ALONE, new Changes(), Kind.APPROVED, by);
                return;
            }
            propose(
                    transaction,
                    file,
                    ProposedStep.FULFIL,
                    actions.fulfil(),
                    new DoRequest.Wish(id),
                    "Does what " + file.reference() + " asks for, of the type " + file.type() + ", about "
                            + (file.account() == null ? "nobody's account" : "account:" + file.account()) + ".",
                    wish.reason(),
                    me,
                    command);
        });
    }

    /** What cannot be undone is proposed by somebody who has typed whom it happens to. The words tell nothing of the account. */
    private static void requireTyped(@Nullable String wanted, @Nullable String typed) {
        if (wanted == null) {
            return;
        }
        byte[] known = wanted.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        byte[] given = typed == null
                ? new byte[0]
                : typed.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(known, given)) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "address_not_confirmed",
                    "What cannot be undone is proposed only with the e-mail address of whom it happens to, typed in the"
                            + " field 'email', or the id of an account that has none. What came with this is not it: look"
                            + " whose request this is.");
        }
    }

    /** Asks to refuse it. */
    public RequestSummary refuse(UUID id, ExpectedVersion version, RefuseRequest wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            Lifecycle.after(file.state(), Step.REFUSE);
            propose(
                    transaction,
                    file,
                    ProposedStep.REFUSE,
                    actions.refuse(),
                    new RefuseByTwo.Wish(id, wish.ground(), wish.words()),
                    "Refuses " + file.reference() + ", because of " + wish.ground()
                            + ". The person is told so, with what they can do about it.",
                    wish.reason(),
                    me,
                    command);
        });
    }

    /** Asks for more time. */
    public RequestSummary extend(UUID id, ExpectedVersion version, ExtendRequest wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            actions.extend().requirePossible(transaction, file);
            propose(
                    transaction,
                    file,
                    ProposedStep.EXTEND,
                    actions.extend(),
                    new ExtendByTwo.Wish(id, wish.ground()),
                    "Takes more time for " + file.reference() + ", because of " + wish.ground()
                            + ". The person is told so with it.",
                    wish.reason(),
                    me,
                    command);
        });
    }

    /** Asks to take somebody for who they say because of what they know of the account. */
    public RequestSummary identify(UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            requireOpen(file);
            if (file.account() == null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "request_without_account",
                        "Say first whose data this is about: triage it with an account.");
            }
            propose(
                    transaction,
                    file,
                    ProposedStep.IDENTIFY,
                    actions.identify(),
                    new IdentifyByTwo.Wish(id, file.account()),
                    "Takes whoever asks by " + file.reference() + " for the owner of account:" + file.account()
                            + ", without a code.",
                    wish.reason(),
                    me,
                    command);
        });
    }

    private <P> void propose(
            Connection transaction,
            RequestFile file,
            ProposedStep what,
            ApprovableAction<P> action,
            P wish,
            String effect,
            String reason,
            Actor.Member me,
            Command command)
            throws SQLException {
        if (file.plan().proposed() != null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_proposed",
                    "Something about this request waits for a second person already: "
                            + file.plan().proposed() + ". Have that decided, or take it back.");
        }
        UUID proposal = UUID.fromString(approvals
                .propose(
                        transaction,
                        action,
                        wish,
                        new Approvals.Wording("request:" + file.id(), effect, reason),
                        me,
                        command.requestId())
                .id());
        Changes changes = new Changes().set("proposal", proposal).set("proposed", what);
        Told told = new Told(Kind.PROPOSED, reason, "approval:" + proposal);
        By by = new By(me, command.requestId());
        if (what == ProposedStep.FULFIL) {
            steps.take(transaction, file, Step.PROPOSE, changes, told, by);
        } else {
            steps.change(transaction, file, changes, told, by, "propose");
        }
    }

    /** Says that the person does not want it any more. */
    public RequestSummary withdraw(UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return change(
                id,
                version,
                wish,
                me,
                command,
                (transaction, file, by) ->
                        requests.withdraw(transaction, file, Told.of(Kind.WITHDRAWN, wish.reason()), by));
    }

    /**
     * Says that we have nothing of whoever asks. They get the same letters, at the same times, as if the owner of an account
     * had been asked to confirm it and had not.
     */
    public RequestSummary noMatch(UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            if (file.identity() != IdentityLevel.L0) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "request_identified",
                        "Who asks has shown that the account is theirs, so we have something of them. Refuse it, with the ground, if it is not to be done.");
            }
            Changes changes = new Changes().set("proposed", null);
            if (file.state() != RequestState.IDENTITY_PENDING) {
                // From now on they wait for as long as if somebody had been asked to confirm it.
                changes.set("identity_asked_at", steps.now());
            }
            RequestFile ended =
                    steps.take(transaction, file, Step.NO_MATCH, changes, Told.of(Kind.NO_MATCH, wish.reason()), by);
            letters.leaveToStranger(transaction, ended, Template.REQUEST_LOOKED_FOR, null, me.member());
        });
    }

    /** Looks at what was refused, or not found, again. */
    public RequestSummary reopen(UUID id, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return change(
                id,
                version,
                wish,
                me,
                command,
                (transaction, file, by) ->
                        requests.reopen(transaction, file, Told.of(Kind.REOPENED, wish.reason()), by));
    }

    /** Says that it has to do with another. Neither changes. */
    public RequestSummary link(UUID id, LinkRequest wish, Actor.Member me, Command command) throws SQLException {
        UUID other = uuid("other", wish.other());
        return commands.once(command, wish, RequestSummary.class, transaction -> {
            RequestFile file = find(transaction, id);
            RequestFile linked = find(transaction, other);
            if (id.equals(other)) {
                throw Refused.invalid("The field 'other' is the id of another request.");
            }
            if (RequestTable.link(transaction, id, other)) {
                Instant now = steps.now();
                RequestTimeline.add(transaction, id, now, Kind.LINKED, me.member(), wish.reason(), "request:" + other);
                RequestTimeline.add(transaction, other, now, Kind.LINKED, me.member(), wish.reason(), "request:" + id);
                news.record(transaction, me, "link", id, command.requestId(), Map.of("other", "request:" + other));
                news.tell(transaction, id, "linked", file.version());
                news.tell(transaction, other, "linked", linked.version());
            }
            return summary(transaction, id);
        });
    }

    /**
     * Has another go on for this one. Both are of the same account, of whose owner's mailbox each was confirmed, so that
     * nobody ends a request by writing another. The other keeps the earlier of their days.
     *
     * @return the request that goes on
     */
    public RequestSummary merge(UUID id, ExpectedVersion version, MergeRequest wish, Actor.Member me, Command command)
            throws SQLException {
        UUID into = uuid("into", wish.into());
        if (into.equals(id)) {
            throw Refused.invalid("The field 'into' is the id of another request.");
        }
        return commands.once(command, wish, RequestSummary.class, transaction -> {
            RequestTable.lockBoth(transaction, id, into);
            RequestFile from = RequestSteps.lock(transaction, id);
            version.check(view.summary(transaction, from, steps.now()));
            RequestFile target = RequestSteps.lock(transaction, into);
            new ExpectedVersion(wish.intoVersion()).check(view.summary(transaction, target, steps.now()));
            requireOfTheSame(from, target);
            By by = new By(me, command.requestId());
            Changes merged = new Changes().set("merged_into", into).set("proposed", null);
            steps.take(
                    transaction, from, Step.MERGE, merged, new Told(Kind.MERGED, wish.reason(), "request:" + into), by);
            Changes absorbed = earlier(from, target);
            RequestFile goesOn = steps.change(
                    transaction,
                    target,
                    absorbed,
                    new Told(Kind.ABSORBED, wish.reason(), "request:" + id),
                    by,
                    "absorb");
            RequestTable.update(transaction, into, new Changes().days(clock.of(goesOn)));
            return summary(transaction, into);
        });
    }

    /** Whoever has asked twice waits no longer than whoever has asked once. */
    private static Changes earlier(RequestFile from, RequestFile target) {
        Changes changes = new Changes();
        if (from.clock().receivedAt().isBefore(target.clock().receivedAt())) {
            changes.set("received_at", from.clock().receivedAt());
        }
        if (from.identifiedAt() != null
                && target.identifiedAt() != null
                && from.identifiedAt().isBefore(target.identifiedAt())) {
            changes.set("identified_at", from.identifiedAt());
        }
        return changes.set(
                "stopped_days",
                Math.min(from.clock().stoppedDays(), target.clock().stoppedDays()));
    }

    private static void requireOfTheSame(RequestFile from, RequestFile target) {
        requireOpen(target);
        boolean known = from.identity() != IdentityLevel.L0 && target.identity() != IdentityLevel.L0;
        if (!known || from.account() == null || !from.account().equals(target.account())) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "merge_unidentified",
                    "Only requests of one account, for each of which its owner has shown who they are, are merged: else"
                            + " somebody could end a request by writing another. They are linked, and each goes on.");
        }
        if (from.type() != target.type()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "merge_of_others",
                    "The two ask for different things, each with a clock of its own, so both go on.");
        }
    }

    /** Writes something down for colleagues; two who do so do not disturb each other. */
    public RequestSummary note(UUID id, NoteRequest wish, Actor.Member me, Command command) throws SQLException {
        return commands.once(command, wish, RequestSummary.class, transaction -> {
            RequestFile file = find(transaction, id);
            RequestTimeline.add(transaction, id, steps.now(), Kind.NOTED, me.member(), wish.words(), null);
            news.record(transaction, me, "note", id, command.requestId(), Map.of());
            news.tell(transaction, id, "noted", file.version());
            return summary(transaction, id);
        });
    }

    /** A letter of these words, as it would read. */
    LetterPreview preview(UUID id, WriteLetter wish) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            RequestFile file = find(connection, id);
            String recipient = letters.recipient(connection, file);
            if (recipient == null) {
                require(null);
            }
            Letter.Reading reading = RequestLetters.letter(
                            file,
                            Objects.requireNonNull(recipient),
                            RequestLetters.about(file),
                            Template.REQUEST_MESSAGE,
                            Map.of(Letter.WORDS, wish.text()))
                    .read();
            PlainText text = view.plainText(connection, file);
            return new LetterPreview(
                    Masked.email(recipient),
                    reading.language().toLanguageTag(),
                    text.shown(reading.subject()),
                    text.shown(reading.text()));
        }
    }

    /** Writes to the person. */
    public RequestSummary write(UUID id, WriteLetter wish, Actor.Member me, Command command) throws SQLException {
        return commands.once(command, wish, RequestSummary.class, transaction -> {
            RequestFile file = find(transaction, id);
            UUID letter = letters.leave(
                    transaction, file, Template.REQUEST_MESSAGE, Map.of(Letter.WORDS, wish.text()), me.member());
            require(letter);
            letters.hold(transaction, Objects.requireNonNull(letter));
            news.record(transaction, me, "write", id, command.requestId(), Map.of("letter", "letter:" + letter));
            news.tell(transaction, id, "written", file.version());
            return summary(transaction, id);
        });
    }

    /** Takes back what whoever asks has just written, before it goes. */
    RequestSummary takeBackLetter(UUID id, UUID letter, Actor.Member me, Command command) throws SQLException {
        return commands.once(command, null, RequestSummary.class, transaction -> {
            RequestFile file = find(transaction, id);
            if (!letters.takeBack(transaction, file, letter, me.member())) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "letter_gone",
                        "This letter has gone, or somebody else wrote it. Whoever writes one can take it back for half a minute.");
            }
            news.record(
                    transaction, me, "take-letter-back", id, command.requestId(), Map.of("letter", "letter:" + letter));
            news.tell(transaction, id, "written", file.version());
            return summary(transaction, id);
        });
    }

    /** Has a leg that failed tried at once. */
    public RequestSummary retry(
            UUID id, String leg, ExpectedVersion version, GiveReason wish, Actor.Member me, Command command)
            throws SQLException {
        return change(id, version, wish, me, command, (transaction, file, by) -> {
            LegTable.Leg found = LegTable.of(transaction, id).stream()
                    .filter(each -> each.name().equals(leg))
                    .findAny()
                    .orElseThrow(() -> Refused.notFound("This request has no leg of this name."));
            if (found.nextTryAt() == null) {
                throw new Refused(HttpStatus.CONFLICT, "leg_settled", "This leg is " + found.state() + ": it is done.");
            }
            LegTable.retryNow(transaction, id, leg, steps.now());
            steps.change(
                    transaction,
                    file,
                    new Changes(),
                    new Told(Kind.LEG_RETRIED, wish.reason(), "leg:" + leg),
                    by,
                    "retry-leg");
        });
    }

    /** What one step does, in the transaction that holds the request. */
    @FunctionalInterface
    private interface Change {
        void in(Connection transaction, RequestFile file, By by) throws SQLException;
    }

    private RequestSummary change(
            UUID id, ExpectedVersion version, Object wish, Actor.Member me, Command command, Change change)
            throws SQLException {
        return commands.once(command, wish, RequestSummary.class, transaction -> {
            RequestFile file = RequestSteps.lock(transaction, id);
            version.check(view.summary(transaction, file, steps.now()));
            change.in(transaction, file, new By(me, command.requestId()));
            return summary(transaction, id);
        });
    }

    private RequestSummary summary(Connection connection, UUID id) throws SQLException {
        return view.summary(connection, find(connection, id), steps.now());
    }

    private static RequestFile find(Connection connection, UUID id) throws SQLException {
        RequestFile file = RequestTable.find(connection, id);
        if (file == null) {
            throw RequestSteps.unknown();
        }
        return file;
    }

    private static UUID uuid(String field, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The field '" + field + "' is an id.");
        }
    }
}
