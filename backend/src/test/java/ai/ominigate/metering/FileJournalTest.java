package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.catalog.TokenCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileJournalTest {
    private static final int SMALL = 1 << 12;

    private final Calls calls = new Calls(1);
    private JournalOnDisk disk = new JournalOnDisk(SMALL);

    @AfterEach
    void removeJournal() {
        disk.close();
    }

    @Test
    void everyKindOfEventComesBackAsItWasWritten() {
        CallEvent.Intent intent = calls.intent();
        CallEvent.Progress progress = Calls.progress(intent, 17);
        CallEvent.Final end = calls.end(intent, 123_456_789L, "chatcmpl-ä");
        disk.open();
        List.of(intent, progress, end).forEach(disk::append);

        disk.reopen();

        assertThat(disk.events()).containsExactly(intent, progress, Calls.withoutAnswerId(end));
        assertThat(disk.records().getLast().answer()).isEqualTo(AnswerDigest.of("chatcmpl-ä"));
    }

    @Test
    void theLargestEventThereCanBeIsWritten() {
        String longest = "\u20ac".repeat(EventCodec.MAX_NAME);
        CallEvent.Intent some = calls.intent();
        TokenCounts most = new TokenCounts(
                TokenCounts.MAX_PER_CLASS,
                TokenCounts.MAX_PER_CLASS,
                TokenCounts.MAX_PER_CLASS,
                TokenCounts.MAX_PER_CLASS,
                TokenCounts.MAX_PER_CLASS,
                TokenCounts.MAX_PER_CLASS,
                TokenCounts.MAX_PER_CLASS,
                TokenCounts.MAX_PER_CLASS);
        CallEvent.Final end = new CallEvent.Final(
                some.id(),
                some.account(),
                some.key(),
                longest,
                longest,
                Long.MAX_VALUE,
                some.lease(),
                most,
                true,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                999,
                EndReason.DONE,
                longest);
        disk.open();

        disk.append(end);

        assertThat(disk.events()).containsExactly(Calls.withoutAnswerId(end));
    }

    @Test
    void anEventWithANameTooLongToMeterCannotBeMade() {
        CallEvent.Intent some = calls.intent();
        String tooLong = "m".repeat(EventCodec.MAX_NAME + 1);

        assertThatThrownBy(() -> new CallEvent.Intent(
                        some.id(), some.account(), some.key(), tooLong, "mock", 1, 1, some.lease()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eventsAppendedTogetherAreToldOnceAllOfThemAreDurable() {
        FileJournal journal = disk.open();
        List<CallEvent> more = someCalls(60);
        Told told = new Told();

        journal.append(more, told);
        told.await();

        assertThat(disk.segments()).as("they do not fit one segment").hasSizeGreaterThan(2);
        assertThat(disk.events()).isEqualTo(more);
    }

    @Test
    void eventsAppendedTogetherFailTogether() {
        UnreliableDisk failing = new UnreliableDisk();
        FileJournal journal = disk.open(failing);
        Await.until("the next segment is made", () -> journal.bytes() == 2 * SMALL);
        failing.losePowerAfter(3);
        Told told = new Told();

        journal.append(someCalls(60), told);

        assertThat(told.awaitFailure()).isInstanceOf(IOException.class);
        assertThat(journal.accepting()).isFalse();
    }

    @Test
    void segmentsRollOverAndAreReadInOrder() {
        disk.open();
        List<CallEvent> written = someCalls(60);
        written.forEach(disk::append);

        assertThat(disk.segments()).hasSizeGreaterThan(2);
        assertThat(disk.events()).isEqualTo(written);
        disk.reopen();
        assertThat(disk.events()).isEqualTo(written);
    }

    @Test
    void aJournalGoesOnWhereItEnded() {
        List<CallEvent> written = someCalls(10);
        disk.open();
        for (CallEvent event : written) {
            disk.append(event);
            disk.reopen();
        }

        assertThat(disk.records())
                .extracting(JournalRecord::seq)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void manyThreadsLoseNothingAndShareSyncs() throws InterruptedException {
        disk.close();
        disk = new JournalOnDisk(1 << 20);
        UnreliableDisk counting = new UnreliableDisk();
        FileJournal journal = disk.open(counting);
        int before = counting.syncs.get();
        int threads = 16;
        int each = 500;
        List<CallEvent> appended = Collections.synchronizedList(new ArrayList<>());
        List<Told> waiting = Collections.synchronizedList(new ArrayList<>());
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Calls own = new Calls(t);
            running.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    CallEvent.Final end = own.end(own.intent());
                    Told told = new Told();
                    journal.append(end, told);
                    appended.add(end);
                    waiting.add(told);
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        waiting.forEach(Told::await);

        assertThat(disk.events()).containsExactlyInAnyOrderElementsOf(appended);
        assertThat(counting.syncs.get() - before).isLessThan(threads * each / 2);
    }

    @Test
    void nobodyIsToldBeforeTheSyncThatMakesItTrue() {
        UnreliableDisk slow = new UnreliableDisk();
        FileJournal journal = disk.open(slow);
        Await.until("the next segment is made", () -> journal.bytes() == 2 * SMALL);
        int before = slow.syncs.get();
        slow.holdSyncs();
        Told told = new Told();

        journal.append(calls.intent(), told);
        Await.until("the sync began", () -> slow.syncs.get() > before);

        assertThat(told.isWritten()).isFalse();
        assertThat(disk.events()).isEmpty();
        slow.releaseSyncs();
        told.await();
        assertThat(disk.events()).hasSize(1);
    }

    @Test
    void theFirstFailedSyncEndsTheJournalForGood() {
        UnreliableDisk failing = new UnreliableDisk();
        FileJournal journal = disk.open(failing);
        disk.append(calls.intent());
        failing.failSyncs();
        Told first = new Told();
        Told second = new Told();

        journal.append(calls.intent(), first);
        assertThat(first.awaitFailure()).hasMessage("input/output error");
        journal.append(calls.intent(), second);

        assertThat(second.awaitFailure()).hasMessage("input/output error");
        assertThat(journal.accepting()).isFalse();
        assertThat(journal.whyNotAccepting()).contains("The disk of the usage journal failed");
        assertThat(disk.stopped.get()).hasMessage("input/output error");
    }

    @Test
    void theFirstFailedWriteEndsTheJournalForGood() {
        UnreliableDisk failing = new UnreliableDisk();
        FileJournal journal = disk.open(failing);
        failing.failWrites(true);
        Told told = new Told();

        journal.append(calls.intent(), told);
        told.awaitFailure();
        failing.failWrites(false);

        assertThat(journal.accepting()).isFalse();
        Told later = new Told();
        journal.append(calls.intent(), later);
        later.awaitFailure();
    }

    @Test
    void newCallsAreRefusedWhileTheNextSegmentCannotBeMadeAndTakenAgainOnceItCan() {
        UnreliableDisk full = new UnreliableDisk();
        FileJournal journal = disk.open(full);
        Await.until("the next segment is made", () -> journal.bytes() == 2 * SMALL);
        full.refuseNewFiles(true);
        while (disk.segments().size() < 2) {
            disk.append(calls.intent());
        }

        Await.until("calls are refused", () -> !journal.accepting());
        assertThat(journal.whyNotAccepting()).contains("no room on disk");
        full.refuseNewFiles(false);

        Await.until("calls are taken again", journal::accepting);
    }

    @Test
    void newCallsAreRefusedWhenTheJournalIsNineTenthsFullAndTakenAgainWhenSegmentsGo() throws IOException {
        disk.close();
        disk = new JournalOnDisk(SMALL, 10L * SMALL);
        FileJournal journal = disk.open();
        while (journal.accepting()) {
            disk.append(calls.intent());
        }
        assertThat(journal.bytes()).isEqualTo(10L * SMALL);
        assertThat(journal.whyNotAccepting()).contains("full");

        disk.append(calls.end(calls.intent()));
        journal.removeBefore(journal.durable().segment());

        assertThat(journal.accepting()).isTrue();
        assertThat(disk.segments()).hasSize(1);
    }

    @Test
    void aCallThatACrashCutOffEndsOnceWithoutCost() {
        CallEvent.Intent silent = calls.intent();
        CallEvent.Intent streaming = calls.intent();
        CallEvent.Intent whole = calls.intent();
        CallEvent.Final end = calls.end(whole);
        disk.open();
        List.of(silent, streaming, whole, Calls.progress(streaming, 5), Calls.progress(streaming, 9), end)
                .forEach(disk::append);

        disk.reopen();
        List<CallEvent> once = disk.events();
        disk.reopen();

        assertThat(disk.events()).isEqualTo(once).hasSize(8);
        assertThat(once.subList(6, 8))
                .allSatisfy(event -> assertThat(event).isInstanceOfSatisfying(CallEvent.Final.class, crashed -> {
                    assertThat(crashed.end()).isEqualTo(EndReason.GATEWAY_CRASHED);
                    assertThat(crashed.costNanos()).isZero();
                    assertThat(crashed.httpStatus()).isZero();
                    assertThat(crashed.estimated()).isTrue();
                }));
        assertThat(once.subList(6, 8)).extracting(CallEvent::id).containsExactly(silent.id(), streaming.id());
        assertThat(((CallEvent.Final) once.get(6)).tokens()).isEqualTo(TokenCounts.of(silent.estimatedPrompt(), 0));
        assertThat(((CallEvent.Final) once.get(7)).tokens()).isEqualTo(TokenCounts.of(streaming.estimatedPrompt(), 9));
    }

    @Test
    void progressDoesNotCostASyncOfItsOwn() {
        UnreliableDisk counting = new UnreliableDisk();
        FileJournal journal = disk.open(counting);
        CallEvent.Intent call = calls.intent();
        disk.append(call);
        Await.until("the next segment is made", () -> journal.bytes() == 2 * SMALL);
        int before = counting.syncs.get();

        for (int i = 0; i < 10; i++) {
            journal.append(Calls.progress(call, i));
        }
        disk.append(calls.end(call));

        assertThat(counting.syncs.get() - before).isEqualTo(1);
        assertThat(disk.events()).hasSize(12);
    }

    @Test
    void aClosedJournalTellsWhoComesLate() {
        FileJournal journal = disk.open();
        disk.shut();
        Told told = new Told();

        journal.append(calls.intent(), told);

        assertThat(told.awaitFailure()).hasMessageContaining("closed");
        assertThat(journal.accepting()).isFalse();
    }

    private List<CallEvent> someCalls(int count) {
        List<CallEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(Calls.withoutAnswerId(calls.end(calls.intent())));
        }
        return events;
    }
}
