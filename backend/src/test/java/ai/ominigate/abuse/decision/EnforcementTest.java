package ai.ominigate.abuse.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.Outage;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import io.micronaut.http.HttpRequest;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node's memory of what is decided, on a database of its own. */
class EnforcementTest {
    private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");
    private static final UUID NODE = UUID.fromString("019a1b2c-0000-7000-8000-000000000006");
    private static final UUID KEY = UUID.fromString("019a1b2c-0000-7000-8000-000000000002");
    private static final UUID ACCOUNT = UUID.fromString("019a1b2c-0000-7000-8000-000000000001");
    private static final byte[] ADDRESS = InetAddress.ofLiteral("203.0.113.7").getAddress();
    private static final Entity ITSELF = Entity.parse("network:203.0.113.7");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicLong nanos = new AtomicLong();
    private TestDatabase database;
    private Outage way;
    private Notifications news;
    private Enforcement enforcement;
    private final AtomicInteger keysRead = new AtomicInteger();
    private final KeyDirectory keys = new KeyDirectory() {
        @Override
        public @Nullable ApiKey find(CharSequence secret) {
            return null;
        }

        @Override
        public void catchUp() {
            keysRead.incrementAndGet();
        }
    };

    @BeforeEach
    void start() throws SQLException {
        database = TestDatabase.create();
        way = new Outage(database.dataSource());
        news = new Notifications(way);
        InstantSource clock = now::get;
        enforcement = enforcement(clock, List.of(() -> RequiredStep.ANSWER_QUESTION));
    }

    private Enforcement enforcement(InstantSource clock, List<OfferedStep> steps) throws SQLException {
        return new Enforcement(
                way,
                news,
                new ProtectedNetworks(List.of("198.51.100.0/24"), new ClientAddress(List.of(), "X-Forwarded-For")),
                null,
                keys,
                steps,
                NODE,
                "contact@ominigate.ai",
                clock,
                nanos::get);
    }

    @AfterEach
    void stop() throws SQLException {
        enforcement.close();
        news.close();
        database.close();
    }

    @Test
    void aBlockIsInForceWithinASecondAndEndsByItself() throws SQLException {
        assertThat(block()).isNull();
        decide(Made.block(ITSELF, BlockScope.API, START));
        Await.until("blocked", Duration.ofSeconds(1), () -> block() != null);

        now.set(START.plus(Made.LASTS).minusMillis(1));
        assertThat(block()).isNotNull();
        now.set(START.plus(Made.LASTS));
        assertThat(block()).isNull();
    }

    @Test
    void aNarrowBlockThatEndsLeavesTheWiderOneInForce() throws SQLException {
        Decision wide = Made.block(Entity.parse("network:203.0.113.0/24"), BlockScope.ALL, START.plusSeconds(60));
        decide(wide);
        decide(Made.block(ITSELF, BlockScope.API, START));
        Await.until(
                "the narrow one counts",
                () -> block() != null && !met().decision().equals(wide.id()));

        now.set(START.plus(Made.LASTS));
        assertThat(met().decision()).isEqualTo(wide.id());
    }

    @Test
    void aScopeShutsItsOwnFaceAlone() throws SQLException {
        decide(Made.block(ITSELF, BlockScope.SIGN_IN, START));
        Await.until("known", () -> enforcement.block(Face.SIGN_IN, ADDRESS, millis()) != null);
        assertThat(block()).isNull();
        assertThat(enforcement.block(Face.SIGN_UP, ADDRESS, millis())).isNull();
        assertThat(enforcement.block(Face.OTHER, ADDRESS, millis())).isNull();
    }

    @Test
    void whatIsOurOwnIsNeverBlocked() throws SQLException {
        decide(Made.block(Entity.parse("network:0.0.0.0/0"), BlockScope.ALL, START));
        Await.until("known", () -> block() != null);
        assertThat(enforcement.block(Face.API, address("127.0.0.1"), millis())).isNull();
        assertThat(enforcement.block(Face.API, address("198.51.100.9"), millis()))
                .isNull();
        assertThat(enforcement.block(Face.API, address("198.51.101.9"), millis()))
                .isNotNull();
    }

