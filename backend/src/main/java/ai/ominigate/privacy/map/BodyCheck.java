package ai.ominigate.privacy.map;

import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;

/** Whether the last calls with a mark in them, which are not long ago, left it nowhere. */
@Singleton
final class BodyCheck implements LiveCheck {
    static final String NAME = "no-bodies";

    /** What was seen longer ago says nothing of today. */
    static final Duration LONG_AGO = Duration.ofDays(7);

    private final Canary canary;
    private final DataSource dataSource;
    private final InstantSource clock;

    BodyCheck(Canary canary, DataSource dataSource, InstantSource clock) {
        this.canary = canary;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Nothing of a prompt or an answer was stored or logged when calls with a mark in them were last sent, within %d days."
                .formatted(LONG_AGO.toDays());
    }

    @Override
    public Finding look() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            CanaryRun last = CanaryTable.last(connection);
            if (last == null) {
                return Finding.unknown("Not looked yet: no calls with a mark in them were ever sent. " + whoSends());
            }
            if (!last.found().isEmpty()) {
                return Finding.broken(
                        "The mark of %s was found in: %s. Find out who stores it, remove it, and send the calls again."
                                .formatted(
                                        last.at(),
                                        String.join(", ", last.found().keySet())));
            }
            if (last.at().isBefore(clock.instant().minus(LONG_AGO))) {
                String words = "Calls with a mark in them were last sent at %s, which says nothing of today. %s"
                        .formatted(last.at(), whoSends());
                return canary.free() == null ? Finding.unknown(words) : Finding.broken(words);
            }
            return Finding.kept("Nothing was in %d columns, %d files and the log, of %d calls at %s."
                    .formatted(last.columns(), last.files(), last.calls(), last.at()));
        }
    }

    private String whoSends() {
        return canary.free() == null
                ? "No model of the demo provider is configured, so they are not sent by themselves: send them, and name a model."
                : "They are sent by themselves, once a day; if that fails, the log of the node that tried says why.";
    }
}
