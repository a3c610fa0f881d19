package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a journal record: fixed fields first, big-endian, then names as a 16-bit length and UTF-8. UUIDs are
 * 16 bytes, token counts eight 32-bit numbers in the order of {@link TokenCounts}.
 *
 * <pre>
 * INTENT   id account key lease priceVersion:i64 estimatedPrompt:i64 model provider
 * PROGRESS id tokens
 * FINAL    id account key lease priceVersion:i64 tokens flags:u8 costNanos:i64 latencyMicros:i64 firstByteMicros:i64
 *          httpStatus:u16 end:u8 [answer digest: 16 bytes] model provider
 * flags    1 = estimated, 2 = an answer digest follows
 * </pre>
 */
final class EventCodec {
    /** More characters than any name of a model or provider has; keeps every record small. */
    static final int MAX_NAME = 255;

    static final byte INTENT = 1;
    static final byte PROGRESS = 2;
    static final byte FINAL = 3;

    private static final int ESTIMATED = 1;
    private static final int HAS_ANSWER = 2;

    /**
     * Names that were read, each at a place that its bytes choose: there are few, and two of them are in every record.
     * Threads race for a place without harm, as a string is complete to whoever sees it.
     */
    private static final @Nullable String[] NAMES = new @Nullable String[256];

    private EventCodec() {}

