package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestDatabase;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;

/**
 * Whatever happens to a node and in whatever order, each call that ended is stored once, and rollups, spending and
 * charges are the sums of what is stored.
 */
class ExactlyOnceProperties {

    /** What can happen to a node. */
    enum Happening {
        CALLS_END,
        CALLS_BEGIN,
        AN_END_IS_WRITTEN_TWICE,
        EVERYTHING_IS_SHIPPED,
        THE_NODE_CRASHES,
        THE_NODE_RESTARTS,
        THE_CURSOR_IS_LOST,
        CONNECTIONS_BREAK,
        AN_ANSWER_TO_COMMIT_IS_LOST
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void eachEndIsStoredOnce(@ForAll @Size(min = 4, max = 14) List<Happening> happenings, @ForAll long seed)
            throws SQLException {
        try (TestDatabase database = TestDatabase.create()) {
            StoredUsage stored = new StoredUsage(database);
            RecordingSettlement settlement = new RecordingSettlement(StoredUsage.unpooled(database));
            UnsureCommits way = new UnsureCommits(StoredUsage.unpooled(database));
            try (MeteredNode node = new MeteredNode(way, settlement, InstantSource.fixed(Calls.NOON), 1 << 13)) {
                Story story = new Story(node, way, stored, new Calls(seed), new Random(seed));
                for (Happening happening : happenings) {
                    story.tell(happening);
                }
                story.endWhatIsOpen();
                node.awaitShipped();
                stored.assertHoldsExactly(story.ended.values(), settlement);
                story.assertSpendIsTheSum();
            }
        }
    }

    private static final class Story {
        final Map<UUID, CallEvent.Final> ended = new LinkedHashMap<>();
        private final List<CallEvent.Intent> open = new ArrayList<>();
        private final MeteredNode node;
        private final UnsureCommits way;
        private final StoredUsage stored;
        private final Calls calls;
        private final Random random;

        Story(MeteredNode node, UnsureCommits way, StoredUsage stored, Calls calls, Random random) {
            this.node = node;
            this.way = way;
            this.stored = stored;
            this.calls = calls;
            this.random = random;
        }

        void tell(Happening happening) throws SQLException {
            switch (happening) {
                case CALLS_END -> end(1 + random.nextInt(30));
                case CALLS_BEGIN -> begin(1 + random.nextInt(5));
                case AN_END_IS_WRITTEN_TWICE -> ended.values().stream().limit(3).forEach(node::append);
                case EVERYTHING_IS_SHIPPED -> node.awaitShipped();
                case THE_NODE_CRASHES -> {
                    node.crashAndRestart();
                    openCallsWereCutOff();
                }
                case THE_NODE_RESTARTS -> {
                    node.restart();
                    openCallsWereCutOff();
                }
                case THE_CURSOR_IS_LOST -> stored.execute("DELETE FROM metering.ingest_cursor");
                case CONNECTIONS_BREAK -> {
                    node.way.cut();
                    node.way.mend();
                }
                case AN_ANSWER_TO_COMMIT_IS_LOST -> way.loseAnswers(1);
            }
        }

        private void begin(int count) {
            for (int i = 0; i < count; i++) {
                CallEvent.Intent intent = calls.intent();
                open.add(intent);
                node.append(intent);
                node.journal().append(Calls.progress(intent, i));
            }
        }

        private void end(int count) {
            for (int i = 0; i < count; i++) {
                CallEvent.Intent intent = open.isEmpty() ? calls.intent() : open.removeFirst();
                CallEvent.Final end = calls.end(intent);
                ended.put(end.id(), end);
                node.append(end);
            }
        }

        void endWhatIsOpen() {
            end(open.size());
        }

        /** The journal ended them, without cost; the journal is asked what it wrote. */
        private void openCallsWereCutOff() {
            for (CallEvent event : node.disk.events()) {
                if (event instanceof CallEvent.Final end && end.end() == EndReason.GATEWAY_CRASHED) {
                    ended.putIfAbsent(end.id(), end);
                }
            }
            open.forEach(call -> assertThat(ended).containsKey(call.id()));
            open.clear();
        }

        /** As a node counts it that starts anew, with and without a cursor to start from. */
        void assertSpendIsTheSum() throws SQLException {
            node.restart();
            assertSpend();
            stored.execute("DELETE FROM metering.ingest_cursor");
            node.restart();
            assertSpend();
        }

        private void assertSpend() {
            Map<UUID, Long> sums = new LinkedHashMap<>();
            ended.values().forEach(end -> sums.merge(end.key(), end.costNanos(), Math::addExact));
            sums.forEach((key, sum) -> assertThat(node.spend().of(key).ever())
                    .as("spending of %s", key)
                    .isEqualTo(sum));
        }
    }
}
