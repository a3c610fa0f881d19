package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.ByteQueue;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the contents of a conversation as Gemini takes them: neighbouring parts of one side in one content, and all
 * results of one turn's function calls, in the order of the calls, in a content of their own.
 *
 * @see <a href="https://ai.google.dev/api/caching#Content">Google's reference of Content</a>
 */
final class GeminiContents {
    private static final String USER = "user";
    private static final String MODEL = "model";

    /** Ids that Gemini gave, and that it gets back, begin with this; it does not know what other ids there are. */
    private static final String ID_MARK = "gemini_";

    /** A call of an earlier turn. */
    private record Call(int number, Value name, @Nullable Value id) {}

    private final boolean wantsSignatures;
    private final ByteQueue system = new ByteQueue();
    private final ByteQueue contents = new ByteQueue();
    private final Map<String, Call> calls = new HashMap<>();
    private final Map<Integer, byte[]> results = new TreeMap<>();
    private final ByteQueue besideResults = new ByteQueue();

    private String openRole = "";
    private boolean callsInOpenContent;
    private int callCount;

    GeminiContents(GeminiModel model) {
        wantsSignatures = model.wantsSignatures();
    }

    /** The id, a JSON string, that callers get for one of Gemini's. */
    static Value markedId(String theirs) {
        return Value.string(ID_MARK + theirs);
    }

    /** More of the system prompt, a string; nothing if it is empty. */
    void system(Value text) {
        if (text.isText()) {
            system.append(system.isEmpty() ? "{\"text\":" : ",{\"text\":");
            text.copyTo(system);
            system.append("}");
        }
    }

    /** What the user says, a string; nothing if it is empty. */
    void userText(Value text) {
        if (text.isText()) {
            writeText(part(USER), text, null);
        }
    }

    /** What the model said, a string, with the signature it came with; nothing if there is neither. */
    void modelText(Value text, @Nullable Value signature) {
        if (text.isText() || signature != null) {
            writeText(part(MODEL), text, signature);
        }
    }

    private static void writeText(ByteQueue out, Value text, @Nullable Value signature) {
        out.append("{\"text\":");
        text.copyTo(out);
        endPart(out, signature);
    }

    private static void endPart(ByteQueue out, @Nullable Value signature) {
        if (signature != null) {
            out.append(",\"thoughtSignature\":");
            signature.copyTo(out);
        }
        out.append("}");
    }

    /** Where a part of what the user sends is to be appended. */
    ByteQueue userPart() {
        return part(USER);
    }

    /** Where a part is to be appended that belongs to a result of a tool, but cannot be within it. */
    ByteQueue partBesideResults() {
        besideResults.append(besideResults.isEmpty() ? "" : ",");
        return besideResults;
    }

    private ByteQueue part(String role) {
        endResults();
        if (openRole.equals(role)) {
            contents.append(",");
        } else {
            closeContent();
            openContent(role);
        }
        return contents;
    }

    private void openContent(String role) {
        contents.append(contents.isEmpty() ? "" : ",");
        contents.append("{\"role\":\"" + role + "\",\"parts\":[");
        openRole = role;
        callsInOpenContent = false;
    }

    private void closeContent() {
        if (!openRole.isEmpty()) {
            contents.append("]}");
            openRole = "";
        }
    }

    /** A function that the model called, with its arguments if it gave any. */
    void call(String id, Value name, @Nullable Value arguments, @Nullable Value signature) {
        ByteQueue out = part(MODEL);
        Value theirs = theirId(id);
        out.append("{\"functionCall\":{");
        writeId(out, theirs);
        out.append("\"name\":");
        name.copyTo(out);
        out.append(",\"args\":");
        (arguments == null ? Value.EMPTY_OBJECT : arguments).copyTo(out);
        out.append("}");
        // The first of several calls side by side has the signature for all of them.
        boolean lacksSignature = wantsSignatures && signature == null && !callsInOpenContent;
        endPart(out, lacksSignature ? GeminiSignature.NONE_KEPT : signature);
        callsInOpenContent = true;
        calls.put(id, new Call(callCount++, name, theirs));
    }

