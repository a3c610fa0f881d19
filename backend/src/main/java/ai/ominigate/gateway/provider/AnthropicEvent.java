package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.JsonScan;
import org.jspecify.annotations.Nullable;

/** Looks at one event of a message's stream, or at a whole message: finds what matters in one scan. */
final class AnthropicEvent implements JsonScan.Fields {

    /** The events that matter. */
    enum Type {
        MESSAGE_START("message_start"),
        BLOCK_START("content_block_start"),
        BLOCK_DELTA("content_block_delta"),
        BLOCK_STOP("content_block_stop"),
        MESSAGE_DELTA("message_delta"),
        MESSAGE_STOP("message_stop"),
        PING("ping"),
        ERROR("error"),
        MESSAGE("message"),
        OTHER("");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        static Type of(@Nullable String text) {
            for (Type type : values()) {
                if (type.text.equals(text)) {
                    return type;
                }
            }
            return OTHER;
        }
    }

    private final JsonScan scan = new JsonScan();

    private int end;
    private boolean inMessage;
    private boolean inDelta;

    Type type = Type.OTHER;

    /** Where the usage object begins, at the top or in the message, or -1. */
    int usageAt;

    int errorAt;
    int idAt;

    /** Whether it has a stop reason that is not null, at the top or in the delta. */
    boolean stops;

    /** Whether that reason is its content. */
    private boolean refuses;

    /** Where more is said of the reason; -1 for nowhere. */
    private int detailsAt;

    private byte[] event = new byte[0];

    /** Reads the event; false if it is not one JSON object. */
    boolean read(byte[] json, int from, int to) {
        end = to;
        type = Type.OTHER;
        usageAt = -1;
        errorAt = -1;
        idAt = -1;
        stops = false;
        refuses = false;
        detailsAt = -1;
        event = json;
        inMessage = false;
        inDelta = false;
        return from < to && json[JsonScan.skipSpace(json, from, to - 1)] == '{' && scan.scan(json, from, to, this);
    }

    /** For what content it stops; null if it does not stop for that. */
    @Nullable
    ContentRefusal refused() {
        if (!refuses) {
            return null;
        }
        Value category = detailsAt < 0 ? null : Value.of(event, detailsAt, end).field("category");
        return ContentRefusal.ofCategory(category == null ? null : category.text());
    }

    /** Bytes of text, thinking and tool input in it. */
    long contentBytes() {
        return scan.counted();
    }

    @Override
    public boolean field(byte[] json, int depth, int keyFrom, int keyTo, int valueFrom) {
        if (depth == 1) {
            inMessage = JsonScan.is(json, keyFrom, keyTo, "message");
            inDelta = JsonScan.is(json, keyFrom, keyTo, "delta");
            if (JsonScan.is(json, keyFrom, keyTo, "type")) {
                type = Type.of(JsonScan.name(json, valueFrom, end));
            } else if (JsonScan.is(json, keyFrom, keyTo, "error")) {
                errorAt = valueFrom;
            } else {
                messageField(json, keyFrom, keyTo, valueFrom);
            }
        } else if (depth == 2 && (inMessage || inDelta)) {
            messageField(json, keyFrom, keyTo, valueFrom);
        }
        return isContent(json, keyFrom, keyTo);
    }

    private void messageField(byte[] json, int keyFrom, int keyTo, int valueFrom) {
        if (JsonScan.is(json, keyFrom, keyTo, "usage") && json[valueFrom] != 'n') {
            usageAt = valueFrom;
        } else if (JsonScan.is(json, keyFrom, keyTo, "id")) {
            idAt = valueFrom;
        } else if (JsonScan.is(json, keyFrom, keyTo, "stop_reason")) {
            stops = json[valueFrom] != 'n';
            refuses = JsonScan.isString(json, valueFrom, end, "refusal");
        } else if (JsonScan.is(json, keyFrom, keyTo, "stop_details") && json[valueFrom] == '{') {
            detailsAt = valueFrom;
        }
    }

    private static boolean isContent(byte[] json, int keyFrom, int keyTo) {
        return switch (keyTo - keyFrom) {
            case 4 -> JsonScan.is(json, keyFrom, keyTo, "text");
            case 8 -> JsonScan.is(json, keyFrom, keyTo, "thinking");
            case 12 -> JsonScan.is(json, keyFrom, keyTo, "partial_json");
            default -> false;
        };
    }
}
