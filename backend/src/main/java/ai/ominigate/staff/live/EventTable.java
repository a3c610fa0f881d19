package ai.ominigate.staff.live;

import ai.ominigate.model.live.LiveEvent;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.live.News.Audience;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The events in the order in which everybody sees them. Blocks. */
final class EventTable {
    private final DataSource dataSource;

    EventTable(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * Gives places in the order to events that have none. Whoever does it holds a lock until it is committed, so what has
     * a place is complete up to there.
     */
    void order() throws SQLException {
        if (!hasNew()) {
            return;
        }
        String sql = """
                UPDATE live.event e
                SET id = latest.id + fresh.place
                FROM (SELECT key, row_number() OVER (ORDER BY key) AS place FROM live.event WHERE id IS NULL) fresh,
                    (SELECT coalesce(max(id), 0) AS id FROM live.event) latest
                WHERE e.key = fresh.key
                """;
        Transaction.run(dataSource, transaction -> {
            try (Statement statement = transaction.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(hashtext('live.event'))");
                return statement.executeUpdate(sql);
            }
        });
    }

    private boolean hasNew() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM live.event WHERE id IS NULL)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** The place of the last event, 0 if there never was one. */
    long latest() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(max(id), 0) FROM live.event")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Up to {@code limit} events after this place, in order. */
    List<ToldEvent> after(long id, int limit) throws SQLException {
        String sql = """
                SELECT id, at, kind, subject, version, capability, member
                FROM live.event
                WHERE id > ?
                ORDER BY id
                LIMIT ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            statement.setInt(2, limit);
            List<ToldEvent> events = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.add(event(row));
                }
            }
            return events;
        }
    }

    private static ToldEvent event(ResultSet row) throws SQLException {
        String capability = row.getString("capability");
        return new ToldEvent(
                new LiveEvent(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getObject("version", Long.class)),
                capability == null
                        ? new Audience.Only(row.getObject("member", UUID.class))
                        : new Audience.Having(Capability.valueOf(capability)));
    }

    /** Keeps the last so many; the very last one always, as the order goes on from it. */
    void forgetAllBut(int last) throws SQLException {
        String sql = """
                DELETE FROM live.event
                WHERE id <= (SELECT max(id) FROM live.event) - ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, Math.max(1, last));
            statement.executeUpdate();
        }
    }
}
