package ai.ominigate.payment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an event that may be known: what it is called, its kind, the object that it is about, whether it is about
 * real money, and of whose Stripe account. The rest of it, in which there may be a card's last digits, a name and an address,
 * is skipped as it is read.
 *
 * <p>Reads snapshot events, where the object is in {@code data.object}, and thin ones, where {@code related_object} names it.
 *
 * @param account a connected account of Stripe's that it is of; null if it is of our own
 * @param live null if it does not say
 */
record EventFields(
        String id,
        String type,
        String object,
        @Nullable String account,
        @Nullable Boolean live) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100).build())
            .build();

    /** @throws IOException if it is no event */
    static EventFields read(byte[] body) throws IOException {
        Reading reading = new Reading();
        try (JsonParser parser = JSON.createParser(body)) {
            reading.event(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the event");
            }
        }
        String id = reading.id;
        String type = reading.type;
        String object = reading.object;
        if (id == null
                || !id.matches("evt_[A-Za-z0-9_]{1,100}")
                || type == null
                || !type.matches("[a-z0-9_.]{1,100}")
                || object == null
                || !object.matches("[a-z]+_[A-Za-z0-9_]{1,200}")) {
            throw new IOException("it has not the fields of an event");
        }
        return new EventFields(id, type, object, reading.account, reading.live);
    }

    /** The id of an object; empty if it has none that is one. */
    static String idIn(@Nullable String json) {
        if (json == null) {
            return "";
        }
        Reading reading = new Reading();
        try (JsonParser parser = JSON.createParser(json)) {
            reading.require(parser.nextToken() == JsonToken.START_OBJECT);
            reading.fields(parser, "id");
        } catch (IOException e) {
            return "";
        }
        String object = reading.object;
        return object != null && object.matches("[a-z]+_[A-Za-z0-9_]{1,200}") ? object : "";
    }

    private static final class Reading {
        @Nullable
        String id;

        @Nullable
        String type;

        @Nullable
        String object;

        @Nullable
        String account;

        @Nullable
        Boolean live;

        void require(boolean holds) throws IOException {
            if (!holds) {
                throw new IOException("it is no event");
            }
        }

        void event(JsonParser parser) throws IOException {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "id" -> id = text(parser, value);
                    case "type" -> type = text(parser, value);
                    case "account" -> account = text(parser, value);
                    case "livemode" -> live = value.isBoolean() ? Boolean.valueOf(parser.getBooleanValue()) : null;
                    case "data" -> inside(parser, value, "object");
                    case "related_object" -> {
                        if (value == JsonToken.START_OBJECT) {
                            fields(parser, "id");
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
        }

        private void inside(JsonParser parser, JsonToken value, String wanted) throws IOException {
            if (value != JsonToken.START_OBJECT) {
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken inner = parser.nextToken();
                if (name.equals(wanted) && inner == JsonToken.START_OBJECT) {
                    fields(parser, "id");
                } else {
                    parser.skipChildren();
                }
            }
        }

        /** Of the object that the parser is in, this field alone. */
        void fields(JsonParser parser, String wanted) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals(wanted)) {
                    object = text(parser, value);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private static @Nullable String text(JsonParser parser, JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_STRING) {
                return parser.getText();
            }
            parser.skipChildren();
            return null;
        }
    }
}
