package ai.ominigate.privacy.policy;

import ai.ominigate.privacy.legal.LegalLocale;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Objects;

/** The privacy policy that holds now, for whoever says by which one something was done. Blocks. */
@Singleton
public final class PolicyInForce {
    private final InstantSource clock;

    PolicyInForce(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * By what a version is named outside.
     *
     * @param number from 1
     * @param lastUpdated as it stands on its page
     */
    public record Named(int number, LocalDate lastUpdated) {}

    /** The one that holds. */
    public Named now(Connection connection) throws SQLException {
        Version version =
                Objects.requireNonNull(VersionTable.inForce(connection, clock.instant()), "the first always holds");
        return new Named(version.number(), version.lastUpdated());
    }

    /** A version that was published, in English, in which it is written first. */
    public String english(Connection connection, int number) throws SQLException {
        return Objects.requireNonNull(
                        VersionTable.texts(connection, number).get(LegalLocale.ENGLISH),
                        "what is published is written in English")
                .text();
    }
}
