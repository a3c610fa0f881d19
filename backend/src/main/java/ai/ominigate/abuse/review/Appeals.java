package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decision;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.abuse.review.AppealTable.Appeal;
import ai.ominigate.abuse.review.CaseState.Step;
import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AnswerAppeal;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.AppealStatus;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.RecordAppeal;
import ai.ominigate.model.abuse.SettleAppeal;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.retention.Windows;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What owners say against decisions. An appeal makes its case wait in the queue again; somebody who had no hand in the
 * decision settles it. One that is right undoes the decision and what hung on it, and counts against the rules that raised
 * the case's flags. Blocks.
 */
@Singleton
public final class Appeals {
    /** How long after a decision ended its owner can appeal. */
    static final Duration WINDOW = Duration.ofDays(30);

    private static final Duration SUSPENDED_DUE = Duration.ofHours(24);
    private static final int WORKING_DAYS_DUE = 5;

    private final Decisions decisions;
    private final Flags flags;
    private final CaseView view;
    private final Commands commands;
    private final CaseNews news;
    private final AuditLog audit;
    private final DataSource dataSource;
    private final InstantSource clock;

    Appeals(
            Decisions decisions,
            Flags flags,
            CaseView view,
            Commands commands,
            CaseNews news,
            AuditLog audit,
            DataSource dataSource,
            InstantSource clock) {
        this.decisions = decisions;
        this.flags = flags;
        this.view = view;
        this.commands = commands;
        this.news = news;
        this.audit = audit;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Records that an owner appeals. */
    public AppealDetails record(RecordAppeal wish, Actor.Member me, Command command) throws SQLException {
        Decision decision = decision(Names.uuid("decision", wish.decision()));
        requireAppealable(decision);
        return commands.once(command, wish, AppealDetails.class, transaction -> {
            Instant now = now();
            CaseFile file = file(transaction, decision, now);
            if (AppealTable.against(transaction, decision.id()) != null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "appealed_before",
                        "There is an appeal against this decision, and each has one. Add to that one's dialogue.");
            }
            Instant received = wish.receivedAt() == null || wish.receivedAt().isAfter(now) ? now : wish.receivedAt();
            Appeal appeal = new Appeal(
                    UuidV7.at(now),
                    1,
                    file.id(),
                    decision.id(),
                    deciders(decision),
                    received,
                    due(decision, received),
                    AppealStatus.OPEN,
                    null,
                    null,
                    null);
            CaseTable.updateState(transaction, file.id(), file.state().after(new Step.Appeal(appeal.id())), null, now);
            CaseTable.updateDue(transaction, file.id(), appeal.dueAt());
            CaseTable.takeKeysBack(transaction, file.id());
            holdEvidence(transaction, file);
            AppealTable.insert(transaction, appeal);
            AppealTable.say(transaction, appeal.id(), received, null, wish.words());
            happened(transaction, file, Timeline.Kind.APPEALED, appeal, me, now);
            record(transaction, me, "record", appeal, Act.Outcome.DONE, command.requestId());
            return withoutWords(transaction, appeal.id(), decision, me);
        });
    }

    /** While somebody looks at it again, what the case holds stays; as long as an open case may hold it. */
    private static void holdEvidence(Connection transaction, CaseFile file) throws SQLException {
        Instant longest = Windows.end(transaction, DataClass.OPEN_EVIDENCE, file.openedAt());
        if (file.evidenceGoneAt() == null && longest.isAfter(file.evidenceUntil())) {
            CaseTable.updateEvidence(transaction, file.id(), longest, file.evidenceRenewedAt());
        }
    }

    private Decision decision(UUID id) throws SQLException {
        Decision decision = decisions.find(id);
        if (decision == null) {
            throw Refused.notFound("There is no decision with this id.");
        }
        return decision;
    }

