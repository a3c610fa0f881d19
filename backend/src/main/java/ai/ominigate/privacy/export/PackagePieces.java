package ai.ominigate.privacy.export;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code privacy.package_piece}: the files of packages, in pieces that fit into memory. Every node reads them. They are written
 * in the transaction that remembers the package: of one that is killed half-way, nothing is left. Blocks.
 */
@Singleton
final class PackagePieces {
    private static final int PIECE_BYTES = 1 << 20;

    private final DataSource dataSource;

    PackagePieces(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** Takes the file of a part, from 1; it is there when it was closed. */
    static OutputStream write(Connection transaction, UUID request, int part) {
        return new Writing(transaction, request, part);
    }

    static void remove(Connection transaction, UUID request) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM privacy.package_piece WHERE request = ?")) {
            delete.setObject(1, request);
            delete.executeUpdate();
        }
    }

    /** How many bytes the file of a part has; 0 if there is none. */
    long bytes(UUID request, int part) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT coalesce(sum(octet_length(content)), 0) FROM privacy.package_piece WHERE request = ? AND part = ?")) {
            select.setObject(1, request);
            select.setInt(2, part);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Reads the file of a part, piece by piece as it is wanted: however slow its reader is, no connection waits for them. */
    InputStream read(UUID request, int part) {
        return new Reading(request, part);
    }

    private byte @Nullable [] piece(UUID request, int part, int piece) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT content FROM privacy.package_piece WHERE request = ? AND part = ? AND piece = ?")) {
            select.setObject(1, request);
            select.setInt(2, part);
            select.setInt(3, piece);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getBytes(1) : null;
            }
        }
    }

    private static final class Writing extends OutputStream {
        private final Connection transaction;
        private final UUID request;
        private final int part;
        private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
        private int piece;

        Writing(Connection transaction, UUID request, int part) {
            this.transaction = transaction;
            this.request = request;
            this.part = part;
        }

        @Override
        public void write(int b) throws IOException {
            gathered.write(b);
            insertIfFull();
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            gathered.write(data, offset, length);
            insertIfFull();
        }

        private void insertIfFull() throws IOException {
            if (gathered.size() >= PIECE_BYTES) {
                insert();
            }
        }

        private void insert() throws IOException {
            try (PreparedStatement insert = transaction.prepareStatement(
                    "INSERT INTO privacy.package_piece (request, part, piece, content) VALUES (?, ?, ?, ?)")) {
                insert.setObject(1, request);
                insert.setInt(2, part);
                insert.setInt(3, ++piece);
                insert.setBytes(4, gathered.toByteArray());
                insert.executeUpdate();
                gathered.reset();
            } catch (SQLException e) {
                throw new IOException("a piece of a package cannot be stored: SQLSTATE " + e.getSQLState(), e);
            }
        }

        @Override
        public void close() throws IOException {
            if (gathered.size() > 0) {
                insert();
            }
        }
    }

    private final class Reading extends InputStream {
        private final UUID request;
        private final int part;
        private byte @Nullable [] present = {};
        private int at;
        private int piece;

        Reading(UUID request, int part) {
            this.request = request;
            this.part = part;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            byte[] from = present;
            if (from != null && at == from.length) {
                from = next();
            }
            if (from == null) {
                return -1;
            }
            int read = Math.min(length, from.length - at);
            System.arraycopy(from, at, into, offset, read);
            at += read;
            return read;
        }

        private byte @Nullable [] next() throws IOException {
            try {
                present = piece(request, part, ++piece);
                at = 0;
            } catch (SQLException e) {
                throw new IOException("a piece of a package cannot be read: SQLSTATE " + e.getSQLState(), e);
            }
            if (present == null && piece == 1) {
                throw new FileNotFoundException("the package is gone");
            }
            return present;
        }
    }
}
