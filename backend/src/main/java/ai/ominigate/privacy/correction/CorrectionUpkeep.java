package ai.ominigate.privacy.correction;

import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Seals what was written down before corrections were sealed. */
@Singleton
final class CorrectionUpkeep {
    private final CorrectionTable table;
    private final DataSource dataSource;

    CorrectionUpkeep(CorrectionTable table, DataSource dataSource) {
        this.table = table;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Scheduled(initialDelay = "1s", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void sealOlder() throws SQLException {
        int sealed;
        do {
            sealed = Transaction.run(dataSource, table::sealOlder);
        } while (sealed > 0);
    }
}
