package ai.ominigate.privacy.erasure;

import ai.ominigate.model.system.RestoreState;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import javax.sql.DataSource;

/** Whether the database is one that knows of everybody who was forgotten, and when one was found that did not. Blocks. */
@Singleton
public final class Restores {
    private final Tombstones tombstones;
    private final DataSource dataSource;

    Restores(Tombstones tombstones, DataSource dataSource) {
        this.tombstones = tombstones;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** As it is now. */
    public RestoreState state() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT last, replayed_at, replayed FROM privacy.tombstones_seen");
                ResultSet row = select.executeQuery()) {
            row.next();
            OffsetDateTime replayedAt = row.getObject("replayed_at", OffsetDateTime.class);
            return new RestoreState(
                    tombstones.all().size(),
                    row.getLong("last"),
                    replayedAt == null ? null : replayedAt.toInstant(),
                    row.getLong("replayed"));
        } catch (IOException e) {
            throw new UncheckedIOException("the tombstones could be read when this node started", e);
        }
    }
}
