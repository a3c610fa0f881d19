package ai.ominigate.metering;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.platform.CannotStart;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * What a journal makes of a file that is not as it was left. A few dozen records in three segments, each synced alone
 * unless a test says otherwise.
 */
class JournalRecoveryTest {
    private static final int SEGMENT = 1 << 12;

    /** They fill two segments and most of a third. */
    private static final int RECORDS = 54;

    /** A record and where it lies. */
    private record Placed(JournalPosition from, JournalPosition to, CallEvent event) {}

    @Test
    void aJournalTruncatedAtAnyByteIsItsWholeRecordsOrHalts() throws IOException {
        try (JournalOnDisk disk = new JournalOnDisk(SEGMENT)) {
            List<Placed> placed = fill(disk);
            List<Path> files = disk.segments();
            assertThat(files).hasSize(3);
            for (int segment = 1; segment <= files.size(); segment++) {
                byte[] whole = Files.readAllBytes(files.get(segment - 1));
                for (int length = whole.length - 1; length >= 0; length--) {
                    Files.write(files.get(segment - 1), Arrays.copyOf(whole, length));
                    checkTruncated(disk, placed, segment, files.size(), length);
                }
                Files.write(files.get(segment - 1), whole);
            }
        }
    }

    private static void checkTruncated(JournalOnDisk disk, List<Placed> placed, int segment, int last, int length) {
        int end = endOf(placed, segment);
        boolean lostPromised = segment < last ? length < end : length < JournalFormat.SEGMENT_HEADER;
        if (lostPromised) {
            assertHalts(disk, "segment-", length);
            return;
        }
        long left = placed.stream()
                .filter(record -> record.to().segment() < last
                        || segment < last
                        || record.to().offset() <= length)
                .count();
        assertThat(found(disk).end().seq())
                .as("length %s of segment %s", length, segment)
                .isEqualTo(left + 1);
    }

    @Test
    void aFlippedByteHaltsUnlessItLooksLikeATornTail() throws IOException {
        try (JournalOnDisk disk = new JournalOnDisk(SEGMENT)) {
            List<Placed> placed = fill(disk);
            List<Path> files = disk.segments();
            for (int segment = 1; segment <= files.size(); segment++) {
                Path file = files.get(segment - 1);
                for (int at = 0; at < SEGMENT; at++) {
                    flip(file, at, 1 << (at % 8));
                    checkFlipped(disk, placed, segment, files.size(), at);
                    flip(file, at, 1 << (at % 8));
                }
            }
            assertThat(found(disk).end().seq()).isEqualTo(placed.size() + 1L);
        }
    }

    /**
     * The rule: in the last segment a flip in the last record, or in the zeros behind it, cuts from there; a flip in
     * the unused end of a segment's header goes unnoticed and harms nothing; any other halts.
     */
    private static void checkFlipped(JournalOnDisk disk, List<Placed> placed, int segment, int last, int at) {
        Placed tail = placed.getLast();
        if (at >= 48 && at < JournalFormat.SEGMENT_HEADER) {
            assertThat(found(disk).torn()).isFalse();
        } else if (segment == last && at >= tail.to().offset()) {
            assertThat(found(disk).end()).isEqualTo(tail.to());
            assertThat(found(disk).torn()).isTrue();
        } else if (segment == last && at >= tail.from().offset()) {
            assertThat(found(disk).end()).isEqualTo(tail.from());
            assertThat(found(disk).torn()).isTrue();
        } else {
            assertHalts(disk, "segment-%016d".formatted(segment), at);
        }
    }

    @Property(tries = 60)
    void whateverIsLeftOfATornJournalIsReadAndGoneOnWith(@ForAll @IntRange(min = 64, max = SEGMENT) int length)
            throws IOException {
        try (JournalOnDisk disk = new JournalOnDisk(SEGMENT)) {
            List<Placed> placed = fill(disk);
            Path last = disk.segments().getLast();
            Files.write(last, Arrays.copyOf(Files.readAllBytes(last), length));
            long left = placed.stream()
                    .filter(record -> record.to().segment() < 3 || record.to().offset() <= length)
                    .count();
            disk.open();

            List<CallEvent> expected = new ArrayList<>(
                    placed.stream().limit(left).map(Placed::event).toList());
            assertSame(disk.events(), expected);
            CallEvent next = new Calls(7).end(new Calls(8).intent());
            disk.append(next);
            expected.add(next);
            disk.reopen();
            assertSame(disk.events(), expected);
        }
    }

    @Test
    void aBrokenRecordOfTheLastWriteIsCutThoughOneAfterItIsWhole() throws IOException {
        try (JournalOnDisk disk = new JournalOnDisk(SEGMENT)) {
            List<CallEvent> written = fillAndStream(disk);
            flip(disk.segments().getLast(), offsetOf(disk, 6) + 30, 1);

            disk.open();

            assertThat(disk.events())
                    .hasSize(6)
                    .startsWith(written.subList(0, 5).toArray(CallEvent[]::new));
            assertThat(disk.events().getLast()).isInstanceOfSatisfying(CallEvent.Final.class, end -> {
                assertThat(end.id()).isEqualTo(written.getLast().id());
                assertThat(end.tokens().output()).isEqualTo(1);
            });
        }
    }

