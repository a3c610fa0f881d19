package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes tell each other through the database, and which of them raises flags. */
class SharedObservationsTest {
    private static final Instant NOW = Scene.BEGIN;

    private static TestDatabase database;

    private SharedObservations one;
    private SharedObservations two;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
    }

    @BeforeEach
    void twoNodes() {
        one = new SharedObservations(database.dataSource(), UUID.randomUUID());
        two = new SharedObservations(database.dataSource(), UUID.randomUUID());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aNodeThatStartsReadsWhatTheOthersSawBeforeInTheOrderOfTimeAndOnce() throws SQLException {
        List<Observation> written = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Observation seen = seen("198.51.100.1", i);
            (i % 2 == 0 ? one : two).write(List.of(seen), NOW.plusMillis(i));
            written.add(seen);
        }

        SharedObservations starting = new SharedObservations(database.dataSource(), UUID.randomUUID());
        assertThat(of("198.51.100.1", starting)).isEqualTo(written);
        assertThat(of("198.51.100.1", starting)).isEmpty();
        assertThat(of("198.51.100.1", one)).as("not its own").hasSize(3);
    }

    @Test
    void moreThanIsReadAtOnceIsReadBitByBit() throws SQLException {
        for (int i = 0; i < SharedObservations.BATCHES_AT_ONCE + 7; i++) {
            one.write(List.of(seen("198.51.100.2", i)), NOW.plusMillis(i));
        }
        int all = 0;
        for (int read = of("198.51.100.2", two).size();
                read > 0;
                read = of("198.51.100.2", two).size()) {
            all += read;
        }
        assertThat(all).isEqualTo(SharedObservations.BATCHES_AT_ONCE + 7);
    }

    @Test
    void callsAreKeptForAnHourAndSignInsForADay() throws SQLException {
        one.write(
                List.of(
                        seen("198.51.100.3", 1),
                        new Observation.SignInTried(1, Scene.network("198.51.100.3"), null, 1, false, false)),
                NOW);
        one.forgetOld(NOW.plus(SharedObservations.COMMON_KEPT).plusSeconds(1));
        assertThat(two.read().stream().flatMap(List::stream).toList())
                .hasAtLeastOneElementOfType(Observation.SignInTried.class)
                .doesNotHaveAnyElementsOfTypes(Observation.CatalogueRead.class);
        one.forgetOld(NOW.plus(SharedObservations.RARE_KEPT).plusSeconds(1));
        assertThat(new SharedObservations(database.dataSource(), UUID.randomUUID()).read())
                .isEmpty();
    }

    @Test
    void oneNodeRaisesFlagsUntilItFallsSilentOrLeaves() throws SQLException {
        assertThat(one.isFlagging(NOW)).isTrue();
        assertThat(two.isFlagging(NOW)).isFalse();
        assertThat(one.isFlagging(NOW.plusSeconds(9))).isTrue();
        assertThat(two.isFlagging(NOW.plusSeconds(11))).isFalse();

        Instant silent = NOW.plusSeconds(9).plus(Duration.ofSeconds(11));
        assertThat(two.isFlagging(silent)).isTrue();
        assertThat(one.isFlagging(silent)).isFalse();

        two.stopFlagging();
        assertThat(one.isFlagging(silent)).isTrue();
    }

    private static Observation seen(String address, int number) {
        return new Observation.CatalogueRead(NOW.toEpochMilli() + number, Scene.network(address), 1);
    }

    /** Other tests write to the same tables. */
    private static List<Observation> of(String address, SharedObservations reader) throws SQLException {
        return reader.read().stream()
                .flatMap(List::stream)
                .filter(Observation.CatalogueRead.class::isInstance)
                .filter(read -> Scene.network(address).equals(((Observation.CatalogueRead) read).network()))
                .toList();
    }
}
