package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Observations and habits as nodes write them down for each other. Fields and kinds that another version has are passed over. */
final class ObservationJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE)
            .addModule(new SimpleModule()
                    .addSerializer(Entity.Net.class, new NetworkOut())
                    .addDeserializer(Entity.Net.class, new NetworkIn()))
            .build();

    private static final TypeReference<List<Observation>> OBSERVATIONS = new TypeReference<>() {};

    private ObservationJson() {}

    static byte[] batch(List<Observation> observations) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (OutputStream packed = new DeflaterOutputStream(bytes, fast)) {
            JSON.writerFor(OBSERVATIONS).writeValue(packed, observations);
        } catch (IOException e) {
            throw new UncheckedIOException("observations have their JSON", e);
        } finally {
            fast.end();
        }
        return bytes.toByteArray();
    }

    static List<Observation> observations(byte[] batch) throws IOException {
        try (InputStream packed = new InflaterInputStream(new ByteArrayInputStream(batch))) {
            List<Observation> observations = JSON.readValue(packed, OBSERVATIONS);
            return observations.stream().filter(Objects::nonNull).toList();
        }
    }

    static String text(Object habits) {
        try {
            return JSON.writeValueAsString(habits);
        } catch (IOException e) {
            throw new UncheckedIOException("habits have their JSON", e);
        }
    }

    static <T> T read(String text, Class<T> type) throws IOException {
        return JSON.readValue(text, type);
    }

    private static final class NetworkOut extends StdSerializer<Entity.Net> {
        private static final long serialVersionUID = 1L;

        NetworkOut() {
            super(Entity.Net.class);
        }

        @Override
        public void serialize(Entity.Net network, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(network.network().toString());
        }
    }

    private static final class NetworkIn extends StdDeserializer<Entity.Net> {
        private static final long serialVersionUID = 1L;

        NetworkIn() {
            super(Entity.Net.class);
        }

        @Override
        public Entity.Net deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return new Entity.Net(ai.ominigate.platform.Network.parse(in.getText()));
        }
    }
}
