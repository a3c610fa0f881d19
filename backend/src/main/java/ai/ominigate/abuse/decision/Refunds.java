package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.RefundAndClose;
import ai.ominigate.model.abuse.RefundDetails;
import ai.ominigate.model.abuse.RefundState;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.personal.Masked;
import ai.ominigate.personal.SubjectNames;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Closes accounts and has their money paid back: finance prepares it, and a lead of trust and safety agrees. From then on
 * the account calls no more, and what is to be paid stands in {@link RefundsDue}. Blocks.
 */
@Singleton
final class Refunds implements ApprovableAction<Refunds.Wish> {
    private static final Needs NEEDS = new Needs(
            Capability.VIEW_REFUNDS_DUE, Capability.PROPOSE_REFUND_AND_CLOSE, Capability.APPROVE_REFUND_AND_CLOSE);

    private final DataSource dataSource;
    private final Decisions decisions;
    private final Accounts accounts;
    private final Balances balances;
    private final Colleagues colleagues;
    private final SubjectNames names;
    private final Commands commands;

    Refunds(
            DataSource dataSource,
            Decisions decisions,
            Accounts accounts,
            Balances balances,
            Colleagues colleagues,
            SubjectNames names,
            Commands commands) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.decisions = decisions;
        this.accounts = accounts;
        this.balances = balances;
        this.colleagues = colleagues;
        this.names = names;
        this.commands = commands;
    }

    /** @param decision which one, as it lies there without effect */
    record Wish(UUID decision) {}

    /** What a command leaves as its answer. */
    record Done(UUID decision) {}

    /** Asks for it; nothing is done until a lead agrees. */
    RefundDetails prepare(Approvals approvals, RefundAndClose wish, Actor.Member me, Command command)
            throws SQLException {
        UUID account = account(wish);
        Done done = commands.once(command, wish, Done.class, transaction -> {
            DecisionTable.hold(transaction);
            requireOpen(transaction, account);
            Instant now = decisions.now();
            Decision decision = proposed(account, wish, me, now);
            DecisionTable.insert(transaction, decision);
            ApprovalDetails proposal = approvals.propose(
                    transaction,
                    this,
                    new Wish(decision.id()),
                    new Approvals.Wording(
                            "account:" + account,
                            "Closes account:" + account + " for good and has what is left of its money paid back.",
                            wish.reason().strip()),
                    me,
                    command.requestId());
            DecisionTable.await(transaction, decision.id(), UUID.fromString(proposal.id()));
            decisions.record(transaction, decision, "decision.propose", me, command.requestId());
            decisions.tell(transaction, "decision.proposed", decision);
            return new Done(decision.id());
        });
        return details(List.of(Objects.requireNonNull(decisions.find(done.decision()))))
                .getFirst();
    }

    private UUID account(RefundAndClose wish) throws SQLException {
        try {
            UUID account = UUID.fromString(wish.account());
            if (accounts.find(account) != null) {
                return account;
            }
        } catch (IllegalArgumentException e) {
            // As one that is not there.
        }
        throw new Refused(HttpStatus.UNPROCESSABLE_ENTITY, "unknown_entity", "There is no account with this id.");
    }

    private static void requireOpen(Connection connection, UUID account) throws SQLException {
        boolean waits = DecisionTable.about(connection, new Entity.Account(account)).stream()
                .anyMatch(known ->
                        known.action() == DecisionAction.REFUND_AND_CLOSE && known.state() == DecisionState.PROPOSED);
        if (waits || RefundsDue.has(connection, account)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "refund_prepared",
                    waits
                            ? "A colleague has asked for this already, and it waits for a lead."
                            : "This account is closed already.");
        }
    }

    private static Decision proposed(UUID account, RefundAndClose wish, Actor.Member me, Instant now) {
        return new Decision(
                UuidV7.at(now),
                1,
                0,
                DecisionAction.REFUND_AND_CLOSE,
                new Entity.Account(account),
                null,
                null,
                null,
                null,
                null,
                wish.reason().strip(),
                wish.note(),
                null,
                me.member(),
                now,
                null,
                null,
                Duration.ZERO,
                null,
                null,
                null,
                DecisionState.PROPOSED,
                null,
                null,
                null,
                null);
    }

    @Override
    public String kind() {
        return "abuse.refund-and-close";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public Needs needs() {
        return NEEDS;
    }

    @Override
    public Duration validFor() {
        return Duration.ofDays(7);
    }

    /** The decision is for this moment: what lasts is that the account is out of service, and that money is due. */
    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Decision proposed = DecisionTable.find(connection, wish.decision());
        if (proposed == null || !(proposed.entity() instanceof Entity.Account(UUID id))) {
            return List.of();
        }
        Account account = accounts.find(connection, id);
        return List.of(
                ProposedChange.of("status", account == null ? null : account.status(), Account.Status.CLOSED),
                ProposedChange.of(
                        "balance", balances.of(connection, id).details().available(), Usd.ZERO));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Decision proposed = held(transaction, wish);
        Instant now = decisions.now();
        UUID account = ((Entity.Account) proposed.entity()).id();
        if (!accounts.setStatus(transaction, account, Account.Status.SUSPENDED)) {
            throw new Refused(HttpStatus.CONFLICT, "decision_impossible", "The account is not there any more.");
        }
        DecisionTable.begin(transaction, proposed.id(), consent.approver().member(), now, now, null);
        RefundsDue.insert(transaction, proposed.id(), account, now);
        Decision begun = Objects.requireNonNull(DecisionTable.find(transaction, proposed.id()));
        decisions.made(transaction, begun, consent.approver(), consent.request());
        decisions.end(transaction, begun, DecisionEnd.DONE, consent.approver(), consent.request(), now);
    }

    @Override
    public void decline(Connection transaction, Wish wish, Actor actor, @Nullable String request) throws SQLException {
        decisions.end(transaction, held(transaction, wish), DecisionEnd.NOT_AGREED, actor, request, decisions.now());
    }

    private static Decision held(Connection transaction, Wish wish) throws SQLException {
        DecisionTable.hold(transaction);
        Decision held = Objects.requireNonNull(DecisionTable.lock(transaction, wish.decision()));
        if (held.state() != DecisionState.PROPOSED) {
            throw new IllegalStateException("a proposal is decided once");
        }
        return held;
    }

    Page<RefundDetails> list(PageRequest page, Sort<DecisionSort> sort) throws SQLException {
        DecisionTable.Wanted wanted =
                new DecisionTable.Wanted(null, DecisionAction.REFUND_AND_CLOSE, null, null, null, null, null);
        Page<Decision> found;
        try (Connection connection = dataSource.getConnection()) {
            found = DecisionTable.list(connection, page, sort, wanted, false, decisions.now());
        }
        return new Page<>(details(found.items()), found.next());
    }

    List<RefundDetails> details(List<Decision> found) throws SQLException {
        Map<UUID, RefundsDue.Due> due;
        Map<UUID, Colleague> known;
        Map<String, String> called;
        try (Connection connection = dataSource.getConnection()) {
            due = RefundsDue.of(connection, found.stream().map(Decision::id).toList());
            Set<UUID> people = found.stream()
                    .flatMap(decision -> Stream.of(decision.decidedBy(), decision.approvedBy()))
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet());
            known = colleagues.named(connection, people);
            called = names.of(
                    connection,
                    found.stream().map(decision -> decision.entity().toString()).toList());
        }
        List<RefundDetails> details = new ArrayList<>();
        for (Decision decision : found) {
            details.add(details(
                    decision,
                    due.get(decision.id()),
                    called.get(decision.entity().toString()),
                    known));
        }
        return details;
    }

    private RefundDetails details(
            Decision decision, RefundsDue.@Nullable Due due, @Nullable String name, Map<UUID, Colleague> known)
            throws SQLException {
        UUID account = ((Entity.Account) decision.entity()).id();
        return new RefundDetails(
                decision.id().toString(),
                account.toString(),
                state(decision, due),
                new Usd(balances.of(account).balance()),
                Masked.text(decision.reason(), name),
                Masked.textOrNull(decision.note(), name),
                Objects.requireNonNull(DecisionForms.colleague(known, decision.decidedBy())),
                decision.decidedAt(),
                decision.approval() == null ? null : decision.approval().toString(),
                DecisionForms.colleague(known, decision.approvedBy()),
                due == null ? null : due.dueAt(),
                due == null ? null : due.paidAt(),
                due == null ? null : due.payment());
    }

    private static RefundState state(Decision decision, RefundsDue.@Nullable Due due) {
        if (due == null) {
            return decision.state() == DecisionState.PROPOSED ? RefundState.PROPOSED : RefundState.NOT_AGREED;
        }
        if (due.paidAt() != null) {
            return RefundState.PAID;
        }
        return due.withdrawnAt() == null ? RefundState.DUE : RefundState.WITHDRAWN;
    }
}
