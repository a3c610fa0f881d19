package ai.ominigate.metering;

import java.util.List;

/** The durable record of calls on this node's own disk. Many event loops write to it without a common lock. */
public interface Journal {

    /** Told when an event is durable, or that it will never be. Called on the journal's thread: hand over, do not work. */
    interface Durable {

        /** {@code fdatasync} returned with the event in the file. */
        void written();

        /** The disk failed; this node is stopping and takes no more calls. */
        void failed(Throwable cause);
    }

    /** Whether calls may be admitted: not after a failed write, not while the journal is too full. */
    boolean accepting();

    /** Queues the event and returns at once; {@code durable} is told when it is safe. */
    default void append(CallEvent event, Durable durable) {
        append(List.of(event), durable);
    }

    /**
     * Queues events that become durable together and returns at once; {@code durable} is told once, when the last of
     * them is safe.
     *
     * @param events at least one; the journal's until {@code durable} is told
     */
    void append(List<CallEvent> events, Durable durable);

    /** Queues an event that nobody waits for. */
    void append(CallEvent event);
}
