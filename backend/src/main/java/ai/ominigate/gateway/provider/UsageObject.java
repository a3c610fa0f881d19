package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.JsonScan;
import org.jspecify.annotations.Nullable;

/** The usage object of an answer as bytes: where our cost goes, and how a provider's own goes away. */
final class UsageObject {

    private UsageObject() {}

    /** Whether it has no field, so that nothing can be spliced behind the last one. */
    static boolean isEmpty(byte[] json, int from, int to) {
        return JsonScan.skipSpace(json, from + 1, to) == to - 1;
    }

    /** Where a further field is spliced into this non-empty object: behind its last value. */
    static int end(byte[] json, int from, int to) {
        int p = to - 1;
        while (p > from && isSpace(json[p - 1])) {
            p--;
        }
        return p;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** Whether it has a field that our cost would repeat, or that tells what the call cost us. */
    static boolean tellsCost(byte[] json, int from, int to) {
        CostField found = new CostField();
        new JsonScan().scan(json, from, to, found);
        return found.seen;
    }

    /** Looks for such a field by the bytes of its name. A name with an escape could be any; the slow way looks at it. */
    private static final class CostField implements JsonScan.Fields {
        private boolean seen;

        @Override
        public boolean field(byte[] json, int depth, int keyFrom, int keyTo, int valueFrom) {
            if (depth == 1 && !seen) {
                seen = JsonScan.startsWith(json, keyFrom, keyTo, "cost") || hasEscape(json, keyFrom, keyTo);
            }
            return false;
        }

        private static boolean hasEscape(byte[] json, int from, int to) {
            for (int i = from; i < to; i++) {
                if (json[i] == '\\') {
                    return true;
                }
            }
            return false;
        }
    }

    /** An answer that goes on as it is, but for a provider's own cost in the usage object at this range (-1 if none). */
    static Answer answer(
            @Nullable TokenCounts usage,
            long estimatedOutput,
            @Nullable String id,
            @Nullable String error,
            byte[] body,
            int length,
            int usageFrom,
            int usageTo) {
        if (usageFrom < 0 || isEmpty(body, usageFrom, usageTo)) {
            return new Answer(usage, estimatedOutput, id, error, body, length, -1);
        }
        if (!tellsCost(body, usageFrom, usageTo)) {
            int costAt = usage == null ? -1 : end(body, usageFrom, usageTo);
            return new Answer(usage, estimatedOutput, id, error, body, length, costAt);
        }
        ByteQueue clean = new ByteQueue();
        byte[] object = withoutCost(body, usageFrom, usageTo);
        clean.append(body, 0, usageFrom);
        clean.append(object);
        clean.append(body, usageTo, length);
        int costAt = usage == null ? -1 : end(object, 0, object.length) + usageFrom;
        return new Answer(usage, estimatedOutput, id, error, clean.toArray(), costAt);
    }

    /** A copy of it without the provider's cost. */
    static byte[] withoutCost(byte[] json, int from, int to) {
        ByteQueue copy = new ByteQueue();
        copy.append("{");
        for (Value.Fields fields = new Value(json, from, to).fields(); fields.next(); ) {
            if (!fields.name().startsWith("cost")) {
                copy.append(copy.length() == 1 ? "" : ",");
                fields.copyTo(copy);
            }
        }
        copy.append("}");
        return copy.toArray();
    }
}
