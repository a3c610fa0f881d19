package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.privacy.retention.PublishedPolicy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The versions, for whoever must not do what they do not say. */
@Singleton
final class SaidPolicy implements PublishedPolicy {

    @Override
    public @Nullable Said version(Connection connection, int number) throws SQLException {
        Version version = VersionTable.find(connection, number);
        if (version == null || version.status() == PolicyStatus.DRAFT) {
            return null;
        }
        Instant published = VersionTable.publishedAt(connection, number);
        return new Said(
                published,
                version.effectiveAt() == null ? published : version.effectiveAt(),
                Policy.words(VersionTable.texts(connection, number)));
    }
}
