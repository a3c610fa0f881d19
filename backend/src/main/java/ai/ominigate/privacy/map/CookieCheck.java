package ai.ominigate.privacy.map;

import ai.ominigate.promise.LiveCheck;
import ai.ominigate.rest.ServedCookies;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Whether the cookies that the policy names are all that are set. */
@Singleton
final class CookieCheck implements LiveCheck {
    /** A cookie that was not set for so long is not set any more. */
    static final Duration LATELY = Duration.ofHours(24);

    private final ServedCookies cookies;
    private final DataSource dataSource;
    private final InstantSource clock;

    CookieCheck(ServedCookies cookies, DataSource dataSource, InstantSource clock) {
        this.cookies = cookies;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "cookies";
    }

    @Override
    public String title() {
        return "No answer of the last 24 hours set another cookie than those that the policy names.";
    }

    @Override
    public Finding look() throws SQLException {
        cookies.writeDown();
        List<String> others = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT name FROM policy.unlisted_cookie WHERE last_at > ? ORDER BY name")) {
            statement.setObject(1, clock.instant().minus(LATELY).atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    others.add(row.getString(1));
                }
            }
        }
        return others.isEmpty()
                ? Finding.kept("None did.")
                : Finding.broken("Answers set %s. Remove that, or name it in a version of the policy first."
                        .formatted(String.join(", ", others)));
    }
}
