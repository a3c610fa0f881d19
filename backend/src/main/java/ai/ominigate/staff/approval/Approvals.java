package ai.ominigate.staff.approval;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApprovalKind;
import ai.ominigate.model.approval.ApprovalStatus;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.approval.Sighting;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.model.staff.Role;
import ai.ominigate.personal.Masked;
import ai.ominigate.personal.SubjectNames;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.ApprovableAction.Consent;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The second person for every action that needs one. What is proposed waits, with its effect in words, until somebody
 * else with the right agrees or does not, or its time is over. Agreement and action are one transaction. Blocks.
 */
@Singleton
public final class Approvals {
    private static final int OVERDUE_AT_ONCE = 100;

    private final Map<String, ApprovableAction<?>> actions = new TreeMap<>();
    private final ProposalTable proposals;
    private final Colleagues colleagues;
    private final Commands commands;
    private final AuditLog audit;
    private final LiveNews news;
    private final SubjectNames names;
    private final ObjectMapper json;
    private final DataSource dataSource;
    private final InstantSource clock;

    Approvals(
            Collection<ApprovableAction<?>> actions,
            Colleagues colleagues,
            Commands commands,
            AuditLog audit,
            LiveNews news,
            SubjectNames names,
            ObjectMapper json,
            DataSource dataSource,
            InstantSource clock) {
        for (ApprovableAction<?> action : actions) {
            if (this.actions.put(action.kind(), action) != null) {
                throw new IllegalStateException("two features have actions of the kind " + action.kind());
            }
            requireThatWhoDecidesSees(action);
        }
        this.proposals = new ProposalTable(dataSource);
        this.colleagues = colleagues;
        this.commands = commands;
        this.audit = audit;
        this.news = news;
        this.names = names;
        this.json = json;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    private static void requireThatWhoDecidesSees(ApprovableAction<?> action) {
        ApprovableAction.Needs needs = action.needs();
        List<Role> seeing = Rights.rolesWith(needs.view());
        if (!seeing.containsAll(Rights.rolesWith(needs.propose()))
                || !seeing.containsAll(Rights.rolesWith(needs.approve()))) {
            throw new IllegalStateException(
                    "whoever may propose or approve " + action.kind() + " must have " + needs.view() + " too");
        }
    }

    /**
     * What a proposal is about.
     *
     * @param subject what it would happen to, by a kind and an opaque id, as {@code account:019a…}
     * @param about whom the words are about, as {@code account:019a…}: they go when that person is forgotten. Null where
     *     that is the subject or nobody
     * @param effect what would happen, in a sentence without personal data of customers in clear; 1 to 1000 characters. If
     *     it names a member of the staff, {@link ApprovableAction#lastingEffect} does not
     * @param reason why, in the proposer's words; 1 to 500 characters
     */
    public record Wording(String subject, @Nullable String about, String effect, String reason) {
        private static final int LONGEST_EFFECT = 1_000;
        private static final int LONGEST_REASON = 500;

        /** About the subject or nobody. */
        public Wording(String subject, String effect, String reason) {
            this(subject, null, effect, reason);
        }

        public Wording {
            if (effect.isBlank() || effect.length() > LONGEST_EFFECT) {
                throw new IllegalArgumentException("an effect has 1 to " + LONGEST_EFFECT + " characters");
            }
            if (reason.isBlank() || reason.length() > LONGEST_REASON) {
                throw new IllegalArgumentException(
                        "a reason has 1 to " + LONGEST_REASON + " characters: the feature refuses others");
            }
        }
    }

    /**
     * Proposes an action, as part of the transaction of the request that asks for it.
     *
     * @param request its {@code x-request-id}
     * @throws Refused if the proposer has no right to propose it
     */
    public <P> ApprovalDetails propose(
            Connection transaction,
            ApprovableAction<P> action,
            P payload,
            Wording wording,
            Actor.Member proposer,
            String request)
            throws SQLException {
        if (actions.get(action.kind()) != action) {
            throw new IllegalArgumentException("an action is a bean, so that it is known when it is approved");
        }
        if (!Rights.allows(proposer, action.needs().propose())) {
            throw Refused.forbidden(
                    "right_missing",
                    "Your role may not propose this.",
                    needed(action.needs().propose()));
        }
        Instant now = now();
        Proposal proposal = new Proposal(
                UuidV7.at(now),
                1,
                action.kind(),
                write(payload),
                wording.subject(),
                wording.about(),
                wording.effect(),
                wording.reason(),
                proposer.member(),
                now,
                now.plus(action.validFor()),
                ApprovalStatus.OPEN,
                null,
                null,
                null);
        proposals.insert(transaction, proposal);
        record(transaction, proposer, "approval.propose", Act.Outcome.DONE, proposal, request);
        tell(transaction, "approval.proposed", proposal, 1);
        return details(transaction, List.of(proposal), proposer, now).getFirst();
    }

    /** The kinds of which this member may see proposals. */
    List<String> kinds(Actor.Member member) {
        return actions.values().stream()
                .filter(action -> mayView(member, action))
                .map(ApprovableAction::kind)
                .toList();
    }

    private static boolean mayView(Actor.Member member, ApprovableAction<?> action) {
        return Rights.allows(member, action.needs().view());
    }

    /** How many wait for a second person who can be this member. */
    public long awaiting(Actor.Member member) throws SQLException {
        List<String> kinds = actions.values().stream()
                .filter(action -> Rights.allows(member, action.needs().approve()))
                .map(ApprovableAction::kind)
                .toList();
        return proposals.open(kinds, member.member(), now());
    }

    /** Those of the kinds that this member may see, as they see them. */
    Page<ApprovalDetails> list(PageRequest page, Sort<ProposalOrder> sort, ProposalTable.Wanted wanted, Actor.Member me)
            throws SQLException {
        Instant now = now();
        try (Connection connection = dataSource.getConnection()) {
            Page<Proposal> found = ProposalTable.list(connection, page, sort, kinds(me), wanted, now);
            return new Page<>(details(connection, found.items(), me, now), found.next());
        }
    }

    /** One that this member looks at, which is noted. */
    ApprovalDetails look(UUID id, Actor.Member member, String request) throws SQLException {
        try {
            return Transaction.run(dataSource, transaction -> {
                Proposal proposal = visible(proposals.find(transaction, id), member);
                if (!proposal.proposer().equals(member.member()) && proposal.status(now()) == ApprovalStatus.OPEN) {
                    proposals.see(transaction, id, member.member(), now());
                }
                ApprovalDetails details =
                        details(transaction, List.of(proposal), member, now()).getFirst();
                ApprovableAction<?> action = Objects.requireNonNull(actions.get(proposal.kind()));
                return details.status() == ApprovalStatus.OPEN && takesPart(member, action)
                        ? details.with(changes(transaction, action, proposal))
                        : details;
            });
        } catch (Refused refused) {
            recordNotFound(refused, id, member, "approval.view", request);
            throw refused;
        }
    }

    /**
     * Writes down that somebody asked for what they do not find. Whether it is there is not in the entry, which they may
     * read themselves.
     */
    private void recordNotFound(Refused refused, UUID id, Actor.Member me, String action, String request)
            throws SQLException {
        if (refused.status() == HttpStatus.NOT_FOUND) {
            Map<String, String> details = Map.of("code", refused.code());
            audit.append(new Act(me, action, Act.Outcome.REFUSED, "approval:" + id, null, request, details));
        }
    }

    /** Agrees to it and does it. */
    ApprovalDetails approve(
            UUID id,
            ExpectedVersion expected,
            @Nullable Object wish,
            @Nullable String note,
            Actor.Member me,
            Command command)
            throws SQLException {
        return decide(id, expected, wish, me, command, ApprovalStatus.APPROVED, note);
    }

    /** Does not agree to it. */
    ApprovalDetails refuse(
            UUID id, ExpectedVersion expected, @Nullable Object wish, String reason, Actor.Member me, Command command)
            throws SQLException {
        return decide(id, expected, wish, me, command, ApprovalStatus.REFUSED, reason);
    }

    /** Takes it back, by whoever proposed it. */
    ApprovalDetails withdraw(UUID id, ExpectedVersion expected, Actor.Member me, Command command) throws SQLException {
        return decide(id, expected, null, me, command, ApprovalStatus.WITHDRAWN, null);
    }

    private ApprovalDetails decide(
            UUID id,
            ExpectedVersion expected,
            @Nullable Object wish,
            Actor.Member me,
            Command command,
            ApprovalStatus status,
            @Nullable String note)
            throws SQLException {
        try {
            return commands.once(command, wish, ApprovalDetails.class, transaction -> {
                // Also lets one decision be made at a time: what one does may be about who makes the next.
                colleagues.holdRoles(transaction);
                Instant now = now();
                Actor.Member decider = colleagues.now(transaction, me);
                Proposal proposal = visible(proposals.lock(transaction, id), decider);
                expected.check(
                        details(transaction, List.of(proposal), decider, now).getFirst());
                ApprovableAction<?> action = Objects.requireNonNull(actions.get(proposal.kind()));
                requireRight(proposal, action, decider, status);
                requireOpen(proposal, now);
                if (status != ApprovalStatus.WITHDRAWN) {
                    proposals.see(transaction, id, me.member(), now);
                }
                proposals.decide(transaction, id, status, me.member(), now, note, lastingEffect(action, proposal));
                if (status == ApprovalStatus.APPROVED) {
                    requireProposer(transaction, proposal, action);
                    execute(transaction, action, proposal, decider, command.requestId());
                } else {
                    decline(transaction, action, proposal, decider, command.requestId());
                }
                record(transaction, me, "approval." + verb(status), Act.Outcome.DONE, proposal, command.requestId());
                Proposal decided = Objects.requireNonNull(proposals.lock(transaction, id));
                tell(transaction, "approval.decided", decided, decided.version());
                return details(transaction, List.of(decided), me, now).getFirst();
            });
        } catch (Refused refused) {
            if (refused.status() == HttpStatus.FORBIDDEN) {
                Proposal proposal = Objects.requireNonNull(proposals.find(id));
                audit.append(act(me, "approval." + verb(status), Act.Outcome.REFUSED, proposal, command.requestId()));
            }
            recordNotFound(refused, id, me, "approval." + verb(status), command.requestId());
            throw refused;
        }
    }

    private static String verb(ApprovalStatus status) {
        return switch (status) {
            case OPEN -> "propose";
            case APPROVED -> "approve";
            case REFUSED -> "refuse";
            case WITHDRAWN -> "withdraw";
            case EXPIRED -> "expire";
        };
    }

    private Proposal visible(@Nullable Proposal proposal, Actor.Member member) {
        ApprovableAction<?> action = proposal == null ? null : actions.get(proposal.kind());
        if (proposal == null || action == null || !mayView(member, action)) {
            throw Refused.notFound("There is no proposal with this id that your role may see.");
        }
        return proposal;
    }

    private static void requireRight(
            Proposal proposal, ApprovableAction<?> action, Actor.Member me, ApprovalStatus status) {
        boolean own = proposal.proposer().equals(me.member());
        if (status == ApprovalStatus.WITHDRAWN) {
            if (!own) {
                throw Refused.forbidden(
                        "not_own_proposal",
                        "Only whoever proposed it can take it back; refuse it instead.",
                        needed(action.needs().propose()));
            }
            return;
        }
        if (own) {
            throw Refused.forbidden(
                    "own_proposal",
                    "You proposed this, so somebody else with the right must agree; you can take it back.",
                    needed(action.needs().approve()));
        }
        if (!Rights.allows(me, action.needs().approve())) {
            throw Refused.forbidden(
                    "right_missing",
                    "Your role may not decide this.",
                    needed(action.needs().approve()));
        }
    }

    /** Two people want it only as long as the first of them may still ask for it. */
    private void requireProposer(Connection transaction, Proposal proposal, ApprovableAction<?> action)
            throws SQLException {
        Set<Role> roles = colleagues.rolesNow(transaction, proposal.proposer());
        if (Rights.of(roles, action.needs().propose()) == Mark.NO) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "proposer_lost_right",
                    "Whoever proposed this may not do so any more. Refuse it; somebody who may can propose it again.");
        }
    }

    private static RightNeeded needed(Capability capability) {
        return new RightNeeded(capability.name(), Rights.rolesWith(capability), false);
    }

    private static void requireOpen(Proposal proposal, Instant now) {
        ApprovalStatus status = proposal.status(now);
        if (status != ApprovalStatus.OPEN) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "proposal_closed",
                    switch (status) {
                        case APPROVED -> "It has been approved and done.";
                        case REFUSED -> "It has been refused.";
                        case WITHDRAWN -> "Whoever proposed it took it back.";
                        case EXPIRED -> "Its time is over; it must be proposed again.";
                        case OPEN -> "It is open.";
                    });
        }
    }

    private <P> void execute(
            Connection transaction, ApprovableAction<P> action, Proposal proposal, Actor.Member me, String request)
            throws SQLException {
        P payload = read(Objects.requireNonNull(proposal.payload()), action.payload());
        action.execute(transaction, payload, new Consent(proposal.id(), proposal.proposer(), me, request));
    }

    private <P> void decline(
            Connection transaction,
            ApprovableAction<P> action,
            Proposal proposal,
            Actor actor,
            @Nullable String request)
            throws SQLException {
        P payload = read(Objects.requireNonNull(proposal.payload()), action.payload());
        action.decline(transaction, payload, actor, request);
    }

    /** Ends those whose time is over. Of kinds that only another version of OminiGate knows, it does. */
    @Scheduled(initialDelay = "10s", fixedDelay = "10s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void expire() throws SQLException {
        Transaction.run(dataSource, transaction -> {
            Instant now = now();
            List<Proposal> overdue = proposals.lockOverdue(transaction, actions.keySet(), now, OVERDUE_AT_ONCE);
            for (Proposal proposal : overdue) {
                String effect = lastingEffect(Objects.requireNonNull(actions.get(proposal.kind())), proposal);
                proposals.decide(transaction, proposal.id(), ApprovalStatus.EXPIRED, null, now, null, effect);
                decline(
                        transaction,
                        Objects.requireNonNull(actions.get(proposal.kind())),
                        proposal,
                        new Actor.Automatic(),
                        null);
                record(transaction, new Actor.Automatic(), "approval.expire", Act.Outcome.DONE, proposal, null);
                tell(transaction, "approval.decided", proposal, proposal.version() + 1);
            }
            return overdue.size();
        });
    }

    /** The kinds of which this member may see proposals, with who can agree at the moment. */
    List<ApprovalKind> kindsWithPeople(Actor.Member member) throws SQLException {
        return kindsWithPeople(action -> mayView(member, action));
    }

    private List<ApprovalKind> kindsWithPeople(Predicate<ApprovableAction<?>> wanted) throws SQLException {
        Map<UUID, Set<Role>> active;
        try (Connection connection = dataSource.getConnection()) {
            active = colleagues.active(connection);
        }
        return actions.values().stream()
                .filter(wanted)
                .map(action -> new ApprovalKind(
                        action.kind(),
                        Rights.rolesWith(action.needs().propose()),
                        Rights.rolesWith(action.needs().approve()),
                        approvers(active, action, null)))
                .toList();
    }

    /** The kinds that fewer than two members can agree to, so that what one of those proposes nobody can agree to. */
    public List<ApprovalKind> withoutTwoApprovers() throws SQLException {
        return kindsWithPeople(_ -> true).stream()
                .filter(kind -> kind.people() < 2)
                .toList();
    }

    /** How many members other than this one have the right to agree. */
    private static int approvers(Map<UUID, Set<Role>> active, ApprovableAction<?> action, @Nullable UUID without) {
        return Math.toIntExact(active.entrySet().stream()
                .filter(member -> !member.getKey().equals(without)
                        && Rights.of(member.getValue(), action.needs().approve()) != Mark.NO)
                .count());
    }

    private void record(
            Connection transaction,
            Actor actor,
            String action,
            Act.Outcome outcome,
            Proposal proposal,
            @Nullable String request)
            throws SQLException {
        audit.append(transaction, act(actor, action, outcome, proposal, request));
    }

    private Act act(Actor actor, String action, Act.Outcome outcome, Proposal proposal, @Nullable String request) {
        Map<String, String> details = new TreeMap<>(Map.of(
                "kind", proposal.kind(),
                "subject", proposal.subject(),
                "effect", lastingEffect(Objects.requireNonNull(actions.get(proposal.kind())), proposal),
                "reason", proposal.reason()));
        if (proposal.about() != null) {
            details.put("about", proposal.about());
        }
        return new Act(actor, action, outcome, "approval:" + proposal.id(), null, request, details);
    }

    /** What is said of it after the decision: by then the words are without personal data. */
    private <P> String lastingEffect(ApprovableAction<P> action, Proposal proposal) {
        return proposal.payload() == null
                ? proposal.effect()
                : action.lastingEffect(read(proposal.payload(), action.payload()), proposal.effect());
    }

    private void tell(Connection transaction, String kind, Proposal proposal, long version) throws SQLException {
        ApprovableAction<?> action = Objects.requireNonNull(actions.get(proposal.kind()));
        news.tell(
                transaction,
                new News(
                        kind,
                        "approval:" + proposal.id(),
                        version,
                        new News.Audience.Having(action.needs().view())));
    }

    private List<ApprovalDetails> details(Connection connection, List<Proposal> found, Actor.Member member, Instant now)
            throws SQLException {
        Map<UUID, Map<UUID, Instant>> sightings =
                proposals.sightings(connection, found.stream().map(Proposal::id).toList());
        Set<UUID> people = new HashSet<>();
        for (Proposal proposal : found) {
            people.add(proposal.proposer());
            if (proposal.decider() != null) {
                people.add(proposal.decider());
            }
        }
        sightings.values().forEach(seen -> people.addAll(seen.keySet()));
        Map<UUID, Colleague> known = colleagues.named(connection, people);
        Map<UUID, Set<Role>> active = colleagues.active(connection);
        Map<String, String> called =
                names.of(connection, found.stream().map(Approvals::whom).toList());
        return found.stream()
                .map(proposal -> details(
                        proposal,
                        sightings.getOrDefault(proposal.id(), Map.of()),
                        known,
                        active,
                        called.get(whom(proposal)),
                        member,
                        now))
                .toList();
    }

    /** Whom the words of a proposal are about. */
    private static String whom(Proposal proposal) {
        return proposal.about() == null ? proposal.subject() : proposal.about();
    }

    private ApprovalDetails details(
            Proposal proposal,
            Map<UUID, Instant> seen,
            Map<UUID, Colleague> known,
            Map<UUID, Set<Role>> active,
            @Nullable String name,
            Actor.Member member,
            Instant now) {
        ApprovableAction<?> action = Objects.requireNonNull(actions.get(proposal.kind()));
        boolean own = proposal.proposer().equals(member.member());
        ApprovalStatus status = proposal.status(now);
        return new ApprovalDetails(
                proposal.id().toString(),
                proposal.version(),
                proposal.kind(),
                proposal.subject(),
                effect(proposal, action, member),
                Masked.text(proposal.reason(), name),
                List.of(),
                status,
                colleague(known, proposal.proposer()),
                proposal.proposedAt(),
                proposal.expiresAt(),
                seen.entrySet().stream()
                        .map(sighting -> new Sighting(colleague(known, sighting.getKey()), sighting.getValue()))
                        .toList(),
                proposal.decider() == null ? null : colleague(known, proposal.decider()),
                proposal.decidedAt(),
                Masked.textOrNull(proposal.note(), name),
                status == ApprovalStatus.OPEN
                        && !own
                        && Rights.allows(member, action.needs().approve()),
                approvers(active, action, proposal.proposer()));
    }

    private static boolean takesPart(Actor.Member member, ApprovableAction<?> action) {
        return Rights.allows(member, action.needs().approve())
                || Rights.allows(member, action.needs().propose());
    }

    /** With what somebody wrote masked, as in every answer. */
    private <P> List<ProposedChange> changes(Connection connection, ApprovableAction<P> action, Proposal proposal)
            throws SQLException {
        String name = names.of(connection, List.of(whom(proposal))).get(whom(proposal));
        P payload = read(Objects.requireNonNull(proposal.payload()), action.payload());
        return action.changes(connection, payload).stream()
                .map(each -> new ProposedChange(
                        each.field(), Masked.textOrNull(each.before(), name), Masked.textOrNull(each.after(), name)))
                .toList();
    }

    /** Whoever proposes and decides sees whom of the staff it is about; whoever only looks on does not. */
    private <P> String effect(Proposal proposal, ApprovableAction<P> action, Actor.Member member) {
        return takesPart(member, action) ? proposal.effect() : lastingEffect(action, proposal);
    }

    private static Colleague colleague(Map<UUID, Colleague> known, UUID member) {
        return known.getOrDefault(member, new Colleague(member.toString(), "(no longer here)"));
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is proposed can be written", e);
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was proposed can be read", e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
