package ai.ominigate.abuse;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DailyPartitions;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** The operational log as something that is kept for a time. */
@Factory
final class KeptLog {

    @Singleton
    @Named("operational-log")
    RetainedData log() {
        return new DailyPartitions(DataClass.OPERATIONAL_LOG, "abuse.operational_log", "time", """
                EXISTS (
                    SELECT FROM accounts.api_key k
                    JOIN retention.held_account h ON h.account_id = k.account_id
                    WHERE k.id = t.key_id)
                """);
    }
}
