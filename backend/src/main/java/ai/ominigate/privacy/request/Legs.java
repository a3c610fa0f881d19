package ai.ominigate.privacy.request;

import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.LegTable.Leg;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the legs of requests, on every node: each leg by one of them, in order. One that fails is tried again, later and
 * later. What a request becomes by it is in the transaction that settles the leg, and follows from all of its legs.
 */
@Singleton
final class Legs {
    /** A node that is not heard of for so long has died; another tries. */
    static final Duration LEASE = Duration.ofMinutes(5);

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofHours(4);
    private static final int MOST_DOUBLINGS = 8;
    private static final int LONGEST_REASON = 500;

    /** The leg that tells the person that this was all, unless a feature does so itself. */
    static final String TELL = "tell";

    private static final Logger LOG = LoggerFactory.getLogger(Legs.class);

    /** How long one that something stands in the way of waits until that is looked at again. */
    static final Duration BLOCKED_LOOKED_AT_EVERY = Duration.ofMinutes(10);

    private final Fulfilments fulfilments;
    private final RequestSteps steps;
    private final RequestLetters letters;
    private final DataSource dataSource;

    Legs(Fulfilments fulfilments, RequestSteps steps, RequestLetters letters, DataSource dataSource) {
        this.fulfilments = fulfilments;
        this.steps = steps;
        this.letters = letters;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** Plans what has to be done for a request, in the transaction that agrees to it. */
    void plan(Connection transaction, RequestFile file, Instant from) throws SQLException {
        Assignment assignment = file.assignment();
        List<PlannedLeg> legs =
                new ArrayList<>(fulfilments.of(assignment.type()).legs(transaction, assignment));
        if (legs.stream().noneMatch(leg -> leg.stage() == LegStage.CLOSE)) {
            legs.add(PlannedLeg.ours(TELL, LegStage.CLOSE));
        }
        if (!legs.stream()
                .map(PlannedLeg::stage)
                .sorted()
                .toList()
                .equals(legs.stream().map(PlannedLeg::stage).toList())) {
            throw new IllegalStateException(
                    "the legs of a " + assignment.type() + " are not in the order of their stages");
        }
        LegTable.insert(transaction, file.id(), legs, from);
    }

    /** Does whatever is due. */
    void doDue() throws SQLException {
        beginScheduled();
        while (doNext()) {
            // The next one may have become due by this one.
        }
    }

    /** Does the leg that is due first; whether there was one. */
    boolean doNext() throws SQLException {
        Leg leg = take();
        if (leg == null) {
            return false;
        }
        settle(leg, perform(leg));
        return true;
    }

    @Nullable
    Leg take() throws SQLException {
        return Transaction.run(dataSource, transaction -> LegTable.take(transaction, steps.now(), LEASE));
    }

    /** Does it, and is heard of meanwhile. What tells the person is done with its settling, so that it is told once. */
    private LegOutcome perform(Leg leg) throws SQLException {
        if (leg.name().equals(TELL)) {
            return new LegOutcome.Succeeded(Map.of());
        }
        Assignment assignment = assignment(leg);
        CountDownLatch done = new CountDownLatch(1);
        Thread heartbeat = Thread.ofVirtual().name("leg-heartbeat").start(() -> renewUntil(done, leg));
        try {
            return fulfilments.of(assignment.type()).perform(assignment, leg.name());
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.warn("The leg '{}' of request {} failed and is tried again: {}", leg.name(), leg.request(), kind(e));
            return new LegOutcome.Failed(kind(e));
        } finally {
            done.countDown();
            heartbeat.interrupt();
        }
    }

    private Assignment assignment(Leg leg) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            RequestFile file = RequestTable.find(connection, leg.request());
            if (file == null) {
                throw new IllegalStateException("a leg has a request");
            }
            return file.assignment();
        }
    }

    /** Its message can hold what must not be in a log. */
    private static String kind(Exception e) {
        return e instanceof SQLException problem
                ? "SQLSTATE " + problem.getSQLState()
                : e.getClass().getSimpleName();
    }

    private void renewUntil(CountDownLatch done, Leg leg) {
        try {
            while (!done.await(LEASE.dividedBy(3).toMillis(), TimeUnit.MILLISECONDS)) {
                Transaction.run(
                        dataSource,
                        transaction ->
                                LegTable.renew(transaction, leg, steps.now().plus(LEASE)));
            }
        } catch (SQLException e) {
            LOG.warn("The leg '{}' of request {} may be tried by another node: {}", leg.name(), leg.request(), kind(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what came of a try, and what becomes of the request by it. */
    void settle(Leg leg, LegOutcome outcome) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            RequestFile file = RequestSteps.lock(transaction, leg.request());
            Instant now = steps.now();
            if (write(transaction, leg, outcome, now)) {
                tell(transaction, file, leg, outcome);
                if (isSuccess(outcome) && leg.stage() == LegStage.CLOSE) {
                    close(transaction, file, leg, now);
                }
                if (file.state().isOpen()) {
                    advance(transaction, file);
                } else if (isSuccess(outcome)) {
                    letters.leave(transaction, file, Template.REQUEST_REST_DONE, Map.of(), null);
                }
            }
            return null;
        });
    }

    private static boolean isSuccess(LegOutcome outcome) {
        return outcome instanceof LegOutcome.Succeeded || outcome instanceof LegOutcome.NotApplicable;
    }

    private boolean write(Connection transaction, Leg leg, LegOutcome outcome, Instant now) throws SQLException {
        return switch (outcome) {
            case LegOutcome.Succeeded(Map<String, Object> receipt) ->
                LegTable.settle(transaction, leg, LegState.SUCCEEDED, receipt, null, null, null, now);
            case LegOutcome.NotApplicable(String reason) ->
                LegTable.settle(transaction, leg, LegState.NOT_APPLICABLE, null, cut(reason), null, null, now);
            case LegOutcome.Deferred(Instant until, String reason)
            when !leg.own() ->
                LegTable.settle(transaction, leg, LegState.DEFERRED, null, cut(reason), until, until, now);
            case LegOutcome.Deferred(Instant until, String reason) ->
                fail(transaction, leg, "what we keep ourselves is not put off: " + reason, now);
            case LegOutcome.Waiting(Instant until, String reason)
            when leg.state() == LegState.DEFERRED ->
                LegTable.settle(transaction, leg, LegState.DEFERRED, null, cut(reason), until, until, now);
            case LegOutcome.Waiting(Instant until, String reason) ->
                LegTable.settle(transaction, leg, LegState.PENDING, null, cut(reason), null, until, now);
            case LegOutcome.Failed(String reason) -> fail(transaction, leg, reason, now);
        };
    }

    private static boolean fail(Connection transaction, Leg leg, String reason, Instant now) throws SQLException {
        Instant again = now.plus(wait(leg.attempts()));
        // What was told to be put off is so until it is done.
        LegState state = leg.state() == LegState.DEFERRED ? LegState.DEFERRED : LegState.FAILED;
        Instant until = leg.state() == LegState.DEFERRED ? again : null;
        return LegTable.settle(transaction, leg, state, null, cut(reason), until, again, now);
    }

    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }

    static Duration wait(int attempts) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), MOST_DOUBLINGS));
        return wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY;
    }

    private void tell(Connection transaction, RequestFile file, Leg leg, LegOutcome outcome) throws SQLException {
        boolean failed = outcome instanceof LegOutcome.Failed || outcome instanceof LegOutcome.Deferred && leg.own();
        if (failed && leg.state() == LegState.FAILED || outcome instanceof LegOutcome.Waiting) {
            // It is seen at the leg itself; a line for each of many tries would hide what else happened.
            return;
        }
        Told told = new Told(failed ? Kind.LEG_FAILED : Kind.LEG_SETTLED, null, "leg:" + leg.name());
        steps.change(transaction, file, new Changes(), told, By.ITSELF, failed ? "leg-fail" : "leg-settle");
    }

    /** The person is told that this was all, and what is put off. */
    private void close(Connection transaction, RequestFile file, Leg leg, Instant now) throws SQLException {
        if (leg.name().equals(TELL)) {
            letters.leave(transaction, file, closing(file), closingWords(transaction, file), null);
        }
        LegTable.disclose(transaction, file.id(), now);
    }

    private static Template closing(RequestFile file) {
        return file.type() == RequestType.COMPLAINT ? Template.COMPLAINT_ANSWERED : Template.REQUEST_COMPLETED;
    }

    private Map<String, String> closingWords(Connection connection, RequestFile file) throws SQLException {
        RequestType type = file.assignment().type();
        Words words = Words.in(file.language());
        List<String> paragraphs = new ArrayList<>();
        if (file.plan().answer() != null) {
            paragraphs.add(file.plan().answer());
        } else if (type == RequestType.RESTRICTION || type == RequestType.OBJECTION) {
            paragraphs.add(words.of("usual", type));
        }
        String outcome = fulfilments.of(type).outcome(connection, file.assignment());
        if (outcome != null) {
            paragraphs.add(outcome);
        }
        for (Leg each : LegTable.of(connection, file.id())) {
            if (each.state() == LegState.DEFERRED && each.until() != null) {
                paragraphs.add(words.deferred(each.name(), each.until()));
            }
        }
        String all = paragraphs.stream().collect(Collectors.joining("\n\n"));
        return type == RequestType.COMPLAINT
                ? Map.of(
                        Letter.WORDS,
                        all,
                        "appeal",
                        words.of("appeal", file.clock().regime()))
                : Map.of(Letter.WORDS, all, "type", words.of("type", type));
    }

    /** Brings the request to where its legs say that it is. */
    private void advance(Connection transaction, RequestFile before) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, before.id());
        RequestState to = Progress.of(LegTable.of(transaction, file.id()));
        for (Step step : Progress.steps(file.state(), to)) {
            file = steps.take(transaction, file, step, new Changes(), Told.of(kind(step)), By.ITSELF);
        }
    }

    private static Kind kind(Step step) {
        return switch (step) {
            case FAIL -> Kind.LEG_FAILED;
            case RESUME -> Kind.RESUMED;
            case FULFIL -> Kind.FULFILLED;
            case DELIVER -> Kind.DELIVERED;
            case COMPLETE -> Kind.COMPLETED;
            default -> throw new IllegalArgumentException("no leg does this: " + step);
        };
    }

    /** What could be called off and was not begins. */
    private void beginScheduled() throws SQLException {
        UUID next = nextScheduled();
        while (next != null) {
            UUID id = next;
            Transaction.run(dataSource, transaction -> {
                RequestFile file = RequestSteps.lock(transaction, id);
                Instant until = file.plan().scheduledFor();
                if (file.state() == RequestState.SCHEDULED && until != null && !until.isAfter(steps.now())) {
                    beginUnlessBlocked(transaction, file);
                }
                return null;
            });
            next = nextScheduled();
        }
    }

    /** What came in its way since it was agreed to, such as a legal hold, stands there until somebody has cleared it. */
    private void beginUnlessBlocked(Connection transaction, RequestFile file) throws SQLException {
        if (fulfilments.blockers(transaction, file.assignment()).isEmpty()) {
            steps.take(transaction, file, Step.RESUME, new Changes(), Told.of(Kind.RESUMED), By.ITSELF);
        } else {
            RequestTable.update(
                    transaction,
                    file.id(),
                    new Changes().set("scheduled_for", steps.now().plus(BLOCKED_LOOKED_AT_EVERY)));
        }
    }

    private @Nullable UUID nextScheduled() throws SQLException {
        return Transaction.run(dataSource, transaction -> RequestTable.scheduledUntil(transaction, steps.now()));
    }
}
