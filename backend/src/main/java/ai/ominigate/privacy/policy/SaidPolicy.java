package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.privacy.retention.PublishedPolicy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The versions, for whoever must not do what they do not say. */
@Singleton
final class SaidPolicy implements PublishedPolicy {
    private final InstantSource clock;

    SaidPolicy(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Said version(Connection connection, int number) throws SQLException {
        Version version = VersionTable.find(connection, number);
        if (version == null || version.status() == PolicyStatus.DRAFT) {
            return null;
        }
        Instant published = VersionTable.publishedAt(connection, number);
        Version inForce = VersionTable.inForce(connection, clock.instant());
        return new Said(
                published,
                version.effectiveAt() == null ? published : version.effectiveAt(),
                version.material(),
                inForce != null && inForce.number() == number,
                Policy.words(VersionTable.texts(connection, number)));
    }
}
