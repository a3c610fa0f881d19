package ai.ominigate.gateway.wire;

/**
 * One server-sent event as it stands in a buffer. The same instance tells every event of a stream: what it says holds
 * only while the handler that was given it runs.
 */
public final class Event {
    private byte[] bytes = {};
    private int from;
    private int to;
    private int nameFrom;
    private int nameTo;
    private byte[] data = {};
    private int dataFrom;
    private int dataTo;
    private int dataLines;
    private boolean returns;
    private boolean feeds;

    /** Several lines of data, joined by spaces: white space to the JSON that they are. */
    private final ByteQueue joined = new ByteQueue();

    Event() {}

    void read(byte[] buffer, int start, int end) {
        bytes = buffer;
        from = start;
        nameFrom = 0;
        nameTo = 0;
        dataLines = 0;
        dataFrom = 0;
        dataTo = 0;
        to = withoutLineEnds(buffer, start, end);
        int p = start;
        while (p < to) {
            int lineEnd = p;
            while (lineEnd < to && buffer[lineEnd] != '\n' && buffer[lineEnd] != '\r') {
                lineEnd++;
            }
            line(p, lineEnd);
            p = lineEnd + 1;
        }
        returns = lineEnd(buffer, start, end, '\r');
        feeds = !returns || lineEnd(buffer, start, end, '\n');
        if (dataLines > 1) {
            data = joined.array();
            dataTo = joined.length();
            dataFrom = 0;
        }
    }

    private static int withoutLineEnds(byte[] buffer, int start, int end) {
        int last = end;
        while (last > start && (buffer[last - 1] == '\n' || buffer[last - 1] == '\r')) {
            last--;
        }
        return last;
    }

    /** Whether the first line of the event ends with this, alone or as a part of CRLF. */
    private static boolean lineEnd(byte[] buffer, int start, int end, char wanted) {
        int p = start;
        while (p < end && buffer[p] != '\n' && buffer[p] != '\r') {
            p++;
        }
        return p < end && (buffer[p] == wanted || (buffer[p] == '\r' && p + 1 < end && buffer[p + 1] == wanted));
    }

    private void line(int start, int end) {
        if (JsonScan.startsWith(bytes, start, end, "data:") || JsonScan.is(bytes, start, end, "data")) {
            dataLine(Math.min(start + 5, end), end);
        } else if (JsonScan.startsWith(bytes, start, end, "event:")) {
            nameFrom = withoutSpace(start + 6, end);
            nameTo = end;
        }
    }

    private void dataLine(int start, int end) {
        int valueFrom = withoutSpace(start, end);
        dataLines++;
        if (dataLines == 1) {
            data = bytes;
            dataFrom = valueFrom;
            dataTo = end;
            return;
        }
        if (dataLines == 2) {
            joined.clear();
            joined.append(bytes, dataFrom, dataTo);
        }
        joined.append(SPACE);
        joined.append(bytes, valueFrom, end);
    }

    private static final byte[] SPACE = {' '};

    private int withoutSpace(int start, int end) {
        return start < end && bytes[start] == ' ' ? start + 1 : start;
    }

    /** Whether it has data that is not empty; comments and blank lines have none. */
    public boolean hasData() {
        return dataTo > dataFrom;
    }

    /** The array that holds the data, from {@link #dataFrom} to {@link #dataTo}. */
    public byte[] data() {
        return data;
    }

    public int dataFrom() {
        return dataFrom;
    }

    public int dataTo() {
        return dataTo;
    }

    /** Whether its {@code event} field is this. */
    public boolean isNamed(String name) {
        return JsonScan.is(bytes, nameFrom, nameTo, name);
    }

    /** Whether its data is exactly this. */
    public boolean dataIs(String text) {
        return JsonScan.is(data, dataFrom, dataTo, text);
    }

    /**
     * Appends the event with its blank line, data of several lines as one.
     *
     * @return where in the queue the data begins
     */
    public int copyTo(ByteQueue queue) {
        int dataAt;
        if (dataLines > 1) {
            if (nameTo > nameFrom) {
                queue.append(EVENT);
                queue.append(bytes, nameFrom, nameTo);
                endLine(queue);
            }
            queue.append(DATA);
            dataAt = queue.length();
            queue.append(data, dataFrom, dataTo);
        } else {
            dataAt = queue.length() + dataFrom - from;
            queue.append(bytes, from, to);
        }
        endLine(queue);
        endLine(queue);
        return dataAt;
    }

    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't', ':', ' '};
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':', ' '};
    private static final byte[] LINE_FEED = {'\n'};
    private static final byte[] CARRIAGE_RETURN = {'\r'};

    private void endLine(ByteQueue queue) {
        if (returns) {
            queue.append(CARRIAGE_RETURN);
        }
        if (feeds) {
            queue.append(LINE_FEED);
        }
    }
}
