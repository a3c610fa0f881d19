package ai.ominigate.metering;

import ai.ominigate.metering.UsageStore.Ended;
import ai.ominigate.platform.UuidV7;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions of usage, one a UTC day: made a week ahead, and late for events that come late. */
final class UsageDays {
    static final int DAYS_AHEAD = 7;

    /** How old an event may be to get a day of its own; a clock that is off by more fills the default partition. */
    static final int DAYS_BACK = 400;

    private static final long MILLIS_PER_DAY = TimeUnit.DAYS.toMillis(1);

    private static final Logger LOG = LoggerFactory.getLogger(UsageDays.class);
    private static final List<String> PARTITIONED = List.of("usage_event", "answer");

    private final DataSource database;
    private final InstantSource clock;
    private final Set<LocalDate> made = ConcurrentHashMap.newKeySet();
    private final AtomicLong strays = new AtomicLong();

    UsageDays(DataSource database, InstantSource clock, MeterRegistry metrics) {
        this.database = database;
        this.clock = clock;
        Gauge.builder("ominigate.usage.strays", strays, AtomicLong::get)
                .description("usage rows in the default partition, for which no day was made in time; 0 is healthy")
                .register(metrics);
    }

    /** Makes the days from today on. Harmless to repeat, and from several nodes at once. */
    void makeAhead() throws SQLException {
        LocalDate today = today();
        try (Connection connection = database.getConnection()) {
            for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
                make(connection, today.plusDays(ahead));
            }
            strays.set(countStrays(connection));
        }
        if (strays.get() > 0) {
            LOG.warn("{} usage rows are in the default partition: their day was not made in time.", strays);
        }
    }

    /** Makes the days that these calls lie in, if they are not known to be there. */
    void makeFor(List<Ended> calls) throws SQLException {
        Set<LocalDate> missing = new TreeSet<>();
        long seen = Long.MIN_VALUE;
        for (Ended call : calls) {
            long day = Math.floorDiv(UuidV7.epochMillis(call.event().id()), MILLIS_PER_DAY);
            if (day != seen && isMissing(LocalDate.ofEpochDay(day))) {
                missing.add(LocalDate.ofEpochDay(day));
            }
            seen = day;
        }
        if (missing.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection()) {
            for (LocalDate day : missing) {
                make(connection, day);
            }
        }
    }

    private boolean isMissing(LocalDate day) {
        LocalDate today = today();
        boolean plausible = !day.isBefore(today.minusDays(DAYS_BACK)) && !day.isAfter(today.plusDays(DAYS_AHEAD));
        return plausible && !made.contains(day);
    }

    /** Rows that were in the default partition when last looked. */
    long strays() {
        return strays.get();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void make(Connection connection, LocalDate day) throws SQLException {
        for (String parent : PARTITIONED) {
            try (PreparedStatement call = connection.prepareStatement("SELECT metering.make_day(?, ?)")) {
                call.setString(1, parent);
                call.setObject(2, day);
                call.execute();
            }
        }
        made.add(day);
    }

    private static long countStrays(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT (SELECT count(*) FROM metering.usage_event_default)
                             + (SELECT count(*) FROM metering.answer_default)
                        """)) {
            row.next();
            return row.getLong(1);
        }
    }
}
