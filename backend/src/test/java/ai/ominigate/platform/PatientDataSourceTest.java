package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PatientDataSourceTest {
    private static TestDatabase database;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private static HikariDataSource pool(Outage way) {
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(new PatientDataSource(way));
        settings.setInitializationFailTimeout(-1);
        settings.setConnectionTimeout(500);
        settings.setMaximumPoolSize(2);
        return new HikariDataSource(settings);
    }

    @Test
    void itAsksUntilTheDatabaseIsBack() throws Exception {
        Outage way = new Outage(database.dataSource());
        way.cut();
        CompletableFuture<Boolean> connected = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (Connection connection = new PatientDataSource(way).getConnection()) {
                connected.complete(connection.isValid(1));
            } catch (SQLException e) {
                connected.completeExceptionally(e);
            }
        });
        Await.until("it has asked in vain", () -> way.refusals() > 2);
        assertThat(connected).isNotDone();

        way.mend();

        assertThat(connected).succeedsWithin(Duration.ofSeconds(1)).isEqualTo(true);
    }

    @Test
    void whatTheDatabaseRefusesIsToldAtOnce() {
        PGSimpleDataSource stranger = new PGSimpleDataSource();
        stranger.setURL(database.jdbcUrl());
        stranger.setUser("stranger");
        stranger.setPassword("guessed");

        assertThatThrownBy(new PatientDataSource(stranger)::getConnection)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void aPoolThatIsClosedWhileTheDatabaseIsAwayDoesNotWaitForIt() throws Exception {
        Outage way = new Outage(database.dataSource());
        way.cut();
        long began = System.nanoTime();
        try (HikariDataSource pool = pool(way)) {
            assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
}