    @Test
    void anAllowedKeyOrAccountCallsFromABlockedNetworkAndNobodyElse() throws SQLException {
        decide(Made.block(ITSELF, BlockScope.API, START));
        decide(Made.decision(DecisionAction.ALLOW, new Entity.Account(ACCOUNT), null, START, 0));
        Await.until("both known", () -> block() != null && enforcement.block(ADDRESS, KEY, ACCOUNT, millis()) == null);
        assertThat(enforcement.block(ADDRESS, KEY, UUID.randomUUID(), millis())).isNotNull();
    }

    @Test
    void anAllowedNetworkExcusesNoSuspendedAccount() throws SQLException {
        decide(Made.decision(DecisionAction.SUSPEND_ACCOUNT, new Entity.Account(ACCOUNT), null, START, 0));
        decide(Made.decision(DecisionAction.ALLOW, ITSELF, null, START, 0));
        Await.until("suspended", () -> enforcement.suspension(KEY, ACCOUNT, millis()) != null);
    }

    @Test
    void theNodeSaysWhatItActsOn() throws SQLException {
        Decision block = Made.block(ITSELF, BlockScope.API, START);
        decide(block);
        Await.until("told", () -> {
            try (Connection connection = database.dataSource().getConnection()) {
                return DecisionTable.enforcing(connection).getOrDefault(NODE, -1L)
                        >= Objects.requireNonNull(DecisionTable.find(connection, block.id()))
                                .revision();
            }
        });
    }

