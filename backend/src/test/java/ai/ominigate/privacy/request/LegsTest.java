package ai.ominigate.privacy.request;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.accounts.Customers;
import ai.ominigate.mail.Outbox;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.clock.ClockSettings;
import ai.ominigate.privacy.clock.StatutoryClock;
import ai.ominigate.privacy.request.LegTable.Leg;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is completed by its legs and by nothing else, whatever fails and whoever dies. */
class LegsTest {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final List<PlannedLeg> PLAN = List.of(
            PlannedLeg.ours("lock-account", LegStage.FULFIL),
            PlannedLeg.ours("erase-usage", LegStage.FULFIL),
            PlannedLeg.theirs("stripe", LegStage.FULFIL),
            PlannedLeg.ours("hand-over", LegStage.DELIVER));
    private static final LegOutcome DONE = new LegOutcome.Succeeded(Map.of("rows", 3));

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-27T12:00:00Z"));
    private final Script script = new Script();
    private final Legs legs = newNode();

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("DELETE FROM privacy.leg; DELETE FROM privacy.request; DELETE FROM mail.letter");
    }

    @Test
    void whenAllLegsAreDoneInOrderThePersonIsToldOnceAndTheRequestIsCompleted() throws Exception {
        UUID id = executing();

        legs.doDue();

        assertThat(script.performed).containsExactly("lock-account", "erase-usage", "stripe", "hand-over");
        assertThat(state(id)).isEqualTo(RequestState.COMPLETED);
        assertThat(rows("SELECT kind FROM privacy.request_event WHERE request = '" + id + "' ORDER BY place"))
                .containsSubsequence("FULFILLED", "DELIVERED", "COMPLETED");
        assertThat(rows("SELECT template FROM mail.letter")).containsExactly("REQUEST_COMPLETED");
        assertThat(rows("SELECT receipt->>'rows' FROM privacy.leg WHERE name = 'stripe'"))
                .containsExactly("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock-account", "erase-usage", "stripe", "hand-over"})
    void aLegThatFailsHoldsUpThoseAfterItAndIsSeenAndTriedAgainUntilItIsDone(String failing) throws Exception {
        UUID id = executing();
        script.becomes.put(failing, new LegOutcome.Failed("the other side is away"));

        for (int tries = 1; tries <= 4; tries++) {
            legs.doDue();
            assertThat(state(id)).isEqualTo(RequestState.PARTIALLY_FAILED);
            assertThat(leg(id, failing).reason()).isEqualTo("the other side is away");
            assertThat(leg(id, failing).attempts()).isEqualTo(tries);
            assertThat(rows("SELECT template FROM mail.letter")).isEmpty();
            assertThat(script.performed.getLast()).as("none after it").isEqualTo(failing);
            legs.doDue();
            assertThat(leg(id, failing).attempts()).as("not before its time").isEqualTo(tries);
            passes(Legs.wait(tries));
        }
        script.becomes.remove(failing);
        legs.doDue();

        assertThat(state(id)).isEqualTo(RequestState.COMPLETED);
        assertThat(script.performed.stream().distinct())
                .containsExactly("lock-account", "erase-usage", "stripe", "hand-over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock-account", "erase-usage", "stripe", "hand-over"})
    void whatALegThrowsIsAFailureThatTellsNothingOfAnybody(String failing) throws Exception {
        UUID id = executing();
        script.throwing = failing;

        legs.doDue();

        assertThat(state(id)).isEqualTo(RequestState.PARTIALLY_FAILED);
        assertThat(leg(id, failing).reason()).isEqualTo("IllegalStateException");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aNodeThatDiesBeforeItCanSayWhatItDidIsFollowedByAnotherThatDoesItAgain(int before) throws Exception {
        UUID id = executing();
        for (int i = 0; i < before; i++) {
            assertThat(legs.doNext()).isTrue();
        }
        Leg taken = Objects.requireNonNull(legs.take());
        script.perform(Objects.requireNonNull(file(id)).assignment(), taken.name());

        assertThat(state(id)).isNotEqualTo(RequestState.COMPLETED);
        Legs another = newNode();
        another.doDue();
        assertThat(state(id)).as("the dead one is not taken for dead yet").isNotEqualTo(RequestState.COMPLETED);
        passes(Legs.LEASE);
        another.doDue();

        assertThat(state(id)).isEqualTo(RequestState.COMPLETED);
        assertThat(rows("SELECT template FROM mail.letter")).containsExactly("REQUEST_COMPLETED");
        legs.settle(taken, new LegOutcome.Failed("said too late"));
        assertThat(state(id)).as("whoever was taken for dead has no say").isEqualTo(RequestState.COMPLETED);
        assertThat(leg(id, taken.name()).state()).isEqualTo(LegState.SUCCEEDED);
    }

    @Test
    void manyNodesAtOnceDoEachLegOnceAndTellThePersonOnce() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(executing());
        }
        CountDownLatch all = new CountDownLatch(6);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> nodes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Legs node = newNode();
                Callable<Void> work = () -> {
                    all.countDown();
                    all.await();
                    node.doDue();
                    return null;
                };
                nodes.add(threads.submit(work));
            }
            for (Future<Void> node : nodes) {
                node.get();
            }
        }
        legs.doDue();

        for (UUID id : ids) {
            assertThat(state(id)).isEqualTo(RequestState.COMPLETED);
        }
        assertThat(rows("SELECT DISTINCT attempts::text FROM privacy.leg")).containsExactly("1");
        assertThat(rows("SELECT id::text FROM mail.letter")).hasSize(10);
    }

    @Test
    void whatAnotherCompanyPutsOffIsToldAndFollowedUpAndDoesNotHoldUpTheRest() throws Exception {
        UUID id = executing();
        Instant until = time.get().plus(Duration.ofDays(91));
        script.becomes.put("stripe", new LegOutcome.Deferred(until, "transactions can be redacted after 90 days"));

        legs.doDue();

        assertThat(state(id)).isEqualTo(RequestState.COMPLETED);
        assertThat(leg(id, "stripe").state()).isEqualTo(LegState.DEFERRED);
        assertThat(leg(id, "stripe").disclosedAt()).isNotNull();
        assertThat(rows("SELECT \"values\"->>'words' FROM mail.letter").getFirst())
                .contains("stripe")
                .contains("February 26, 2027");
        passes(Duration.ofDays(92));
        script.becomes.remove("stripe");
        legs.doDue();
        assertThat(leg(id, "stripe").state()).isEqualTo(LegState.SUCCEEDED);
        assertThat(rows("SELECT template FROM mail.letter ORDER BY created_at"))
                .containsExactly("REQUEST_COMPLETED", "REQUEST_REST_DONE");
    }

    @Test
    void whatWeKeepOurselvesIsNotPutOffButFails() throws Exception {
        UUID id = executing();
        script.becomes.put("erase-usage", new LegOutcome.Deferred(time.get(), "no time"));

        legs.doDue();

        assertThat(state(id)).isEqualTo(RequestState.PARTIALLY_FAILED);
        assertThat(leg(id, "erase-usage").state()).isEqualTo(LegState.FAILED);
    }

    @Test
    void whatTakesItsTimeIsNoFailure() throws Exception {
        UUID id = executing();
        script.becomes.put(
                "hand-over", new LegOutcome.Waiting(time.get().plus(Duration.ofHours(1)), "the package is being made"));

        legs.doDue();
        assertThat(state(id)).isEqualTo(RequestState.READY_FOR_DELIVERY);
        assertThat(leg(id, "hand-over").reason()).isEqualTo("the package is being made");
        script.becomes.remove("hand-over");
        legs.doDue();
        assertThat(state(id)).isEqualTo(RequestState.READY_FOR_DELIVERY);
        passes(Duration.ofHours(1));
        legs.doDue();

        assertThat(state(id)).isEqualTo(RequestState.COMPLETED);
    }

    @Test
    void whatIsNotApplicableCountsAsDoneAndSaysWhy() throws Exception {
        UUID id = executing();
        script.becomes.put("stripe", new LegOutcome.NotApplicable("no Stripe customer"));

        legs.doDue();

        assertThat(state(id)).isEqualTo(RequestState.COMPLETED);
        assertThat(leg(id, "stripe").reason()).isEqualTo("no Stripe customer");
    }

    @Test
    void nothingIsDeletedWhileItIsKeptForALegalMatter() throws Exception {
        UUID account = UUID.randomUUID();
        Assignment deletion = new Assignment(
                UUID.randomUUID(),
                "PR-000001",
                RequestType.DELETION,
                account,
                IdentityLevel.L1,
                Regime.EU,
                Locale.ENGLISH,
                time.get(),
                null,
                null,
                null,
                null);
        Fulfilments fulfilments = new Fulfilments(List.of(script));
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            assertThat(fulfilments.blockers(connection, deletion)).isEmpty();
            HoldTable.insert(connection, account, "Case 7", UUID.randomUUID(), UUID.randomUUID(), time.get());
            assertThat(fulfilments.blockers(connection, deletion))
                    .extracting(Blocker::code)
                    .containsExactly("legal_hold");
        }
    }

    /** What a feature does with a leg, and what it says came of it. */
    private static final class Script implements Fulfilment {
        final List<String> performed = new ArrayList<>();
        final Map<String, LegOutcome> becomes = new HashMap<>();
        String throwing = "";

        @Override
        public Set<RequestType> types() {
            return Set.of(RequestType.DELETION);
        }

        @Override
        public List<PlannedLeg> legs(Connection transaction, Assignment assignment) {
            return PLAN;
        }

        @Override
        public synchronized LegOutcome perform(Assignment assignment, String leg) {
            performed.add(leg);
            if (leg.equals(throwing)) {
                throw new IllegalStateException("jane@example.com could not be found");
            }
            return becomes.getOrDefault(leg, DONE);
        }
    }

    private Legs newNode() {
        RequestSteps steps = new RequestSteps(
                new RequestNews(new AuditLog(DATABASE.dataSource(), time::get), new LiveNews(time::get)), time::get);
        return new Legs(
                new Fulfilments(List.of(script)),
                steps,
                new RequestLetters(new Outbox(time::get), new Customers(DATABASE.dataSource()), time::get),
                DATABASE.dataSource());
    }

    private void passes(Duration duration) {
        time.updateAndGet(before -> before.plus(duration).plusMillis(1));
    }

    /** A request to which a second person has just agreed. */
    private UUID executing() throws SQLException {
        Requests requests = new Requests(
                new StatutoryClock(new ClockSettings(Set.of())),
                new AuditLog(DATABASE.dataSource(), time::get),
                new LiveNews(time::get),
                new Outbox(time::get),
                new Customers(DATABASE.dataSource()),
                time::get);
        return Transaction.run(DATABASE.dataSource(), transaction -> {
            UUID thread = UUID.randomUUID();
            RequestTable.insertThread(transaction, thread, "jane@example.com", Locale.ENGLISH);
            UUID id = requests.open(transaction, thread, RequestType.DELETION, RequestChannel.MAIL, time.get())
                    .id();
            RequestTable.update(transaction, id, new RequestTable.Changes().state(RequestState.EXECUTING, time.get()));
            legs.plan(transaction, Objects.requireNonNull(RequestTable.find(transaction, id)), time.get());
            return id;
        });
    }

    private static RequestState state(UUID id) throws SQLException {
        return file(id).state();
    }

    private static RequestFile file(UUID id) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            return Objects.requireNonNull(RequestTable.find(connection, id));
        }
    }

    private static Leg leg(UUID id, String name) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            return LegTable.of(connection, id).stream()
                    .filter(leg -> leg.name().equals(name))
                    .findAny()
                    .orElseThrow();
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }
}
