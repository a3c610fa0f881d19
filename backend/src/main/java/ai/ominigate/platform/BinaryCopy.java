package ai.ominigate.platform;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into one table by {@code COPY … FROM STDIN (FORMAT BINARY)}, within the transaction of whoever
 * calls. Nothing is turned into text on the way, here or in the server, which makes it the cheapest way in for both.
 *
 * <p>Begin each row with {@link #row}, then put its columns in their order; {@link #finish} ends it. Closing it before
 * that gives the rows up, and with them the transaction.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html">PostgreSQL, COPY, binary format</a>
 */
public final class BinaryCopy implements AutoCloseable {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int SENT_AT_ONCE = 1 << 16;
    private static final long EPOCH_2000_MILLIS = 946_684_800_000L;
    private static final int NULL = -1;

    /** Address families and the version of JSONB, as the server's receive functions want them. */
    private static final byte INET = 2;

    private static final byte INET6 = 3;
    private static final byte JSONB_VERSION = 1;
    private static final int IPV4_LENGTH = 4;

    private final CopyIn copy;
    private final int columns;
    private byte[] buffer = new byte[SENT_AT_ONCE + 1024];
    private int length;

    private BinaryCopy(CopyIn copy, int columns) {
        this.copy = copy;
        this.columns = columns;
        put(SIGNATURE);
        putInt(0); // flags
        putInt(0); // no header extension
    }

    /**
     * Begins to fill a table.
     *
     * @param columns how many are named in {@code target}
     * @param target a table and its columns: {@code billing.entry (id, nanos)}
     */
    public static BinaryCopy into(Connection transaction, int columns, String target) throws SQLException {
        CopyIn copy = transaction
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + target + " FROM STDIN (FORMAT BINARY)");
        return new BinaryCopy(copy, columns);
    }

    /** Begins the next row. */
    public BinaryCopy row() throws SQLException {
        if (length > SENT_AT_ONCE) {
            send();
        }
        putShort(columns);
        return this;
    }

    /** A {@code UUID} column. */
    public BinaryCopy uuid(@Nullable UUID value) {
        if (value == null) {
            return nothing();
        }
        putInt(2 * Long.BYTES);
        putLong(value.getMostSignificantBits());
        putLong(value.getLeastSignificantBits());
        return this;
    }

    /** A {@code TIMESTAMPTZ} column. */
    public BinaryCopy timestamp(long epochMillis) {
        return int8((epochMillis - EPOCH_2000_MILLIS) * 1_000);
    }

    /** A {@code BIGINT} column. */
    public BinaryCopy int8(long value) {
        putInt(Long.BYTES);
        putLong(value);
        return this;
    }

    /** An {@code INTEGER} column. */
    public BinaryCopy int4(int value) {
        putInt(Integer.BYTES);
        putInt(value);
        return this;
    }

    /** A {@code SMALLINT} column. */
    public BinaryCopy int2(int value) {
        putInt(Short.BYTES);
        putShort(value);
        return this;
    }

    /** A {@code BOOLEAN} column. */
    public BinaryCopy bool(boolean value) {
        putInt(1);
        putByte(value ? 1 : 0);
        return this;
    }

    /** A {@code TEXT} column. */
    public BinaryCopy text(String value) {
        int lengthAt = length;
        putInt(0);
        putUtf8(value);
        return endOfValue(lengthAt);
    }

    /** A {@code JSONB} column. */
    public BinaryCopy jsonb(String value) {
        int lengthAt = length;
        putInt(0);
        putByte(JSONB_VERSION);
        putUtf8(value);
        return endOfValue(lengthAt);
    }

    /** An {@code INET} column, for one address of 4 or 16 bytes. */
    public BinaryCopy inet(byte[] address) {
        putInt(4 + address.length);
        putByte(address.length == IPV4_LENGTH ? INET : INET6);
        putByte(address.length * Byte.SIZE);
        putByte(0); // not a network
        putByte(address.length);
        put(address);
        return this;
    }

    /** A {@code BYTEA} column of 16 bytes. */
    public BinaryCopy bytes(long high, long low) {
        putInt(2 * Long.BYTES);
        putLong(high);
        putLong(low);
        return this;
    }

    /** A column that is null. */
    public BinaryCopy nothing() {
        putInt(NULL);
        return this;
    }

    /**
     * Sends the rest. The rows are in the table when this returns.
     *
     * @throws SQLException if the server refuses a row, and with it all
     */
    public void finish() throws SQLException {
        putShort(-1);
        send();
        copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void send() throws SQLException {
        copy.writeToCopy(buffer, 0, length);
        length = 0;
    }

    private BinaryCopy endOfValue(int lengthAt) {
        int end = length;
        length = lengthAt;
        putInt(end - lengthAt - Integer.BYTES);
        length = end;
        return this;
    }

    private void putUtf8(String value) {
        int start = length;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                length = start;
                put(value.getBytes(StandardCharsets.UTF_8));
                return;
            }
            putByte(c);
        }
    }

    private void put(byte[] bytes) {
        makeRoom(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void putLong(long value) {
        putInt((int) (value >>> Integer.SIZE));
        putInt((int) value);
    }

    private void putInt(int value) {
        putShort(value >> Short.SIZE);
        putShort(value);
    }

    private void putShort(int value) {
        putByte(value >> Byte.SIZE);
        putByte(value);
    }

    private void putByte(int value) {
        makeRoom(1);
        buffer[length++] = (byte) value;
    }

    private void makeRoom(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
