package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.JsonScan;
import org.jspecify.annotations.Nullable;

/**
 * A {@code data:} URL of base64 as it stands in a JSON string.
 *
 * @param mediaType such as {@code image/png}
 * @param json holds the base64, from {@code dataFrom} to {@code dataTo}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record DataUrl(String mediaType, byte[] json, int dataFrom, int dataTo) {
    private static final int MAX_PREFIX = 200;
    private static final String BASE64 = ";base64";

    /** Reads a string, or gives null if it is no such URL. */
    @Nullable
    static DataUrl read(Value url) {
        byte[] json = url.json();
        int from = url.from() + 1;
        if (!JsonScan.startsWith(json, from, url.to(), "data:")) {
            return null;
        }
        StringBuilder prefix = new StringBuilder();
        for (int i = from + "data:".length(); i < url.to() && prefix.length() < MAX_PREFIX; i++) {
            if (json[i] == ',') {
                String type = prefix.toString();
                return type.endsWith(BASE64)
                        ? new DataUrl(type.substring(0, type.length() - BASE64.length()), json, i + 1, url.to() - 1)
                        : null;
            }
            if (json[i] != '\\') { // a slash may be escaped
                prefix.append((char) json[i]);
            }
        }
        return null;
    }

    boolean isPdf() {
        return mediaType.equals("application/pdf");
    }

    /** Appends Anthropic's source of an image or document. */
    void writeSource(ByteQueue out) {
        out.append("{\"type\":\"base64\",\"media_type\":");
        out.append(RequestSplice.quoted(mediaType));
        out.append(",\"data\":\"");
        out.append(json, dataFrom, dataTo);
        out.append("\"}");
    }
}
