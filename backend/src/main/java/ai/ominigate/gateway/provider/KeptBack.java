package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.AnswerStream.Sink;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.Cost;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.EventReader;

/** Events that must not leave yet, and the place in them where the cost goes. */
final class KeptBack {
    private final ByteQueue queue = new ByteQueue();
    private int costAt = -1;

    void add(Event event) throws BrokenAnswer {
        event.copyTo(queue);
        checkLength();
    }

    private void checkLength() throws BrokenAnswer {
        if (queue.length() > EventReader.MAX_EVENT) {
            throw new BrokenAnswer("the upstream sent more than 1 MiB that had to be kept back");
        }
    }

    /** Adds an event with a usage object at this range of its data; the last of these that is not empty gets the cost. */
    void addWithUsage(Event event, int usageFrom, int usageTo) throws BrokenAnswer {
        if (UsageObject.isEmpty(event.data(), usageFrom, usageTo)) {
            add(event);
            return;
        }
        int dataAt = event.copyTo(queue);
        int from = dataAt + usageFrom - event.dataFrom();
        int to = dataAt + usageTo - event.dataFrom();
        if (UsageObject.tellsCost(queue.array(), from, to)) {
            byte[] clean = UsageObject.withoutCost(queue.array(), from, to);
            queue.replace(from, to, clean);
            to = from + clean.length;
        }
        costAt = UsageObject.end(queue.array(), from, to);
        checkLength();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void clear() {
        queue.clear();
        costAt = -1;
    }

    /** Sends everything as it is, behind what the reader has let pass. */
    void send(EventReader reader) {
        reader.emit(queue.array(), 0, queue.length());
        clear();
    }

    /** Sends everything as it is. */
    void send(Sink sink) {
        send(0, queue.length(), sink);
        clear();
    }

    /** Sends everything, with the cost where it goes if there is such a place. */
    void send(long costNanos, Sink sink) {
        if (costAt < 0) {
            send(sink);
            return;
        }
        byte[] cost = Cost.field(costNanos);
        send(0, costAt, sink);
        sink.emit(cost, 0, cost.length);
        send(costAt, queue.length(), sink);
        clear();
    }

    private void send(int from, int to, Sink sink) {
        if (to > from) {
            sink.emit(queue.array(), from, to);
        }
    }
}
