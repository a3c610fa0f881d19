package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.RetainedData;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that the features keep for a time, by its class. */
@Singleton
final class Kept {
    private final Map<DataClass, List<RetainedData>> data = new EnumMap<>(DataClass.class);

    Kept(Collection<RetainedData> all) {
        for (DataClass dataClass : DataClass.values()) {
            List<RetainedData> ofClass = all.stream()
                    .filter(each -> each.dataClass() == dataClass)
                    .sorted(Comparator.comparing(each -> each.tables().toString()))
                    .toList();
            if (ofClass.isEmpty()) {
                throw new IllegalStateException("no feature says what is kept as " + dataClass);
            }
            data.put(dataClass, ofClass);
        }
    }

    Set<DataClass> classes() {
        return data.keySet();
    }

    List<RetainedData> of(DataClass dataClass) {
        return data.getOrDefault(dataClass, List.of());
    }

    /** How old the oldest of a class is; null if there is nothing. */
    @Nullable
    Instant oldest(Connection connection, DataClass dataClass) throws SQLException {
        Instant oldest = null;
        for (RetainedData each : of(dataClass)) {
            Instant its = each.oldest(connection);
            oldest = oldest == null || (its != null && its.isBefore(oldest)) ? its : oldest;
        }
        return oldest;
    }

    /** How many rows of a class are older. */
    long older(Connection connection, DataClass dataClass, Instant cutoff) throws SQLException {
        long rows = 0;
        for (RetainedData each : of(dataClass)) {
            rows += each.older(connection, cutoff);
        }
        return rows;
    }

    /** How many rows of a class are older that a legal hold keeps. */
    long held(Connection connection, DataClass dataClass, Instant cutoff) throws SQLException {
        long rows = 0;
        for (RetainedData each : of(dataClass)) {
            rows += each.held(connection, cutoff);
        }
        return rows;
    }
}
