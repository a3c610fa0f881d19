package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.Json;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes to the fields of a request that the gateway owns, in any order; everything else stays byte for byte. */
final class RequestSplice {

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Change(int from, int to, byte[] bytes) {}

    private final byte[] body;
    private final int length;
    private final int objectEnd;
    private final List<Change> changes = new ArrayList<>(4);

    RequestSplice(byte[] body, int length, int objectEnd) {
        this.body = body;
        this.length = length;
        this.objectEnd = objectEnd;
    }

    /** Replaces the value at this range, or adds the field if {@code from} is -1. */
    void set(String name, int from, int to, byte[] value) {
        if (from >= 0) {
            changes.add(new Change(from, to, value));
            return;
        }
        byte[] key = (",\"" + name + "\":").getBytes(US_ASCII);
        byte[] field = new byte[key.length + value.length];
        System.arraycopy(key, 0, field, 0, key.length);
        System.arraycopy(value, 0, field, key.length, value.length);
        changes.add(new Change(objectEnd, objectEnd, field));
    }

    /** Sets one field of the object at this range (null counts as empty), keeping its others; adds the object if absent. */
    void setWithin(String name, int from, int to, String field, byte[] value) {
        set(name, from, to, from < 0 ? object(field, value) : withField(from, to, field, value));
    }

    private static byte[] object(String field, byte[] value) {
        ByteQueue object = new ByteQueue();
        object.append("{\"" + field + "\":");
        object.append(value);
        object.append("}");
        return object.toArray();
    }

    private byte[] withField(int from, int to, String field, byte[] value) {
        ByteQueue object = new ByteQueue();
        object.append("{");
        for (Value.Fields fields = new Value(body, from, to).fields(); fields.next(); ) {
            if (!fields.name().equals(field)) {
                fields.copyTo(object);
                object.append(",");
            }
        }
        object.append("\"" + field + "\":");
        object.append(value);
        object.append("}");
        return object.toArray();
    }

    UpstreamBody body() {
        changes.sort(Comparator.comparingInt(Change::from));
        UpstreamBody.Splice splice = new UpstreamBody.Splice(body, length);
        for (Change change : changes) {
            splice.replace(change.from(), change.to(), change.bytes());
        }
        return splice.body();
    }

    /** A string as JSON; half of a surrogate pair, which is no character, becomes a question mark. */
    static byte[] quoted(String text) {
        byte[] inner = JsonStringEncoder.getInstance().quoteAsUTF8(Json.encodable(text));
        byte[] quoted = new byte[inner.length + 2];
        quoted[0] = '"';
        System.arraycopy(inner, 0, quoted, 1, inner.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }
}
