package ai.ominigate.metering;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DailyPartitions;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** What is kept of calls, and for how long that is. */
@Factory
final class KeptUsage {
    private static final String ACCOUNT = "t.account_id";

    @Singleton
    @Named("usage-events")
    RetainedData events() {
        return DailyPartitions.ofAccounts(DataClass.USAGE, "metering.usage_event", "occurred_at", ACCOUNT);
    }

    @Singleton
    @Named("usage-answers")
    RetainedData answers() {
        return DailyPartitions.ofAccounts(DataClass.USAGE, "metering.answer", "occurred_at", ACCOUNT);
    }

    @Singleton
    @Named("usage-hours")
    RetainedData hours() {
        return DatedRows.ofAccounts(DataClass.USAGE, "metering.usage_hourly", "hour", ACCOUNT);
    }

    @Singleton
    @Named("usage-six-hours")
    RetainedData sixHours() {
        return DatedRows.ofAccounts(DataClass.USAGE, "metering.usage_six_hourly", "until", ACCOUNT);
    }

    @Singleton
    @Named("usage-quarter-hours")
    RetainedData quarterHours() {
        return DatedRows.ofAccounts(DataClass.USAGE, "metering.usage_quarter_hourly", "hour", ACCOUNT);
    }
}