    @Nullable
    private static Value theirId(String id) {
        return id.startsWith(ID_MARK) && id.length() > ID_MARK.length()
                ? Value.string(id.substring(ID_MARK.length()))
                : null;
    }

    private static void writeId(ByteQueue out, @Nullable Value id) {
        if (id != null) {
            out.append("\"id\":");
            id.copyTo(out);
            out.append(",");
        }
    }

    /**
     * What a function gave.
     *
     * @param text a string
     * @param failed whether the text says what went wrong
     * @return whether there was such a call
     */
    boolean result(String callId, Value text, boolean failed) {
        Call call = calls.get(callId);
        if (call == null) {
            return false;
        }
        ByteQueue out = new ByteQueue();
        out.append("{\"functionResponse\":{");
        writeId(out, call.id());
        out.append("\"name\":");
        call.name().copyTo(out);
        out.append(failed ? ",\"response\":{\"error\":" : ",\"response\":{\"output\":");
        text.copyTo(out);
        out.append("}}}");
        results.put(call.number(), out.toArray());
        return true;
    }

    private void endResults() {
        if (results.isEmpty()) {
            return;
        }
        closeContent();
        openContent(USER);
        String comma = "";
        for (byte[] result : results.values()) {
            contents.append(comma);
            contents.append(result);
            comma = ",";
        }
        closeContent();
        results.clear();
        if (!besideResults.isEmpty()) {
            openContent(USER);
            contents.append(besideResults.array(), 0, besideResults.length());
            besideResults.clear();
        }
    }

    /** Appends the contents and the system prompt. A prompt of nothing but the latter becomes the user's. */
    void write(ByteQueue out) {
        endResults();
        closeContent();
        boolean onlySystem = contents.isEmpty() && !system.isEmpty();
        out.append("\"contents\":[");
        if (onlySystem) {
            out.append("{\"role\":\"user\",\"parts\":[");
            out.append(system.array(), 0, system.length());
            out.append("]}");
        }
        out.append(contents.array(), 0, contents.length());
        out.append("]");
        if (!system.isEmpty() && !onlySystem) {
            out.append(",\"systemInstruction\":{\"parts\":[");
            out.append(system.array(), 0, system.length());
            out.append("]}");
        }
    }

    // Media

    /**
     * Appends a part of this type (an image or a PDF: what else Gemini takes would cost more than was held for it), whose
     * base64 is the range of the array; false if it is of another type.
     */
    static boolean writeMedia(ByteQueue out, String type, byte[] json, int dataFrom, int dataTo) {
        String lower = type.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("image/") && !lower.equals("application/pdf")) {
            return false;
        }
        writeInlineData(out, type, json, dataFrom, dataTo);
        return true;
    }

    /** Appends a part of this type, whose base64 is the range of the array. */
    static void writeInlineData(ByteQueue out, String type, byte[] json, int dataFrom, int dataTo) {
        out.append("{\"inlineData\":{\"mimeType\":");
        out.append(RequestSplice.quoted(type));
        out.append(",\"data\":\"");
        out.append(json, dataFrom, dataTo);
        out.append("\"}}");
    }

    /** Appends a part that Gemini is to fetch from this URL, a string. */
    static void writeFileData(ByteQueue out, String type, Value url) {
        out.append("{\"fileData\":{\"mimeType\":");
        out.append(RequestSplice.quoted(type));
        out.append(",\"fileUri\":");
        url.copyTo(out);
        out.append("}}");
    }

    /** The type of what is at this web address, as its ending tells, or null: Gemini has to be told. */
    @Nullable
    static String typeAt(Value url) {
        String address = url.text().toLowerCase(Locale.ROOT);
        if (!address.startsWith("https://") && !address.startsWith("http://")) {
            return null;
        }
        String path = address.split("[?#]", 2)[0];
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "webp" -> "image/webp";
            case "gif" -> "image/gif";
            case "heic" -> "image/heic";
            case "heif" -> "image/heif";
            case "pdf" -> "application/pdf";
            default -> null;
        };
    }
}