    static void checkName(String name) {
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException("the name of a model or provider has " + name.length()
                    + " characters; at most " + MAX_NAME + " are metered");
        }
    }

    static void checkNotNegative(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a metered number is below 0: " + number);
        }
    }

    static void checkStatus(int httpStatus) {
        if (httpStatus < 0 || httpStatus > 999) {
            throw new IllegalArgumentException("not an HTTP status: " + httpStatus);
        }
    }

    static byte typeOf(CallEvent event) {
        return switch (event) {
            case CallEvent.Intent _ -> INTENT;
            case CallEvent.Progress _ -> PROGRESS;
            case CallEvent.Final _ -> FINAL;
        };
    }

    static void put(ByteBuffer to, CallEvent event) {
        switch (event) {
            case CallEvent.Intent intent -> putIntent(to, intent);
            case CallEvent.Progress progress -> {
                putUuid(to, progress.id());
                putTokens(to, progress.tokens());
            }
            case CallEvent.Final end -> putFinal(to, end);
        }
    }

    private static void putIntent(ByteBuffer to, CallEvent.Intent intent) {
        putUuid(to, intent.id());
        putUuid(to, intent.account());
        putUuid(to, intent.key());
        putUuid(to, intent.lease());
        to.putLong(intent.priceVersion());
        to.putLong(intent.estimatedPrompt());
        putName(to, intent.model());
        putName(to, intent.provider());
    }

    private static void putFinal(ByteBuffer to, CallEvent.Final end) {
        String answerId = end.answerId();
        putUuid(to, end.id());
        putUuid(to, end.account());
        putUuid(to, end.key());
        putUuid(to, end.lease());
        to.putLong(end.priceVersion());
        putTokens(to, end.tokens());
        to.put((byte) ((end.estimated() ? ESTIMATED : 0) | (answerId != null ? HAS_ANSWER : 0)));
        to.putLong(end.costNanos());
        to.putLong(end.latencyMicros());
        to.putLong(end.firstByteMicros());
        to.putShort((short) end.httpStatus());
        to.put((byte) end.end().code());
        if (answerId != null) {
            AnswerDigest digest = AnswerDigest.of(answerId);
            to.putLong(digest.high());
            to.putLong(digest.low());
        }
        putName(to, end.model());
        putName(to, end.provider());
    }

    /**
     * Reads what {@link #put} wrote.
     *
     * @throws RuntimeException if the bytes are no such event
     */
    static JournalRecord get(ByteBuffer from, byte type, long seq) {
        return switch (type) {
            case INTENT -> new JournalRecord(seq, getIntent(from), null);
            case PROGRESS -> new JournalRecord(seq, new CallEvent.Progress(getUuid(from), getTokens(from)), null);
            case FINAL -> getFinal(from, seq);
            default -> throw new IllegalArgumentException("no event has the type " + type);
        };
    }

    private static CallEvent.Intent getIntent(ByteBuffer from) {
        UUID id = getUuid(from);
        UUID account = getUuid(from);
        UUID key = getUuid(from);
        UUID lease = getUuid(from);
        long priceVersion = from.getLong();
        long estimatedPrompt = from.getLong();
        String model = getName(from);
        String provider = getName(from);
        return new CallEvent.Intent(id, account, key, model, provider, priceVersion, estimatedPrompt, lease);
    }

    private static JournalRecord getFinal(ByteBuffer from, long seq) {
        UUID id = getUuid(from);
        UUID account = getUuid(from);
        UUID key = getUuid(from);
        UUID lease = getUuid(from);
        long priceVersion = from.getLong();
        TokenCounts tokens = getTokens(from);
        byte flags = from.get();
        long costNanos = from.getLong();
        long latencyMicros = from.getLong();
        long firstByteMicros = from.getLong();
        int httpStatus = from.getShort();
        EndReason end = EndReason.ofCode(from.get());
        AnswerDigest answer = (flags & HAS_ANSWER) != 0 ? getDigest(from) : null;
        String model = getName(from);
        String provider = getName(from);
        CallEvent.Final event = new CallEvent.Final(
                id,
                account,
                key,
                model,
                provider,
                priceVersion,
                lease,
                tokens,
                (flags & ESTIMATED) != 0,
                costNanos,
                latencyMicros,
                firstByteMicros,
                httpStatus,
                end,
                null);
        return new JournalRecord(seq, event, answer);
    }

    private static @Nullable AnswerDigest getDigest(ByteBuffer from) {
        return new AnswerDigest(from.getLong(), from.getLong());
    }

    static void putUuid(ByteBuffer to, UUID id) {
        to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    static UUID getUuid(ByteBuffer from) {
        return new UUID(from.getLong(), from.getLong());
    }

    private static void putTokens(ByteBuffer to, TokenCounts tokens) {
        to.putInt((int) tokens.input());
        to.putInt((int) tokens.cacheRead());
        to.putInt((int) tokens.cacheWrite5m());
        to.putInt((int) tokens.cacheWrite1h());
        to.putInt((int) tokens.output());
        to.putInt((int) tokens.reasoning());
        to.putInt((int) tokens.audioInput());
        to.putInt((int) tokens.audioOutput());
    }

    private static TokenCounts getTokens(ByteBuffer from) {
        return new TokenCounts(
                from.getInt(),
                from.getInt(),
                from.getInt(),
                from.getInt(),
                from.getInt(),
                from.getInt(),
                from.getInt(),
                from.getInt());
    }

    private static void putName(ByteBuffer to, String name) {
        int lengthAt = to.position();
        to.putShort((short) 0);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                to.position(lengthAt + Short.BYTES);
                to.put(name.getBytes(StandardCharsets.UTF_8));
                break;
            }
            to.put((byte) c);
        }
        to.putShort(lengthAt, (short) (to.position() - lengthAt - Short.BYTES));
    }

    private static String getName(ByteBuffer from) {
        int length = Short.toUnsignedInt(from.getShort());
        int place = placeOfName(from, length);
        String known = NAMES[place];
        if (known != null && isNext(from, length, known)) {
            from.position(from.position() + length);
            return known;
        }
        byte[] name = new byte[length];
        from.get(name);
        String read = new String(name, StandardCharsets.UTF_8);
        NAMES[place] = read;
        return read;
    }

    private static int placeOfName(ByteBuffer from, int length) {
        int hash = length;
        for (int i = from.position(), end = from.position() + length; i < end; i++) {
            hash = 31 * hash + from.get(i);
        }
        return hash & (NAMES.length - 1);
    }

    /** False for a name that is not ASCII, too: such a one is read anew each time. */
    private static boolean isNext(ByteBuffer from, int length, String name) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (from.get(from.position() + i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
