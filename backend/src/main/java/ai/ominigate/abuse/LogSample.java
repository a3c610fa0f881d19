package ai.ominigate.abuse;

import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import ai.ominigate.platform.Network;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes a few requests out of the operational log, spread evenly over a time, for those who look into abuse. Blocks. */
@Singleton
public final class LogSample {
    /** How the value of {@code User-Agent} usually begins (RFC 9110, 10.1.5); what follows it can tell more than it should. */
    private static final Pattern PRODUCT = Pattern.compile("[A-Za-z0-9._-]{1,40}(/[A-Za-z0-9.+_-]{1,20})?(?=[ ;,(]|$)");

    /** Rows that are looked at, at most: beyond that the sample is spread over the latest of them. */
    private static final int LOOKED_AT = 20_000;

    /**
     * A request.
     *
     * @param address 4 or 16 bytes
     * @param route a template, never what the caller wrote
     * @param key the API key it came with; null if none that is known
     * @param client the program that the caller says they use; null if that does not look like one
     */
    public record Request(
            Instant at,

            @PersonalData(
                    category = Category.ADDRESS,
                    purpose = Purpose.SECURITY,
                    columns = {"abuse.operational_log.address", "abuse.evidence.address"})
            byte[] address,

            String method,
            String route,
            int status,
            @Nullable UUID key,
            @Nullable String client) {

        /** Without the address, so that no log line can hold it. */
        @Override
        public String toString() {
            return "Request[" + at + ", " + method + " " + route + ", " + status + "]";
        }
    }

    /** Of requests that came from this network. */
    public List<Request> from(Connection connection, Network network, Instant from, Instant to, int most)
            throws SQLException {
        return sample(connection, "address <<= ?::inet", network.toString(), from, to, most);
    }

    /** Of requests that came with one of these keys. */
    public List<Request> with(Connection connection, Collection<UUID> keys, Instant from, Instant to, int most)
            throws SQLException {
        return sample(connection, "key_id = ANY (?)", connection.createArrayOf("uuid", keys.toArray()), from, to, most);
    }

    /** Of requests of those who were signed in to this account. */
    public List<Request> ofVisitors(Connection connection, UUID account, Instant from, Instant to, int most)
            throws SQLException {
        return sample(connection, "account_id = ?", account, from, to, most);
    }

    private static List<Request> sample(
            Connection connection, String condition, Object value, Instant from, Instant to, int most)
            throws SQLException {
        String sql = """
                SELECT DISTINCT ON (part) time, host(address) AS address, method, path_template, status, key_id, agent
                FROM (
                    SELECT *, ntile(?) OVER (ORDER BY time) AS part
                    FROM (
                        SELECT time, address, method, path_template, status, key_id, headers ->> 'user-agent' AS agent
                        FROM abuse.operational_log
                        WHERE %s AND time BETWEEN ? AND ?
                        ORDER BY time DESC
                        LIMIT %d) AS latest) AS spread
                ORDER BY part, time
                """.formatted(condition, LOOKED_AT);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, most);
            statement.setObject(2, value);
            statement.setObject(3, from.atOffset(ZoneOffset.UTC));
            statement.setObject(4, to.atOffset(ZoneOffset.UTC));
            List<Request> requests = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    requests.add(request(row));
                }
            }
            return requests;
        }
    }

    private static Request request(ResultSet row) throws SQLException {
        return new Request(
                row.getObject("time", OffsetDateTime.class).toInstant(),
                address(row.getString("address")),
                row.getString("method"),
                row.getString("path_template"),
                row.getInt("status"),
                row.getObject("key_id", UUID.class),
                product(row.getString("agent")));
    }

    private static byte[] address(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }

    static @Nullable String product(@Nullable String agent) {
        if (agent == null) {
            return null;
        }
        Matcher product = PRODUCT.matcher(agent);
        return product.lookingAt() ? product.group() : null;
    }
}
