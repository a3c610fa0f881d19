package ai.ominigate.platform;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;

/**
 * Holds back what a node does by itself, whatever nobody asked for at this moment: scheduled tasks, letters, the mailbox,
 * what requests have planned. None of it begins before the database is known to be fit to be worked on: a restored one may
 * have people in it who were forgotten, and a letter to them cannot be taken back.
 *
 * <p>What only reads the database into memory is not held back; a node needs it to be ready. Nor is the shipping of
 * usage: it writes down calls that were made, and whoever forgets a person again waits for it, so that nothing of them is
 * written afterwards.
 */
@Singleton
public final class WorkGate implements AutoCloseable {
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile boolean open;

    /** One that is open, for what works outside of an application. */
    public static WorkGate opened() {
        WorkGate gate = new WorkGate();
        gate.open();
        return gate;
    }

    /** The database is fit. */
    public void open() {
        open = true;
        decided.countDown();
    }

    /** Whether work may begin, for whoever looks again by itself. */
    public boolean isOpen() {
        return open;
    }

    /** Waits until it is open; whether work may begin: not if the node stops before. */
    public boolean pass() throws InterruptedException {
        decided.await();
        return open;
    }

    /** The same work, once the gate is open. */
    public Notifications.Refresh behind(Notifications.Refresh work) {
        return () -> {
            try {
                if (pass()) {
                    work.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Whoever waits goes home. */
    @Override
    @PreDestroy
    public void close() {
        decided.countDown();
    }
}
