package ai.ominigate.gateway.wire;

import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.AnswerStream.Sink;

/**
 * Finds the events in a server-sent event stream, whatever chunks it arrives in and whichever of LF, CRLF and CR ends
 * its lines (WHATWG HTML, section 9.2). Events that go on untouched leave in runs as long as possible; only an event
 * that began in an earlier chunk is copied.
 */
public final class EventReader {

    /** No event may be longer than this. */
    public static final int MAX_EVENT = 1 << 20;

    /** Is told of whole events. */
    public interface Handler {

        /**
         * An event, or a comment by itself.
         *
         * @return true if it goes to the caller as it is; false if the handler sent what is to be sent, if anything, by
         *     {@link EventReader#emit}
         */
        boolean event(Event event) throws BrokenAnswer;
    }

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Handler handler;
    private final Event event = new Event();
    private final ByteQueue carry = new ByteQueue();

    private boolean first = true;
    private boolean lineIsEmpty = true;
    private boolean afterReturn;
    private boolean lineFeedBelongsToLast;
    private boolean lastPassed;

    private Sink sink = NOWHERE;
    private int runFrom;
    private int runTo;

    private static final Sink NOWHERE = new Sink() {
        @Override
        public void pass(int from, int to) {
            throw new IllegalStateException("no chunk is being read");
        }

        @Override
        public void emit(byte[] bytes, int from, int to) {
            throw new IllegalStateException("no chunk is being read");
        }
    };

    /** A reader at the beginning of a stream. */
    public EventReader(Handler handler) {
        this.handler = handler;
    }

    /** Reads the next chunk: tells the events it completes, keeps the beginning of the one it does not. */
    public void chunk(byte[] chunk, int length, Sink destination) throws BrokenAnswer {
        sink = destination;
        runFrom = 0;
        runTo = 0;
        try {
            int rest = readEvents(chunk, length);
            keep(chunk, rest, length);
        } finally {
            flushRun();
            sink = NOWHERE;
        }
    }

    /** The stream ended: what was kept is an event even without its blank line. */
    public void finish(Sink destination) throws BrokenAnswer {
        if (carry.isEmpty()) {
            return;
        }
        sink = destination;
        try {
            if (tell(carry.array(), 0, carry.length()) && event.hasData()) {
                ByteQueue whole = new ByteQueue();
                event.copyTo(whole);
                emit(whole.array(), 0, whole.length());
            }
            carry.clear();
        } finally {
            sink = NOWHERE;
        }
    }

    /** Sends bytes behind everything that has passed so far; for handlers, within {@link Handler#event}. */
    public void emit(byte[] bytes, int from, int to) {
        flushRun();
        if (to > from) {
            sink.emit(bytes, from, to);
        }
    }

    private int readEvents(byte[] chunk, int length) throws BrokenAnswer {
        int start = belatedLineFeed(chunk, length);
        int p = start;
        while (p < length) {
            byte c = chunk[p++];
            if (c == '\n' && afterReturn) {
                afterReturn = false;
            } else if (c == '\n' || c == '\r') {
                afterReturn = c == '\r';
                if (lineIsEmpty) {
                    if (afterReturn && p < length && chunk[p] == '\n') {
                        p++;
                        afterReturn = false;
                    }
                    endEvent(chunk, start, p);
                    lineFeedBelongsToLast = afterReturn && p == length;
                    afterReturn = false;
                    start = p;
                }
                lineIsEmpty = true;
            } else {
                afterReturn = false;
                lineIsEmpty = false;
                while (p < length && chunk[p] != '\n' && chunk[p] != '\r') {
                    p++;
                }
            }
        }
        return start;
    }

    /** An event ended with the CR that ended the last chunk; if a LF comes now, it was the second half of its end. */
    private int belatedLineFeed(byte[] chunk, int length) {
        if (!lineFeedBelongsToLast || length == 0) {
            return 0;
        }
        lineFeedBelongsToLast = false;
        if (chunk[0] != '\n') {
            return 0;
        }
        if (lastPassed) {
            runTo = 1;
        } else {
            runFrom = 1;
            runTo = 1;
        }
        return 1;
    }

    private void endEvent(byte[] chunk, int start, int end) throws BrokenAnswer {
        if (carry.isEmpty()) {
            if (end - start > MAX_EVENT) {
                throw tooLong();
            }
            if (tell(chunk, start, end)) {
                if (runTo != start) {
                    flushRun();
                    runFrom = start;
                }
                runTo = end;
                lastPassed = true;
            } else {
                flushRun();
                lastPassed = false;
            }
            return;
        }
        keep(chunk, start, end);
        lastPassed = tell(carry.array(), 0, carry.length());
        if (lastPassed) {
            emit(carry.array(), 0, carry.length());
        }
        carry.clear();
        runFrom = end;
        runTo = end;
    }

    private boolean tell(byte[] bytes, int from, int to) throws BrokenAnswer {
        int skip = first && startsWithMark(bytes, from, to) ? BYTE_ORDER_MARK.length : 0;
        first = false;
        event.read(bytes, from + skip, to);
        return handler.event(event);
    }

    private static boolean startsWithMark(byte[] bytes, int from, int to) {
        return to - from >= 3
                && bytes[from] == BYTE_ORDER_MARK[0]
                && bytes[from + 1] == BYTE_ORDER_MARK[1]
                && bytes[from + 2] == BYTE_ORDER_MARK[2];
    }

    private void keep(byte[] chunk, int from, int to) throws BrokenAnswer {
        if (carry.length() + (to - from) > MAX_EVENT) {
            throw tooLong();
        }
        carry.append(chunk, from, to);
    }

    private static BrokenAnswer tooLong() {
        return new BrokenAnswer("the upstream sent an event of more than 1 MiB");
    }

    private void flushRun() {
        if (runTo > runFrom) {
            sink.pass(runFrom, runTo);
        }
        runFrom = runTo;
    }
}