    @Test
    void aBrokenRecordBeforeTheLastWriteHalts() throws IOException {
        try (JournalOnDisk disk = new JournalOnDisk(SEGMENT)) {
            fillAndStream(disk);
            int third = offsetOf(disk, 3);
            flip(disk.segments().getLast(), third + 30, 1);

            assertThatThrownBy(disk::open)
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("record 3 is broken")
                    .hasMessageContaining("at byte " + third)
                    .hasMessageContaining("segment-0000000000000001.journal");
        }
    }

    @Test
    void aMissingSegmentHalts() throws IOException {
        try (JournalOnDisk disk = new JournalOnDisk(SEGMENT)) {
            fill(disk);
            Files.delete(disk.segments().get(1));

            assertThatThrownBy(disk::open)
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("the segment before it is missing");
        }
    }

    @Test
    void aSegmentOfAnotherNodeHalts() throws IOException {
        try (JournalOnDisk disk = new JournalOnDisk(SEGMENT);
                JournalOnDisk other = new JournalOnDisk(SEGMENT)) {
            fill(disk);
            fill(other);
            Files.copy(
                    other.segments().get(1), disk.segments().get(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

            assertThatThrownBy(disk::open)
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("belongs to another node");
        }
    }

    /** Power goes at any moment; of what was not synced any part may be on disk, and any part not. */
    @Property(tries = 150)
    void aLossOfPowerLosesNothingThatSomebodyWasToldIsDurable(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int operations) throws IOException {
        Random random = new Random(seed);
        Calls calls = new Calls(seed);
        try (JournalOnDisk disk = new JournalOnDisk(SEGMENT)) {
            UnreliableDisk failing = new UnreliableDisk();
            FileJournal journal = disk.open(failing);
            Await.until("the next segment is made", () -> journal.bytes() == 2 * SEGMENT);
            failing.losePowerAfter(operations);
            List<CallEvent> appended = new ArrayList<>();
            List<Told> told = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                CallEvent event = calls.end(calls.intent(), 1, null);
                Told durable = new Told();
                appended.add(event);
                told.add(durable);
                journal.append(event, durable);
                if (random.nextInt(4) == 0) {
                    Await.until("somebody was told", durable::isDone);
                }
            }
            disk.shut();
            failing.settle(random);

            disk.open();

            long promised = told.stream().filter(Told::isWritten).count();
            List<CallEvent> left = disk.events();
            assertThat(left.size()).isGreaterThanOrEqualTo((int) promised);
            assertSame(left, appended.subList(0, left.size()));
        }
    }

    private static void assertSame(List<CallEvent> events, List<CallEvent> expected) {
        assertThat(events)
                .extracting(CallEvent::id)
                .isEqualTo(expected.stream().map(CallEvent::id).toList());
        assertThat(events.equals(expected)).isTrue();
    }

    private static List<Placed> fill(JournalOnDisk disk) {
        Calls calls = new Calls(3);
        disk.open();
        for (int i = 0; i < RECORDS; i++) {
            CallEvent.Intent intent = calls.intent();
            disk.append(calls.end(intent, 7, i % 2 == 0 ? "answer-" + i : null));
        }
        List<Placed> placed = place(disk);
        disk.shut();
        return placed;
    }

    /** One whole call and the start of another, each event synced alone, then progress that was not waited for. */
    private static List<CallEvent> fillAndStream(JournalOnDisk disk) {
        Calls calls = new Calls(4);
        CallEvent.Intent whole = calls.intent();
        CallEvent.Intent streaming = calls.intent();
        List<CallEvent> events = new ArrayList<>(
                List.of(whole, calls.end(whole, 1, null), calls.end(calls.intent(), 1, null), streaming));
        disk.open();
        events.forEach(disk::append);
        for (int i = 1; i <= 5; i++) {
            CallEvent.Progress progress = Calls.progress(streaming, i);
            events.add(progress);
            disk.journal().append(progress);
        }
        disk.shut();
        return events;
    }

    private static List<Placed> place(JournalOnDisk disk) {
        List<Placed> placed = new ArrayList<>();
        try (JournalReader reader = disk.journal().read(disk.journal().oldest())) {
            while (true) {
                JournalPosition before = reader.position();
                JournalRecord record = reader.next();
                if (record == null) {
                    return placed;
                }
                JournalPosition after = reader.position();
                JournalPosition from = after.segment() == before.segment()
                        ? before
                        : new JournalPosition(after.segment(), JournalFormat.SEGMENT_HEADER, before.seq());
                placed.add(new Placed(from, after, record.event()));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Where that record starts in the first segment. */
    private static int offsetOf(JournalOnDisk disk, int seq) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(disk.segments().getFirst()));
        int at = JournalFormat.SEGMENT_HEADER;
        for (int i = 1; i < seq; i++) {
            at = requireNonNull(JournalFormat.frameAt(bytes, at)).end();
        }
        return at;
    }

    private static int endOf(List<Placed> placed, int segment) {
        return placed.stream()
                .filter(record -> record.to().segment() == segment)
                .mapToInt(record -> record.to().offset())
                .max()
                .orElseThrow();
    }

    private static Recovery.Found found(JournalOnDisk disk) {
        return requireNonNull(disk.recover());
    }

    private static void assertHalts(JournalOnDisk disk, String file, int at) {
        assertThatThrownBy(disk::recover)
                .as("byte %s of %s", at, file)
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(file);
    }

    private static void flip(Path file, int at, int bits) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int before = bytes.read();
            bytes.seek(at);
            bytes.write(before ^ bits);
        }
    }
}
