package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.ominigate.gateway.wire.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes to the fields of a request that the gateway owns, in any order; everything else stays byte for byte. */
final class RequestSplice {

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
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(object)) {
            json.writeStartObject();
            json.writeFieldName(field);
            json.writeRawValue(new String(value, UTF_8));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return object.toByteArray();
    }

    private byte[] withField(int from, int to, String field, byte[] value) {
        ByteArrayOutputStream object = new ByteArrayOutputStream(to - from + value.length);
        try (JsonParser parser = Json.FACTORY.createParser(body, from, to - from);
                JsonGenerator json = Json.FACTORY.createGenerator(object)) {
            json.writeStartObject();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    if (name.equals(field)) {
                        parser.skipChildren();
                    } else {
                        json.writeFieldName(name);
                        json.copyCurrentStructure(parser);
                    }
                }
            }
            json.writeFieldName(field);
            json.writeRawValue(new String(value, UTF_8));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("the object was read before", e);
        }
        return object.toByteArray();
    }

    UpstreamBody body() {
        changes.sort(Comparator.comparingInt(Change::from));
        UpstreamBody.Splice splice = new UpstreamBody.Splice(body, length);
        for (Change change : changes) {
            splice.replace(change.from(), change.to(), change.bytes());
        }
        return splice.body();
    }

    /** A string as JSON. */
    static byte[] quoted(String text) {
        byte[] inner = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] quoted = new byte[inner.length + 2];
        quoted[0] = '"';
        System.arraycopy(inner, 0, quoted, 1, inner.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }
}
