package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.JsonScan;

/** Looks at one chunk of a chat completion's stream, or at a whole completion: finds what matters in one scan. */
final class OpenAiChunk implements JsonScan.Fields {
    private final JsonScan scan = new JsonScan();

    private int end;
    private boolean inChoices;
    private boolean inDelta;

    /** Where the usage that is not null begins, or -1. */
    int usageAt;

    /** Where the error that is not null begins, or -1. */
    int errorAt;

    /** Where the choices begin, or -1. */
    int choicesAt;

    int idAt;

    /** How many choices it ends. */
    int finishes;

    /** Whether it ends a choice because of its content. */
    boolean filtered;

    /** Whether it has content for the caller: anything but a role. */
    boolean hasContent;

    /** Reads the chunk; false if it is not one JSON object. */
    boolean read(byte[] json, int from, int to) {
        end = to;
        usageAt = -1;
        errorAt = -1;
        choicesAt = -1;
        idAt = -1;
        finishes = 0;
        filtered = false;
        hasContent = false;
        inChoices = false;
        inDelta = false;
        return from < to && json[JsonScan.skipSpace(json, from, to - 1)] == '{' && scan.scan(json, from, to, this);
    }

    /** Bytes of text, reasoning and arguments that the last chunk has. */
    long contentBytes() {
        return scan.counted();
    }

    /** Whether there are no choices, as in the event that tells only usage. */
    boolean hasNoChoices(byte[] json) {
        return choicesAt < 0 || isEmpty(json, choicesAt);
    }

    @Override
    public boolean field(byte[] json, int depth, int keyFrom, int keyTo, int valueFrom) {
        if (depth == 1) {
            top(json, keyFrom, keyTo, valueFrom);
            return false;
        }
        if (!inChoices) {
            return false;
        }
        if (depth == 3) {
            inDelta = JsonScan.is(json, keyFrom, keyTo, "delta") || JsonScan.is(json, keyFrom, keyTo, "message");
            if (JsonScan.is(json, keyFrom, keyTo, "finish_reason")
                    && json[valueFrom] == '"'
                    && !isEmpty(json, valueFrom)) {
                finishes++;
                filtered |= JsonScan.isString(json, valueFrom, end, "content_filter");
            }
            return false;
        }
        if (depth == 4 && inDelta && !hasContent) {
            hasContent =
                    json[valueFrom] != 'n' && !isEmpty(json, valueFrom) && !JsonScan.is(json, keyFrom, keyTo, "role");
        }
        return inDelta && isContent(json, keyFrom, keyTo);
    }

    private void top(byte[] json, int keyFrom, int keyTo, int valueFrom) {
        inChoices = false;
        inDelta = false;
        if (JsonScan.is(json, keyFrom, keyTo, "choices")) {
            choicesAt = valueFrom;
            inChoices = true;
        } else if (JsonScan.is(json, keyFrom, keyTo, "id")) {
            idAt = valueFrom;
        } else if (json[valueFrom] == 'n') {
            return;
        } else if (JsonScan.is(json, keyFrom, keyTo, "usage")) {
            usageAt = valueFrom;
        } else if (JsonScan.is(json, keyFrom, keyTo, "error")) {
            errorAt = valueFrom;
        }
    }

    /** Whether the string, array or object that begins here is empty. */
    private boolean isEmpty(byte[] json, int valueFrom) {
        char close = switch (json[valueFrom]) {
            case '"' -> '"';
            case '[' -> ']';
            case '{' -> '}';
            default -> 0;
        };
        int next = close == '"' ? valueFrom + 1 : JsonScan.skipSpace(json, valueFrom + 1, end);
        return close != 0 && next < end && json[next] == close;
    }

    private static boolean isContent(byte[] json, int keyFrom, int keyTo) {
        return switch (keyTo - keyFrom) {
            case 5 -> JsonScan.is(json, keyFrom, keyTo, "input");
            case 7 -> JsonScan.is(json, keyFrom, keyTo, "content") || JsonScan.is(json, keyFrom, keyTo, "refusal");
            case 9 -> JsonScan.is(json, keyFrom, keyTo, "reasoning") || JsonScan.is(json, keyFrom, keyTo, "arguments");
            case 10 -> JsonScan.is(json, keyFrom, keyTo, "transcript");
            case 17 -> JsonScan.is(json, keyFrom, keyTo, "reasoning_content");
            default -> false;
        };
    }
}
