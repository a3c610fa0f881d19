package ai.ominigate.privacy.erasure;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.Windows;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Has tombstones keep hashes of addresses no longer than the database does: for so long as the proof says. */
@Singleton
final class TombstoneUpkeep {
    private final Tombstones tombstones;
    private final Windows windows;
    private final InstantSource clock;

    TombstoneUpkeep(Tombstones tombstones, Windows windows, InstantSource clock) {
        this.tombstones = tombstones;
        this.windows = windows;
        this.clock = clock;
    }

    @Scheduled(initialDelay = "3m", fixedDelay = "6h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void lookAfter() throws SQLException, IOException {
        tombstones.forgetAddresses(clock.instant()
                .atOffset(ZoneOffset.UTC)
                .minus(windows.of(DataClass.SUPPRESSION))
                .toInstant());
    }
}
