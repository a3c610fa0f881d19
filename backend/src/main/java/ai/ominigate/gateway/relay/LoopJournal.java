package ai.ominigate.gateway.relay;

import ai.ominigate.metering.CallEvent;
import ai.ominigate.metering.Journal;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's way to the journal. What the calls of a loop have to record during one turn of it goes to the journal
 * together when the turn is over, and comes back together. A busy loop so wakes the journal's thread once for dozens of
 * calls and is woken by it once, and the more calls it serves the more of them share an {@code fdatasync}; a loop with
 * little to do ends its turn at once, and nothing waits.
 */
final class LoopJournal {
    private static final Logger LOG = LoggerFactory.getLogger(LoopJournal.class);

    /** Batches kept for the next turns: more are not on their way at a time, as each waits for the disk once. */
    private static final int SPARE = 8;

    private final Journal journal;
    private final EventLoop loop;
    private final ArrayDeque<Batch> spare = new ArrayDeque<>(SPARE);
    private Batch gathering = new Batch();

    /** Who waits for an event to be durable. Told on the loop. */
    interface Waiter {

        /** The event is on disk. */
        void durable();

        /** It will never be: the disk failed, and the node is stopping. */
        void journalFailed();
    }

    LoopJournal(Journal journal, EventLoop loop) {
        this.journal = journal;
        this.loop = loop;
    }

    /** Records an event that somebody waits for. */
    void append(CallEvent event, Waiter waiter) {
        gathering.events.add(event);
        gathering.waiters.add(waiter);
        if (gathering.events.size() == 1) {
            afterThisTurn(this::handOver);
        }
    }

    private void afterThisTurn(Runnable task) {
        if (loop instanceof SingleThreadEventLoop single) {
            single.executeAfterEventLoopIteration(task);
        } else {
            loop.execute(task);
        }
    }

    private void handOver() {
        Batch full = gathering;
        Batch rested = spare.poll();
        gathering = rested == null ? new Batch() : rested;
        journal.append(full.events, full);
    }

    private final class Batch implements Journal.Durable, Runnable {
        private final List<CallEvent> events = new ArrayList<>();
        private final List<Waiter> waiters = new ArrayList<>();
        private boolean failed;

        @Override
        public void written() {
            loop.execute(this);
        }

        @Override
        public void failed(Throwable cause) {
            failed = true;
            loop.execute(this);
        }

        @Override
        public void run() {
            for (Waiter waiter : waiters) {
                tell(waiter);
            }
            events.clear();
            waiters.clear();
            failed = false;
            if (spare.size() < SPARE) {
                spare.add(this);
            }
        }

        /** What goes wrong with one call is no other's trouble. The exception's message could quote a body. */
        private void tell(Waiter waiter) {
            try {
                if (failed) {
                    waiter.journalFailed();
                } else {
                    waiter.durable();
                }
            } catch (RuntimeException e) {
                LOG.error(
                        "A call could not go on after its event was recorded: {}",
                        e.getClass().getName());
            }
        }
    }
}
