package ai.ominigate.metering;

import ai.ominigate.billing.AbandonedLeases;
import ai.ominigate.billing.Holds;
import ai.ominigate.billing.Settlement;
import ai.ominigate.personal.NobodysAccounts;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.NodeStop;
import ai.ominigate.platform.Readiness;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The parts of metering. The shipper is made when the application starts, and what it needs before it: the journal,
 * which ends what a crash cut off, and what keys have spent, which counts from the first call on.
 */
@Factory
final class MeteringBeans {

    @Singleton
    @Bean(
            typed = {FileJournal.class, Journal.class},
            preDestroy = "close")
    FileJournal journal(DataFolder folder, JournalSettings settings, MeterRegistry metrics, NodeStop stop) {
        try {
            return FileJournal.open(
                    folder.journal(),
                    settings,
                    Disk.REAL,
                    metrics,
                    cause -> stop.request(
                            "OminiGate stops because the disk of its usage journal failed (%s). Nothing that was served"
                                            .formatted(cause)
                                    + " is lost; look at the disk, then start again."));
        } catch (IOException e) {
            throw new CannotStart(
                    "The usage journal in %s cannot be opened: %s. Check the disk and the rights of the folder."
                            .formatted(folder.journal(), e),
                    e);
        }
    }

    @Singleton
    UsageDays days(DataSource database, InstantSource clock, MeterRegistry metrics) {
        UsageDays days = new UsageDays(DelegatingDataSource.unwrapDataSource(database), clock, metrics);
        try {
            days.makeAhead();
            return days;
        } catch (SQLException e) {
            throw noUsageInDatabase(e);
        }
    }

    @Singleton
    @Bean(typed = {MeteredSpend.class, KeySpend.class})
    MeteredSpend spend(FileJournal journal, DataSource database, InstantSource clock) {
        try {
            return MeteredSpend.load(journal, DelegatingDataSource.unwrapDataSource(database), clock);
        } catch (SQLException | IOException e) {
            throw noUsageInDatabase(e);
        }
    }

    private static CannotStart noUsageInDatabase(Exception cause) {
        return new CannotStart(
                "The usage that is stored already cannot be read: %s. Check the database and the journal, then start again."
                        .formatted(cause),
                cause);
    }

    /** Needs the holds too, so that at the end the last charges are posted before leases are given back. */
    @Context
    @Bean(preDestroy = "close")
    Shipper shipper(
            FileJournal journal,
            MeteredSpend spend,
            DataSource database,
            Settlement settlement,
            AbandonedLeases leases,
            Holds holds,
            UsageDays days,
            NobodysAccounts nobodysAccounts,
            MeterRegistry metrics) {
        Shipper shipper = new Shipper(
                journal,
                DelegatingDataSource.unwrapDataSource(database),
                settlement,
                days,
                nobodysAccounts,
                metrics,
                leases::closeThoseOfEarlierStarts);
        shipper.start();
        return shipper;
    }

    @Context
    @Bean(preDestroy = "close")
    MeteringUpkeep upkeep(MeteredSpend spend, UsageDays days) {
        MeteringUpkeep upkeep = new MeteringUpkeep(spend, days);
        upkeep.start();
        return upkeep;
    }

    @Singleton
    UsageLookup lookup(DataSource database, Shipper shipper) {
        return new UsageLookup(DelegatingDataSource.unwrapDataSource(database), shipper);
    }

    @Singleton
    Readiness readiness(FileJournal journal) {
        return new Readiness() {
            @Override
            public String name() {
                return "usage journal";
            }

            @Override
            public Optional<String> problem() {
                return Optional.ofNullable(journal.whyNotAccepting());
            }
        };
    }
}
