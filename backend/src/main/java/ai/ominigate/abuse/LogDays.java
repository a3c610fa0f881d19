package ai.ominigate.abuse;

import ai.ominigate.platform.CannotStart;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Property;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operational log's partitions, one a UTC day: made a week ahead and dropped when their time is over. */
@Singleton
final class LogDays {
    static final int DAYS_AHEAD = 7;

    private static final Logger LOG = LoggerFactory.getLogger(LogDays.class);

    private final DataSource dataSource;
    private final InstantSource clock;
    private final int daysKept;
    private final AtomicLong strays = new AtomicLong();

    LogDays(
            DataSource dataSource,
            InstantSource clock,
            @Property(name = "ominigate.operational-log-days", defaultValue = "14") int daysKept,
            MeterRegistry metrics) {
        if (daysKept < 1) {
            throw new CannotStart("The setting ominigate.operational-log-days is " + daysKept
                    + ", but the operational log is kept for at least 1 day. Set it to 1 or more.");
        }
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
        this.daysKept = daysKept;
        Gauge.builder("ominigate.operational.log.strays", strays, AtomicLong::get)
                .description("Entries in the default partition, for which no day was made in time; 0 is healthy")
                .register(metrics);
    }

    /** Makes what is missing and drops what is over. Harmless to repeat, and from several nodes at once. */
    void keepUp() throws SQLException {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        try (Connection connection = dataSource.getConnection()) {
            for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
                make(connection, today.plusDays(ahead));
            }
            drop(connection, today.minusDays(daysKept));
            strays.set(countStrays(connection));
        }
        if (strays.get() > 0) {
            LOG.warn(
                    "{} entries of the operational log are in its default partition: their day was not made in time.",
                    strays);
        }
    }

    private static void make(Connection connection, LocalDate day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT abuse.make_operational_log_day(?)")) {
            statement.setObject(1, day);
            statement.execute();
        }
    }

    private static void drop(Connection connection, LocalDate firstKept) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT abuse.drop_operational_log_before(?)")) {
            statement.setObject(1, firstKept);
            statement.execute();
        }
    }

    private static long countStrays(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM abuse.operational_log_default")) {
            count.next();
            return count.getLong(1);
        }
    }
}
