package ai.ominigate.privacy.policy;

import ai.ominigate.privacy.subprocessor.Subprocessors;
import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Objects;
import javax.sql.DataSource;

/** Whether the list of subprocessors is published once a final policy says so. */
@Singleton
final class ListCheck implements LiveCheck {
    private final DataSource dataSource;
    private final InstantSource clock;

    ListCheck(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "subprocessor-list";
    }

    @Override
    public String title() {
        return "The list of subprocessors is published once the policy in force is final.";
    }

    @Override
    public Finding look() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Version version =
                    Objects.requireNonNull(VersionTable.inForce(connection, clock.instant()), "the first always holds");
            Subprocessors.ListStanding list = Subprocessors.list(connection);
            boolean isFinal = version.finishedAt() != null;
            String standing = "Version %d of the policy is in force and %s; the list is %s."
                    .formatted(
                            version.number(),
                            isFinal ? "final" : "not final yet",
                            list.isPublished() ? "published (number %d)".formatted(list.number()) : "a draft");
            return isFinal && !list.isPublished()
                    ? Finding.broken(standing + " Publish the list.")
                    : Finding.kept(standing);
        }
    }
}
