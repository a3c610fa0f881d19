package ai.ominigate.rest;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Notices cookies that answers set and that the privacy policy does not name. The path of model calls sets none: it writes
 * the headers of its answers itself.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
public final class ServedCookies {
    /** What the policy names (section 5): the language that somebody chose, and who is signed in. */
    public static final Set<String> LISTED = Set.of("NEXT_LOCALE", "session");

    private static final int MOST = 20;
    private static final int LONGEST_NAME = 100;

    private final Set<String> unlisted = ConcurrentHashMap.newKeySet();
    private final DataSource dataSource;
    private final InstantSource clock;

    ServedCookies(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Notices those of an answer. */
    @ResponseFilter
    public void look(MutableHttpResponse<?> response) {
        for (String cookie : response.getHeaders().getAll(HttpHeaders.SET_COOKIE)) {
            String name = cookie.split("[=;]", 2)[0].strip();
            if (!LISTED.contains(name) && unlisted.size() < MOST) {
                unlisted.add(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
            }
        }
    }

    /** Writes down for all nodes what this one has noticed. */
    @Scheduled(initialDelay = "30s", fixedDelay = "30s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    public void writeDown() throws SQLException {
        String sql = """
                INSERT INTO policy.unlisted_cookie (name, last_at) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET last_at = greatest(unlisted_cookie.last_at, excluded.last_at)
                """;
        for (String name : List.copyOf(unlisted)) {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, name.isEmpty() ? "?" : name);
                statement.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
                statement.executeUpdate();
            }
            unlisted.remove(name);
        }
    }
}
