package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.billing.Settlement;
import ai.ominigate.platform.Outage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The metering of one node, which can be started, crashed and started again on its journal. */
final class MeteredNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final JournalOnDisk disk;
    final Outage way;
    final Settlement settlement;
    final AtomicInteger drained = new AtomicInteger();
    MeterRegistry metrics = new SimpleMeterRegistry();
    private final DataSource database;
    private final InstantSource clock;
    private UsageDays days;
    private MeteredSpend spend;
    private Shipper shipper;

    MeteredNode(DataSource database, Settlement settlement) {
        this(database, settlement, InstantSource.fixed(Calls.NOON), 1 << 20);
    }

    MeteredNode(DataSource database, Settlement settlement, InstantSource clock, int segmentSize) {
        this.database = database;
        this.settlement = settlement;
        this.clock = clock;
        disk = new JournalOnDisk(segmentSize);
        way = new Outage(database);
        start();
    }

    private void start() {
        try {
            metrics = new SimpleMeterRegistry();
            days = new UsageDays(way, clock, metrics);
            days.makeAhead();
            spend = MeteredSpend.load(disk.open(), way, clock);
            shipper = new Shipper(
                    disk.journal(), way, settlement, days, (_, _) -> Set.of(), metrics, drained::incrementAndGet);
            shipper.start();
        } catch (SQLException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loses its way to the database in the middle of whatever it does, ends, and starts again. */
    void crashAndRestart() throws SQLException {
        try {
            crashAndRestartAfter(() -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What happens to the files of a node that is down. */
    interface Mishap {
        void happen() throws IOException;
    }

    void crashAndRestartAfter(Mishap mishap) throws SQLException, IOException {
        way.cut();
        shipper.close();
        disk.shut();
        mishap.happen();
        way.mend();
        start();
    }

    void restart() {
        shipper.close();
        disk.shut();
        start();
    }

    FileJournal journal() {
        return disk.journal();
    }

    Shipper shipper() {
        return shipper;
    }

    KeySpend spend() {
        return spend;
    }

    void refreshSpend() throws SQLException {
        spend.refresh();
    }

    void forgetOldSpend() throws SQLException {
        spend.forgetOld();
    }

    UsageDays days() {
        return days;
    }

    UsageLookup lookup() {
        return new UsageLookup(database, shipper);
    }

    void append(CallEvent event) {
        disk.append(event);
    }

    void awaitShipped() {
        try {
            assertThat(shipper.awaitShipped(PATIENCE))
                    .as("everything is stored in time")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        way.mend();
        shipper.close();
        disk.close();
    }
}
