package ai.ominigate.abuse.review;

import ai.ominigate.abuse.LogSample.Request;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Samples of the operational log that cases hold, in the database. Blocks. */
final class EvidenceTable {
    /** Of a case, at most; the table's constraint says so too. */
    static final int MOST = 50;

    private EvidenceTable() {}

    /** A request that is kept, with its number in the case, from 1. */
    record Sample(int seq, Request request) {}

    static void add(Connection transaction, UUID caseId, int after, List<Request> requests) throws SQLException {
        String sql = """
                INSERT INTO abuse.evidence (case_id, seq, at, address, method, path_template, status, key_id, client)
                VALUES (?, ?, ?, ?::inet, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            int seq = after;
            for (Request request : requests) {
                seq++;
                statement.setObject(1, caseId);
                statement.setInt(2, seq);
                statement.setObject(3, request.at().atOffset(ZoneOffset.UTC));
                statement.setString(4, literal(request.address()));
                statement.setString(5, request.method());
                statement.setString(6, request.route());
                statement.setInt(7, request.status());
                statement.setObject(8, request.key(), Types.OTHER);
                statement.setString(9, request.client());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** All of a case, by their numbers. */
    static List<Sample> of(Connection connection, UUID caseId) throws SQLException {
        String sql = """
                SELECT seq, at, host(address) AS address, method, path_template, status, key_id, client
                FROM abuse.evidence
                WHERE case_id = ?
                ORDER BY seq
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            List<Sample> samples = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    samples.add(sample(row));
                }
            }
            return samples;
        }
    }

    private static Sample sample(ResultSet row) throws SQLException {
        return new Sample(
                row.getInt("seq"),
                new Request(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        InetAddress.ofLiteral(row.getString("address")).getAddress(),
                        row.getString("method"),
                        row.getString("path_template"),
                        row.getInt("status"),
                        row.getObject("key_id", UUID.class),
                        row.getString("client")));
    }

    /** The address of one, as people write it; null if it is not there. */
    static @Nullable String address(Connection connection, UUID caseId, int seq) throws SQLException {
        String sql = "SELECT host(address) FROM abuse.evidence WHERE case_id = ? AND seq = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            statement.setInt(2, seq);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    static void delete(Connection transaction, UUID caseId) throws SQLException {
        String sql = "DELETE FROM abuse.evidence WHERE case_id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            statement.executeUpdate();
        }
    }

    /** From when to when samples of a case were taken, or null if none were yet. */
    record Window(Instant from, Instant to) {}

    static @Nullable Window window(Connection connection, UUID caseId) throws SQLException {
        String sql =
                "SELECT evidence_from, evidence_to FROM abuse.case_file WHERE id = ? AND evidence_from IS NOT NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Window(
                                row.getObject(1, OffsetDateTime.class).toInstant(),
                                row.getObject(2, OffsetDateTime.class).toInstant())
                        : null;
            }
        }
    }

    static void taken(Connection transaction, UUID caseId, Window window) throws SQLException {
        String sql = """
                UPDATE abuse.case_file
                SET evidence_from = ?, evidence_to = ?, evidence_wanted = false
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, window.from().atOffset(ZoneOffset.UTC));
            statement.setObject(2, window.to().atOffset(ZoneOffset.UTC));
            statement.setObject(3, caseId);
            statement.executeUpdate();
        }
    }

    /** Has more samples taken soon. */
    static void want(Connection transaction, UUID caseId) throws SQLException {
        String sql = "UPDATE abuse.case_file SET evidence_wanted = true WHERE id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            statement.executeUpdate();
        }
    }

    private static String literal(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