    @Test
    void whatWasMetIsTold() throws SQLException {
        Decision block = Made.block(ITSELF, BlockScope.API, START);
        decide(block);
        Await.until("blocked", () -> block() != null);
        met().hit(millis());
        met().hit(millis());
        enforcement.tellHits();
        met().hit(millis());
        enforcement.tellHits();
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(DecisionTable.met(connection, List.of(block.id())))
                    .containsEntry(block.id(), new DecisionTable.Met(3, START));
        }
    }

    @Test
    void whatIsKnownStaysKnownWhileTheDatabaseIsAway() throws SQLException {
        decide(Made.block(ITSELF, BlockScope.API, START));
        Await.until("blocked", () -> block() != null);
        way.cut();
        assertThat(block()).isNotNull();
        now.set(START.plus(Made.LASTS));
        assertThat(block()).isNull();
        way.mend();
    }

    @Test
    void aNodeThatStoodStillServesWhenItHasCaughtUp() throws Exception {
        way.cut();
        decide(Made.block(ITSELF, BlockScope.API, START));
        assertThat(enforcement.isBehind(nanos.get())).isFalse();

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(enforcement.isBehind(nanos.get()))
                .as("before anybody has noticed")
                .isTrue();
        CompletionStage<Boolean> caughtUp = enforcement.caughtUpSoon();
        assertThat(caughtUp.toCompletableFuture()).isNotDone();
        assertThat(block()).as("what it knew before it stood still").isNull();
        CompletableFuture<Void> lookUp = CompletableFuture.runAsync(
                () -> new CatchUpFilter(enforcement).waitUntilCaughtUp(HttpRequest.GET("/v1/models")));
        new CatchUpFilter(enforcement).waitUntilCaughtUp(HttpRequest.GET("/health"));
        assertThat(keysRead).hasValue(0);

        way.mend();
        Await.until("caught up", () -> {
            enforcement.tick();
            return caughtUp.toCompletableFuture().isDone();
        });
        assertThat(caughtUp.toCompletableFuture()).isCompletedWithValue(true);
        assertThat(enforcement.isBehind(nanos.get())).isFalse();
        assertThat(block()).isNotNull();
        assertThat(keysRead).as("revoked ones are gone too").hasPositiveValue();
        assertThat(lookUp).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void aPageIsToldWhoMayEnterAndWhoHasToShowSomethingFirst() throws SQLException {
        assertThat(enforcement.mayEnter(Face.SIGN_UP, ADDRESS, null, millis())).isInstanceOf(Entry.Open.class);
        decide(Made.decision(DecisionAction.REQUIRE_STEP, ITSELF, null, START, 0));
        decide(Made.decision(DecisionAction.REQUIRE_STEP, new Entity.Account(ACCOUNT), null, START, 0));
        decide(Made.block(Entity.parse("network:192.0.2.7"), BlockScope.SIGN_UP, START));
        byte[] elsewhere = address("203.0.113.8");
        Await.until(
                "known",
                () -> enforcement.mayEnter(Face.SIGN_UP, address("192.0.2.7"), null, millis()) instanceof Entry.Shut);

        assertThat(enforcement.mayEnter(Face.SIGN_UP, ADDRESS, null, millis()))
                .isInstanceOfSatisfying(
                        Entry.AfterStep.class,
                        asked -> assertThat(asked.step()).isEqualTo(RequiredStep.ANSWER_QUESTION));
        for (UUID account : new UUID[] {KEY, ACCOUNT}) {
            assertThat(enforcement.mayEnter(Face.SIGN_IN, ADDRESS, account, millis()))
                    .as("whoever they say they are")
                    .isInstanceOfSatisfying(
                            Entry.AfterStep.class,
                            asked -> assertThat(asked.step()).isEqualTo(RequiredStep.ANSWER_QUESTION));
        }
        assertThat(enforcement.mayEnter(Face.SIGN_IN, address("192.0.2.7"), null, millis()))
                .as("what is blocked is signing up")
                .isInstanceOf(Entry.Open.class);
        assertThat(enforcement.mayEnter(Face.SIGN_IN, elsewhere, ACCOUNT, millis()))
                .as("nobody here can ask for this step, so it shuts out")
                .isInstanceOf(Entry.Shut.class);
        assertThat(enforcement.mayEnter(Face.SIGN_IN, elsewhere, KEY, millis())).isInstanceOf(Entry.Open.class);
        assertThat(block()).as("calls go on").isNull();

        decide(Made.decision(DecisionAction.ALLOW, new Entity.Account(ACCOUNT), null, START, 0));
        Await.until(
                "allowed", () -> enforcement.mayEnter(Face.SIGN_IN, ADDRESS, ACCOUNT, millis()) instanceof Entry.Open);
    }

    @Test
    void aNodeThatCannotCatchUpInTimeGoesOnWithWhatItKnows() throws SQLException {
        decide(Made.block(ITSELF, BlockScope.API, START));
        Await.until("blocked", () -> block() != null);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE abuse.revision IN ACCESS EXCLUSIVE MODE");
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            enforcement.tick();
            CompletionStage<Boolean> caughtUp = enforcement.caughtUpSoon();
            nanos.addAndGet(Enforcement.STANDSTILL.toNanos());
            enforcement.tick();
            assertThat(enforcement.isBehind(nanos.get())).isTrue();
            assertThat(caughtUp.toCompletableFuture()).isNotDone();

            for (int i = 0; i < 3; i++) {
                nanos.addAndGet(Enforcement.STANDSTILL.toNanos());
                enforcement.tick();
            }
            assertThat(enforcement.isBehind(nanos.get())).isFalse();
            assertThat(caughtUp.toCompletableFuture()).isCompletedWithValue(true);
            assertThat(block()).isNotNull();
            connection.rollback();
        }
    }

    private @Nullable Ruling block() {
        return enforcement.block(Face.API, ADDRESS, millis());
    }

    private Ruling met() {
        return Objects.requireNonNull(block());
    }

    private long millis() {
        return now.get().toEpochMilli();
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    private void decide(Decision decision) throws SQLException {
        Transaction.run(database.dataSource(), transaction -> {
            DecisionTable.insert(transaction, decision);
            return decision;
        });
    }
}
