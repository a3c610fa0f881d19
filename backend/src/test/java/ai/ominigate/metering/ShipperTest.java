package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.platform.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShipperTest {
    private final Calls calls = new Calls(11);
    private TestDatabase database;
    private StoredUsage stored;
    private RecordingSettlement settlement;
    private MeteredNode node;

    @BeforeEach
    void startNode() throws SQLException {
        database = TestDatabase.create();
        stored = new StoredUsage(database);
        settlement = new RecordingSettlement(StoredUsage.unpooled(database));
        node = new MeteredNode(StoredUsage.unpooled(database), settlement);
    }

    @AfterEach
    void stopNode() {
        node.close();
        database.close();
    }

    @Test
    void callsThatEndedAreStoredCountedAndCharged() throws SQLException {
        List<CallEvent.Final> ended = endSome(250);

        node.awaitShipped();

        stored.assertHoldsExactly(ended, settlement);
    }

    @Test
    void anOpenCallIsNotStored() throws SQLException {
        node.append(calls.intent());

        node.awaitShipped();

        assertThat(stored.count("metering.usage_event")).isZero();
    }

    @Test
    void theWholeJournalSentAgainTwiceChangesNothing() throws SQLException {
        List<CallEvent.Final> ended = endSome(1200);
        node.awaitShipped();

        for (int i = 0; i < 2; i++) {
            stored.execute("DELETE FROM metering.ingest_cursor");
            node.restart();
            node.awaitShipped();
        }

        stored.assertHoldsExactly(ended, settlement);
        assertThat(node.metrics.counter("ominigate.shipper.rows").count()).isZero();
        assertThat(node.metrics.counter("ominigate.shipper.duplicates").count()).isEqualTo(1200);
    }

    @Test
    void aCallSentTwiceInOneBatchCountsOnce() throws SQLException {
        CallEvent.Final end = calls.end(calls.intent(), 500, "answer");
        node.journal().append(end);
        node.append(end);

        node.awaitShipped();

        stored.assertHoldsExactly(List.of(end), settlement);
    }

    @Test
    void usageWaitsForTheDatabaseAndDrainsWhenItIsBack() throws SQLException {
        List<CallEvent.Final> ended = new ArrayList<>(endSome(20));
        node.way.cut();
        ended.addAll(endSome(300));
        Await.until(
                "the shipper has tried in vain",
                () -> node.metrics.counter("ominigate.shipper.retries").count() > 0);
        assertThat(node.shipper().lagSeconds()).isPositive();

        node.way.mend();
        node.awaitShipped();

        stored.assertHoldsExactly(ended, settlement);
        assertThat(node.shipper().lagSeconds()).isZero();
    }

    @Test
    void connectionsKilledAgainAndAgainLoseNothing() throws SQLException {
        List<CallEvent.Final> ended = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ended.addAll(endSome(40));
            node.way.cut();
            node.way.mend();
        }

        node.awaitShipped();

        stored.assertHoldsExactly(ended, settlement);
    }

    @Test
    void aTableLockedByAnotherHoldsUsageUpAndNoLonger() throws SQLException {
        try (Connection other = StoredUsage.unpooled(database).getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE metering.usage_hourly IN ACCESS EXCLUSIVE MODE");
            CallEvent.Final end = calls.end(calls.intent(), 1, null);
            node.append(end);
            Await.until(
                    "the shipper gives up waiting for the lock",
                    () -> node.metrics.counter("ominigate.shipper.retries").count() > 0);
            other.rollback();

            node.awaitShipped();

            stored.assertHoldsExactly(List.of(end), settlement);
        }
    }

    @Test
    void aCommitWhoseAnswerWasLostIsNotDoneTwice() throws SQLException {
        node.close();
        UnsureCommits unsure = new UnsureCommits(StoredUsage.unpooled(database));
        node = new MeteredNode(unsure, settlement);
        unsure.loseAnswers(3);

        List<CallEvent.Final> ended = endSome(30);
        node.awaitShipped();

        assertThat(unsure.lost()).isEqualTo(3);
        stored.assertHoldsExactly(ended, settlement);
    }

    @Test
    void aCrashBetweenStoringAndTrimmingStoresNothingTwice() throws SQLException {
        List<CallEvent.Final> ended = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ended.addAll(endSome(50));
            node.crashAndRestart();
        }
        node.awaitShipped();

        stored.assertHoldsExactly(ended, settlement);
    }

    @Test
    void leasesOfEarlierStartsAreClosedOnceTheirCallsAreCharged() throws SQLException {
        Await.until("a fresh journal has nothing to wait for", () -> node.drained.get() == 1);
        node.way.cut();
        endSome(10);
        node.crashAndRestart();

        Await.until("the earlier start is settled", () -> node.drained.get() == 2);

        assertThat(stored.count("metering.usage_event")).isEqualTo(10);
    }

    @Test
    void aCallCutOffByACrashIsStoredWithoutCost() throws SQLException {
        CallEvent.Intent cutOff = calls.intent();
        node.append(cutOff);

        node.crashAndRestart();
        node.awaitShipped();
        node.crashAndRestart();
        node.awaitShipped();

        assertThat(stored.eventIds()).containsExactly(cutOff.id());
        assertThat(stored.number("SELECT cost_nanos FROM metering.usage_event")).isZero();
        assertThat(stored.number("SELECT end_reason FROM metering.usage_event"))
                .isEqualTo(EndReason.GATEWAY_CRASHED.code());
        assertThat(settlement.charges()).isEmpty();
    }

    @Test
    void segmentsGoWhenTheirCallsAreStoredAndEnded() throws SQLException {
        node.close();
        node = new MeteredNode(StoredUsage.unpooled(database), settlement, InstantSource.fixed(Calls.NOON), 1 << 12);
        CallEvent.Intent open = calls.intent();
        node.append(open);
        List<CallEvent.Final> ended = new ArrayList<>(endSome(100));
        node.awaitShipped();
        assertThat(node.disk.segments()).hasSizeGreaterThan(3);

        CallEvent.Final end = calls.end(open);
        ended.add(end);
        node.append(end);
        node.awaitShipped();

        Await.until("the segments are gone", () -> node.disk.segments().size() == 1);
        stored.assertHoldsExactly(ended, settlement);
        node.restart();
        assertThat(endSome(1)).hasSize(1);
        node.awaitShipped();
    }

    @Test
    void usageStoredBeforeATornTailWasCutIsNotMistakenForWhatStandsThereNow() throws Exception {
        CallEvent.Final first = calls.end(calls.intent(), 10, null);
        CallEvent.Final torn = calls.end(calls.intent(), 20, null);
        node.append(first);
        node.append(torn);
        node.awaitShipped();
        JournalPosition end = node.journal().durable();
        node.crashAndRestartAfter(() -> {
            try (var file =
                    new java.io.RandomAccessFile(node.disk.segments().getFirst().toFile(), "rw")) {
                file.seek(end.offset() - 1);
                int last = file.read();
                file.seek(end.offset() - 1);
                file.write(last ^ 1);
            }
        });

        CallEvent.Final next = calls.end(calls.intent(), 40, null);
        node.append(next);
        node.awaitShipped();

        stored.assertHoldsExactly(List.of(first, torn, next), settlement);
    }

    @Test
    void aCallIsFoundByItsAnswerAndByItsEventAndOnlyByItsAccount() throws Exception {
        CallEvent.Intent intent = calls.intent();
        CallEvent.Final end = calls.end(intent, 77, "chatcmpl-xyz");
        node.append(end);

        UsageRecord found = node.lookup().find(end.account(), "chatcmpl-xyz");

        assertThat(found).isNotNull();
        assertThat(found.id()).isEqualTo(end.id());
        assertThat(found.tokens()).isEqualTo(end.tokens());
        assertThat(found.costNanos()).isEqualTo(77);
        assertThat(found.end()).isEqualTo(end.end());
        assertThat(node.lookup().find(end.account(), end.id().toString())).isEqualTo(found);
        assertThat(node.lookup().find(UUID.randomUUID(), "chatcmpl-xyz")).isNull();
        assertThat(node.lookup().find(UUID.randomUUID(), end.id().toString())).isNull();
        assertThat(node.lookup().find(end.account(), "nonsense")).isNull();
    }

    @Test
    void theTotalOfAnAccountIsTheSumOfItsCalls() throws SQLException {
        List<CallEvent.Final> ended = endSome(80);
        node.awaitShipped();

        long sum = ended.stream()
                .filter(end -> end.account().equals(calls.account(1)))
                .mapToLong(CallEvent.Final::costNanos)
                .sum();

        assertThat(node.lookup().totalCostNanos(calls.account(1)))
                .isEqualTo(sum)
                .isPositive();
    }

    @Test
    void daysAreMadeAWeekAhead() throws SQLException {
        assertThat(stored.number("""
                SELECT count(*) FROM pg_class
                 WHERE relnamespace = 'metering'::regnamespace
                   AND relname ~ '^(usage_event|answer)_202611(2[3-9]|30)$'
                """)).isEqualTo(16);
    }

    @Test
    void aCallOfADayThatWasNeverMadeGetsItsDay() throws SQLException {
        CallEvent.Final late = calls.end(calls.intentAt(Calls.NOON.minus(Duration.ofDays(20))), 5, "late");

        node.append(late);
        node.awaitShipped();

        assertThat(stored.count("metering.usage_event_20261103")).isEqualTo(1);
        assertThat(stored.count("metering.usage_event_default")).isZero();
    }

    @Test
    void aCallFromAnImpossibleTimeIsKeptAndReported() throws SQLException {
        CallEvent.Final strange = calls.end(calls.intentAt(Instant.parse("1999-01-01T00:00:00Z")), 5, null);

        node.append(strange);
        node.awaitShipped();
        node.days().makeAhead();

        assertThat(stored.count("metering.usage_event_default")).isEqualTo(1);
        assertThat(node.days().strays()).isEqualTo(1);
        stored.assertHoldsExactly(List.of(strange), settlement);
    }

    @Test
    void aUsageRowHoldsWhatThePolicyListsAndNoMore() throws SQLException {
        try (Connection connection = StoredUsage.unpooled(database).getConnection();
                var columns = connection.getMetaData().getColumns(null, "metering", "usage_event", null)) {
            List<String> names = new ArrayList<>();
            while (columns.next()) {
                names.add(columns.getString("COLUMN_NAME"));
            }
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            "event_id",
                            "occurred_at",
                            "account_id",
                            "key_id",
                            "model",
                            "provider",
                            "input_tokens",
                            "cache_read_tokens",
                            "cache_write_5m_tokens",
                            "cache_write_1h_tokens",
                            "output_tokens",
                            "reasoning_tokens",
                            "audio_input_tokens",
                            "audio_output_tokens",
                            "calls",
                            "latency_micros",
                            "first_byte_micros",
                            "http_status",
                            "end_reason",
                            "price_version",
                            "cost_nanos",
                            "estimated");
        }
    }

    private List<CallEvent.Final> endSome(int count) {
        List<CallEvent.Final> ended = new ArrayList<>();
        Told last = new Told();
        for (int i = 0; i < count; i++) {
            CallEvent.Intent intent = calls.intent();
            CallEvent.Final end = calls.end(intent, 1 + i % 7, i % 3 == 0 ? "answer-" + i : null);
            node.journal().append(intent);
            ended.add(end);
            if (i == count - 1) {
                node.journal().append(end, last);
            } else {
                node.journal().append(end);
            }
        }
        last.await();
        return ended;
    }
}
