package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.model.privacy.RefusalGround;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.request.LegTable.Leg;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Requests for whoever looks at the desk for the first time: of every type in every state, at every point of their time. What
 * is said to be done for them is said only, and nothing of it is tried.
 */
@Singleton
public final class SampleRequests {
    /** Legs of samples are due after whoever looks at them has gone. */
    private static final Duration NEVER = Duration.ofDays(3_650);

    private static final Duration APART = Duration.ofHours(11);
    private static final List<PlannedLeg> PLAN = List.of(
            PlannedLeg.ours("find-data", LegStage.FULFIL),
            PlannedLeg.theirs("payment-company", LegStage.FULFIL),
            PlannedLeg.ours("hand-over", LegStage.DELIVER),
            PlannedLeg.ours(Legs.TELL, LegStage.CLOSE));

    private final Requests requests;
    private final RequestClock clock;
    private final RequestSteps steps;
    private final DoRequest doRequest;
    private final Approvals approvals;
    private final DataSource dataSource;

    SampleRequests(
            Requests requests,
            RequestClock clock,
            RequestSteps steps,
            DoRequest doRequest,
            Approvals approvals,
            DataSource dataSource) {
        this.requests = requests;
        this.clock = clock;
        this.steps = steps;
        this.doRequest = doRequest;
        this.approvals = approvals;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * Makes them, unless they were made.
     *
     * @param account whose data they are about
     * @param preparer who works on them
     * @param approver who has agreed
     */
    public void make(UUID account, Actor.Member preparer, UUID approver) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            if (RequestTable.countOf(transaction, account) == 0) {
                int number = 0;
                for (RequestState state : RequestState.values()) {
                    for (RequestType type : RequestType.values()) {
                        make(transaction, new Sample(type, state, number++, account, preparer, approver));
                    }
                }
            }
            return null;
        });
    }

    private record Sample(
            RequestType type, RequestState state, int number, UUID account, Actor.Member preparer, UUID approver) {
        boolean isAtLeast(RequestState other) {
            return state.compareTo(other) >= 0;
        }

        boolean isBegun() {
            return isAtLeast(RequestState.SCHEDULED) && state.compareTo(RequestState.COMPLETED) <= 0;
        }

        Instant received(Instant now) {
            return now.minus(APART.multipliedBy(number % 70));
        }
    }

    private void make(Connection transaction, Sample sample) throws SQLException {
        Instant now = steps.now();
        UUID thread = UuidV7.at(now);
        boolean chinese = sample.number() % 5 == 4;
        RequestTable.insertThread(
                transaction,
                thread,
                "sample-" + sample.number() + "@example.com",
                chinese ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH);
        addMail(transaction, thread, sample, chinese, now);
        UUID id = requests.open(transaction, thread, sample.type(), RequestChannel.MAIL, sample.received(now))
                .id();
        RequestTable.update(transaction, id, known(sample, now));
        if (sample.isBegun()) {
            begin(transaction, id, sample, now);
        }
        if (sample.state() == RequestState.AWAITING_SECOND_APPROVAL) {
            propose(transaction, id, sample);
        }
        end(transaction, id, sample, now);
        RequestFile file = RequestSteps.lock(transaction, id);
        RequestTable.update(transaction, id, new Changes().days(clock.of(file)));
    }

    private static void addMail(Connection transaction, UUID thread, Sample sample, boolean chinese, Instant now)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.message (
                    id, thread, known_as, sender, sender_check, of_another, writer, subject, text, cut, received_at)
                SELECT ?, id, ?, sender, 'PASSED', false, 'PERSON', ?, ?, '{}', ?
                FROM privacy.thread WHERE id = ?
                """)) {
            Words words = Words.in(chinese ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH);
            insert.setObject(1, UuidV7.at(now));
            insert.setString(2, "sample " + thread);
            insert.setString(3, words.of("type", sample.type()));
            insert.setString(4, (chinese ? "我想要：" : "I ask for ") + words.of("type", sample.type()));
            insert.setObject(5, sample.received(now).atOffset(ZoneOffset.UTC));
            insert.setObject(6, thread);
            insert.executeUpdate();
        }
    }

    /** What is known of it in its state. */
    private static Changes known(Sample sample, Instant now) {
        Instant received = sample.received(now);
        Changes changes = new Changes()
                .set("account", sample.account())
                .set("regime", Regime.values()[sample.number() % Regime.values().length]);
        if (sample.isAtLeast(RequestState.VERIFIED)
                && sample.state() != RequestState.NO_MATCH
                && !RequiredIdentity.suffices(IdentityLevel.L0, sample.type())) {
            changes.set("identity", IdentityLevel.L1).set("identified_at", received.plusSeconds(3_600));
        }
        if (sample.isAtLeast(RequestState.TRIAGED)) {
            changes.set("assignee", sample.preparer().member()).set("scope", "All that belongs to the account.");
        }
        if (sample.isAtLeast(RequestState.PREPARED) && sample.state().compareTo(RequestState.COMPLETED) <= 0) {
            changes.set("prepared_by", sample.preparer().member()).set("prepared_at", now);
        }
        if (sample.isBegun()) {
            changes.set("approved_by", sample.approver()).set("approved_at", now);
        }
        if (sample.state() == RequestState.IDENTITY_PENDING) {
            changes.set("identity_asked_at", now);
        }
        if (sample.state() == RequestState.AWAITING_SUBJECT) {
            changes.set("stopped_at", now);
        }
        if (sample.state() == RequestState.SCHEDULED) {
            changes.set("scheduled_for", now.plus(NEVER));
        }
        return changes;
    }

    private void propose(Connection transaction, UUID id, Sample sample) throws SQLException {
        UUID proposal = UUID.fromString(approvals
                .propose(
                        transaction,
                        doRequest,
                        new DoRequest.Wish(id),
                        new Approvals.Wording(
                                "request:" + id,
                                "Does what a sample of the type " + sample.type() + " asks for.",
                                "It is clear, and the person has shown who they are."),
                        sample.preparer(),
                        "demo")
                .id());
        RequestTable.update(
                transaction, id, new Changes().set("proposal", proposal).set("proposed", ProposedStep.FULFIL));
    }

    /** How far its legs are. */
    private static void begin(Connection transaction, UUID id, Sample sample, Instant now) throws SQLException {
        LegTable.insert(transaction, id, PLAN, now.plus(NEVER));
        int done = switch (sample.state()) {
            case READY_FOR_DELIVERY -> 2;
            case DELIVERED -> 3;
            case COMPLETED -> PLAN.size();
            case PARTIALLY_FAILED -> 1;
            default -> 0;
        };
        List<Leg> legs = LegTable.of(transaction, id);
        for (Leg leg : legs.subList(0, done)) {
            LegTable.settle(transaction, leg, LegState.SUCCEEDED, Map.of("rows", 3), null, null, null, now);
        }
        if (sample.state() == RequestState.PARTIALLY_FAILED) {
            LegTable.settle(
                    transaction,
                    legs.get(done),
                    LegState.FAILED,
                    null,
                    "the other side is away",
                    null,
                    now.plus(NEVER),
                    now);
        }
    }

    private void end(Connection transaction, UUID id, Sample sample, Instant now) throws SQLException {
        Changes changes = new Changes().state(sample.state(), now);
        if (sample.state() == RequestState.REFUSED) {
            changes.set("refused_for", RefusalGround.values()[sample.number() % RefusalGround.values().length]);
        }
        if (sample.state() == RequestState.MERGED_INTO) {
            UUID thread = UuidV7.at(now);
            RequestTable.insertThread(
                    transaction, thread, "sample-" + sample.number() + "@example.com", Locale.ENGLISH);
            UUID other = requests.open(transaction, thread, sample.type(), RequestChannel.MAIL, sample.received(now))
                    .id();
            RequestTable.update(transaction, other, new Changes().set("account", sample.account()));
            changes.set("merged_into", other);
        }
        RequestTable.update(transaction, id, changes);
        Kind kind = switch (sample.state()) {
            case ACKNOWLEDGED -> Kind.ACKNOWLEDGED;
            case IDENTITY_PENDING -> Kind.IDENTITY_ASKED;
            case VERIFIED -> Kind.IDENTIFIED;
            case TRIAGED -> Kind.TRIAGED;
            case IN_PROGRESS -> Kind.STARTED;
            case AWAITING_SUBJECT -> Kind.CLARIFICATION_ASKED;
            case PREPARED -> Kind.PREPARED;
            case AWAITING_SECOND_APPROVAL -> Kind.PROPOSED;
            case SCHEDULED -> Kind.SCHEDULED;
            case EXECUTING -> Kind.APPROVED;
            case PARTIALLY_FAILED -> Kind.LEG_FAILED;
            case READY_FOR_DELIVERY -> Kind.FULFILLED;
            case DELIVERED -> Kind.DELIVERED;
            case COMPLETED -> Kind.COMPLETED;
            case REFUSED -> Kind.REFUSED;
            case WITHDRAWN -> Kind.WITHDRAWN;
            case NO_MATCH -> Kind.NO_MATCH;
            case MERGED_INTO -> Kind.MERGED;
            case RECEIVED -> Kind.NOTED;
        };
        RequestTimeline.add(transaction, id, now, kind, null, null, null);
    }
}