    private void requireAppealable(Decision decision) {
        boolean restricts = switch (decision.action()) {
            case DISMISS, ALLOW -> false;
            case WARN,
                    THROTTLE,
                    REQUIRE_STEP,
                    BLOCK_NETWORK,
                    SUSPEND_KEY,
                    SUSPEND_ACCOUNT,
                    BAN_ACCOUNT,
                    REFUND_AND_CLOSE -> true;
        };
        if (!restricts || decision.beginsAt() == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "not_appealable",
                    "This decision restricts nobody, so nobody appeals against it.");
        }
        Instant ended = decision.endedAt() == null ? decision.endsAt() : decision.endedAt();
        if (ended != null && ended.plus(WINDOW).isBefore(now())) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "appeal_late",
                    "This decision ended more than 30 days ago; an appeal would have nothing left to change.");
        }
    }

    /** The case of the decision, or the one that goes on for it; a new one where there is none. Locked. */
    private CaseFile file(Connection transaction, Decision decision, Instant now) throws SQLException {
        UUID id = decision.caseId();
        while (id != null) {
            CaseFile file = CaseTable.lock(transaction, id);
            if (file == null || file.reducedAt() != null) {
                id = null;
            } else if (file.state() instanceof CaseState.Merged merged) {
                id = merged.into();
            } else {
                return file;
            }
        }
        return flags.openFor(transaction, decision.entity(), Family.TRAFFIC, now);
    }

    private static List<UUID> deciders(Decision decision) {
        return Stream.of(decision.decidedBy(), decision.approvedBy())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Within a day where somebody cannot use their account at all; else within five working days. */
    static Instant due(Decision decision, Instant received) {
        DecisionAction action = decision.action();
        if (action == DecisionAction.SUSPEND_ACCOUNT
                || action == DecisionAction.BAN_ACCOUNT
                || action == DecisionAction.REFUND_AND_CLOSE) {
            return received.plus(SUSPENDED_DUE);
        }
        ZonedDateTime due = received.atZone(ZoneOffset.UTC);
        for (int days = 0; days < WORKING_DAYS_DUE; ) {
            due = due.plusDays(1);
            days += due.getDayOfWeek() == DayOfWeek.SATURDAY || due.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : 1;
        }
        return due.toInstant();
    }

    /** As this member sees them. */
    Page<AppealDetails> list(PageRequest page, Sort<AppealSort> sort, @Nullable AppealStatus status, Actor.Member me)
            throws SQLException {
        Page<Appeal> found;
        try (Connection connection = dataSource.getConnection()) {
            found = AppealTable.list(connection, page, sort, status);
        }
        List<AppealDetails> details = new ArrayList<>();
        for (Appeal appeal : found.items()) {
            Decision decision = decision(appeal.decision());
            try (Connection connection = dataSource.getConnection()) {
                details.add(details(connection, appeal, decision, me));
            }
        }
        return new Page<>(details, found.next());
    }

    /** One, which this member looks at. */
    AppealDetails look(UUID id, Actor.Member me, String request) throws SQLException {
        Appeal appeal = find(id);
        Decision decision = decision(appeal.decision());
        audit.append(act(me, "view", appeal, Act.Outcome.DONE, request));
        try (Connection connection = dataSource.getConnection()) {
            return details(connection, appeal, decision, me);
        }
    }

    private Appeal find(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Appeal appeal = AppealTable.find(connection, id);
            if (appeal == null) {
                throw Refused.notFound("There is no appeal with this id.");
            }
            return appeal;
        }
    }

    /** Adds to the dialogue. */
    AppealDetails answer(UUID id, AnswerAppeal wish, Actor.Member me, Command command) throws SQLException {
        Decision decision = decision(find(id).decision());
        return commands.once(command, wish, AppealDetails.class, transaction -> {
            Instant now = now();
            CaseFile file = Objects.requireNonNull(CaseTable.lock(
                    transaction,
                    Objects.requireNonNull(AppealTable.find(transaction, id)).caseId()));
            Appeal appeal = Objects.requireNonNull(AppealTable.lock(transaction, id));
            requireOpen(appeal);
            AppealTable.say(transaction, id, now, wish.fromOwner() ? null : me.member(), wish.words());
            AppealTable.touch(transaction, id);
            happened(transaction, file, Timeline.Kind.ANSWERED, appeal, me, now);
            record(transaction, me, "answer", appeal, Act.Outcome.DONE, command.requestId());
            return withoutWords(transaction, id, decision, me);
        });
    }

    /** The decision stays. */
    public AppealDetails uphold(UUID id, ExpectedVersion version, SettleAppeal wish, Actor.Member me, Command command)
            throws SQLException {
        return settle(id, version, AppealStatus.UPHELD, wish, me, command);
    }

    /** The decision was wrong: undoes it. */
    public AppealDetails overturn(UUID id, ExpectedVersion version, SettleAppeal wish, Actor.Member me, Command command)
            throws SQLException {
        return settle(id, version, AppealStatus.OVERTURNED, wish, me, command);
    }

    private AppealDetails settle(
            UUID id, ExpectedVersion version, AppealStatus status, SettleAppeal wish, Actor.Member me, Command command)
            throws SQLException {
        Appeal seen = find(id);
        Decision decision = decision(seen.decision());
        String verb = status == AppealStatus.UPHELD ? "uphold" : "overturn";
        if (seen.deciders().contains(me.member())) {
            audit.append(act(me, verb, seen, Act.Outcome.REFUSED, command.requestId()));
            throw Refused.forbidden(
                    "own_decision",
                    "You had a hand in this decision, so somebody else has to decide the appeal against it.",
                    new RightNeeded(
                            Capability.DECIDE_APPEALS.name(), Rights.rolesWith(Capability.DECIDE_APPEALS), false));
        }
        return commands.once(command, wish, AppealDetails.class, transaction -> {
            Instant now = now();
            CaseFile file = Objects.requireNonNull(CaseTable.lock(transaction, seen.caseId()));
            Appeal appeal = Objects.requireNonNull(AppealTable.lock(transaction, id));
            version.check(details(transaction, appeal, decision, me));
            requireOpen(appeal);
            AppealTable.settle(transaction, id, status, me.member(), now, wish.reason());
            boolean overturned = status == AppealStatus.OVERTURNED;
            CaseTable.updateState(
                    transaction,
                    file.id(),
                    file.state().after(overturned ? new Step.Overturn() : new Step.Uphold()),
                    null,
                    now);
            if (overturned) {
                decisions.overturn(transaction, decision.id(), me, command.requestId());
                FlagTable.dispose(transaction, file.id(), Disposition.FALSE_POSITIVE, now);
                flags.recount(transaction, Objects.requireNonNull(CaseTable.find(transaction, file.id())), now);
            } else {
                decisions.uphold(transaction, decision.id());
            }
            happened(transaction, file, overturned ? Timeline.Kind.OVERTURNED : Timeline.Kind.UPHELD, appeal, me, now);
            record(transaction, me, verb, appeal, Act.Outcome.DONE, command.requestId());
            return withoutWords(transaction, id, decision, me);
        });
    }

    private static void requireOpen(Appeal appeal) {
        if (appeal.status() != AppealStatus.OPEN) {
            throw new Refused(HttpStatus.CONFLICT, "appeal_settled", "This appeal has been decided.");
        }
    }

    private void happened(
            Connection transaction, CaseFile file, Timeline.Kind kind, Appeal appeal, Actor.Member me, Instant now)
            throws SQLException {
        Timeline.add(transaction, file.id(), now, kind, me.member(), null, "appeal:" + appeal.id());
        CaseFile after = Objects.requireNonNull(CaseTable.find(transaction, file.id()));
        news.tell(transaction, file.id(), "changed", after.version());
    }

    private void record(
            Connection transaction, Actor.Member me, String verb, Appeal appeal, Act.Outcome outcome, String request)
            throws SQLException {
        audit.append(transaction, act(me, verb, appeal, outcome, request));
    }

    private static Act act(Actor.Member me, String verb, Appeal appeal, Act.Outcome outcome, String request) {
        return new Act(
                me,
                "appeal." + verb,
                outcome,
                "appeal:" + appeal.id(),
                null,
                request,
                Map.of("case", "case:" + appeal.caseId(), "decision", "decision:" + appeal.decision()));
    }

    /** As a command answers it: what is answered is kept for a day, and people's words are not. */
    private AppealDetails withoutWords(Connection connection, UUID id, Decision decision, Actor.Member me)
            throws SQLException {
        Appeal appeal = Objects.requireNonNull(AppealTable.find(connection, id));
        return details(connection, appeal, List.of(), decision, me);
    }

    private AppealDetails details(Connection connection, Appeal appeal, Decision decision, Actor.Member me)
            throws SQLException {
        return details(connection, appeal, AppealTable.messages(connection, appeal.id()), decision, me);
    }

    private AppealDetails details(
            Connection connection,
            Appeal appeal,
            List<AppealTable.Message> messages,
            Decision decision,
            Actor.Member me)
            throws SQLException {
        Set<UUID> people = new TreeSet<>(appeal.deciders());
        messages.stream()
                .map(AppealTable.Message::member)
                .filter(Objects::nonNull)
                .forEach(people::add);
        UUID settledBy = appeal.settledBy();
        if (settledBy != null) {
            people.add(settledBy);
        }
        Map<UUID, Colleague> known = view.named(connection, people);
        String name = view.nameBehind(connection, decision.entity().toString());
        return new AppealDetails(
                appeal.id().toString(),
                appeal.version(),
                appeal.caseId().toString(),
                appeal.decision().toString(),
                decision.action(),
                CaseView.masked(decision.entity().toString()),
                appeal.status(),
                appeal.receivedAt(),
                appeal.dueAt(),
                appeal.deciders().stream()
                        .map(member -> CaseView.colleague(known, member))
                        .toList(),
                appeal.status() == AppealStatus.OPEN
                        && Rights.allows(me, Capability.DECIDE_APPEALS)
                        && !appeal.deciders().contains(me.member()),
                messages.stream()
                        .map(message -> new AppealDetails.Message(
                                message.at(),
                                message.member() == null ? null : CaseView.colleague(known, message.member()),
                                Masked.text(message.words(), name)))
                        .toList(),
                settledBy == null ? null : CaseView.colleague(known, settledBy),
                appeal.settledAt(),
                Masked.textOrNull(appeal.reason(), name));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
