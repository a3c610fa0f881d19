package ai.ominigate.staff.live;

import ai.ominigate.staff.live.News.Audience;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Tells everybody who watches, on all nodes, within a second of the commit. */
@Singleton
public final class LiveNews {
    private final InstantSource clock;

    /** With the time of what it tells. */
    public LiveNews(InstantSource clock) {
        this.clock = clock;
    }

    /** Tells it as part of the transaction that makes it true: there is both or neither. */
    public void tell(Connection transaction, News news) throws SQLException {
        String sql = """
                INSERT INTO live.event (at, kind, subject, version, capability, member)
                VALUES (?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            statement.setString(2, news.kind());
            statement.setString(3, news.subject());
            statement.setObject(4, news.version(), Types.BIGINT);
            statement.setString(
                    5,
                    news.audience() instanceof Audience.Having having
                            ? having.capability().name()
                            : null);
            statement.setObject(6, news.audience() instanceof Audience.Only only ? only.member() : null);
            statement.executeUpdate();
        }
    }
}
