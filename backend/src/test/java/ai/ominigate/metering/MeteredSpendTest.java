package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.metering.KeySpend.Spent;
import ai.ominigate.platform.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeteredSpendTest {
    private static final int SEGMENT = 1 << 20;

    private final Calls calls = new Calls(21);
    private final AtomicReference<Instant> now = new AtomicReference<>(Calls.NOON);
    private final InstantSource clock = now::get;
    private TestDatabase database;
    private RecordingSettlement settlement;
    private MeteredNode node;

    @BeforeEach
    void startNode() throws SQLException {
        database = TestDatabase.create();
        settlement = new RecordingSettlement(StoredUsage.unpooled(database));
        node = new MeteredNode(StoredUsage.unpooled(database), settlement, clock, SEGMENT);
    }

    @AfterEach
    void stopNode() {
        node.close();
        database.close();
    }

    @Test
    void aCallCountsAsSoonAsItsEndIsDurableThoughTheDatabaseIsAway() throws SQLException {
        node.way.cut();

        UUID key = spend(node, Calls.NOON, 70);

        assertThat(node.spend().of(key)).isEqualTo(new Spent(70, 70, 70));
    }

    @Test
    void storingACallDoesNotCountItAgain() throws SQLException {
        UUID key = spend(node, Calls.NOON, 70);
        node.awaitShipped();

        node.refreshSpend();

        assertThat(node.spend().of(key)).isEqualTo(new Spent(70, 70, 70));
    }

    @Test
    void aStartCountsWhatIsStoredAndWhatOnlyTheJournalHasOnce() throws SQLException {
        CallEvent.Intent first = calls.intent();
        node.append(calls.end(first, 70, null));
        node.awaitShipped();
        node.way.cut();
        node.append(endWithKeyOf(first, 5));

        node.crashAndRestart();
        assertThat(node.spend().of(first.key()).ever()).isEqualTo(75);
        node.awaitShipped();
        node.restart();

        assertThat(node.spend().of(first.key())).isEqualTo(new Spent(75, 75, 75));
    }

    @Test
    void whatOtherNodesDidIsAddedWhenLookedAt() throws SQLException {
        CallEvent.Intent call = calls.intent();
        node.append(calls.end(call, 70, null));
        try (MeteredNode other = new MeteredNode(StoredUsage.unpooled(database), settlement, clock, SEGMENT)) {
            other.append(endWithKeyOf(call, 30));
            other.awaitShipped();
            node.refreshSpend();
            assertThat(node.spend().of(call.key())).isEqualTo(new Spent(100, 100, 100));

            other.append(endWithKeyOf(call, 1));
            other.awaitShipped();
            node.awaitShipped();
            node.refreshSpend();
            other.refreshSpend();

            assertThat(node.spend().of(call.key()).ever()).isEqualTo(101);
            assertThat(other.spend().of(call.key()).ever()).isEqualTo(101);
        }
    }

    @Test
    void aNewDayAndANewMonthStartAtNothing() {
        UUID key = spend(node, Calls.NOON, 70);

        now.set(Instant.parse("2026-11-24T00:00:00Z"));
        assertThat(node.spend().of(key)).isEqualTo(new Spent(0, 70, 70));

        now.set(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(node.spend().of(key)).isEqualTo(new Spent(0, 0, 70));
    }

    @Test
    void aCallThatEndsAfterMidnightCountsForTheDayItWasAdmitted() throws SQLException {
        Instant midnight = Instant.parse("2026-11-24T00:00:00Z");
        CallEvent.Intent before = calls.intentAt(midnight.minusMillis(1));
        now.set(midnight.plus(Duration.ofMinutes(1)));
        node.append(calls.end(calls.intentAt(midnight), 1, null));

        node.append(calls.end(before, 70, null));

        assertThat(node.spend().of(before.key()).today()).isLessThanOrEqualTo(1);
        assertThat(node.spend().of(before.key()).thisMonth()).isGreaterThanOrEqualTo(70);
        node.awaitShipped();
        Spent counted = node.spend().of(before.key());
        node.restart();
        assertThat(node.spend().of(before.key())).isEqualTo(counted);
    }

    @Test
    void forgettingOldDaysKeepsTheTotal() throws SQLException {
        UUID key = spend(node, Calls.NOON, 70);
        node.awaitShipped();

        now.set(Instant.parse("2027-03-01T00:00:00Z"));
        node.forgetOldSpend();
        node.restart();

        assertThat(new StoredUsage(database).count("metering.key_spend")).isEqualTo(1);
        assertThat(node.spend().of(key)).isEqualTo(new Spent(0, 0, 70));
    }

    @Test
    void anUnknownKeyHasSpentNothing() {
        assertThat(node.spend().of(UUID.randomUUID())).isEqualTo(new Spent(0, 0, 0));
    }

    private UUID spend(MeteredNode at, Instant moment, long nanos) {
        CallEvent.Intent call = calls.intentAt(moment);
        at.append(calls.end(call, nanos, null));
        return call.key();
    }

    private CallEvent.Final endWithKeyOf(CallEvent.Intent call, long nanos) {
        CallEvent.Intent other = calls.intent();
        return calls.end(
                new CallEvent.Intent(
                        other.id(),
                        call.account(),
                        call.key(),
                        other.model(),
                        other.provider(),
                        other.priceVersion(),
                        other.estimatedPrompt(),
                        other.lease()),
                nanos,
                null);
    }
}
