package ai.ominigate.billing;

import static ai.ominigate.billing.Books.CENT;
import static ai.ominigate.billing.Books.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.Readiness;
import ai.ominigate.platform.Ready;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same as the application has it. */
class BillingBeansTest {

    @TempDir
    private Path folder;

    @Test
    void aCallIsPaidByTheBeansOfTheApplication() throws Exception {
        UUID account = Books.id();
        try (TestDatabase database = TestDatabase.create();
                DataFolder data = DataFolder.open(folder);
                ApplicationContext context = started(database, data)) {
            context.getBean(Credits.class).grant(account, 8 * DOLLAR, "key", "a test");
            HoldAnswer answer = context.getBean(Holds.class)
                    .hold(account, 2 * CENT)
                    .toCompletableFuture()
                    .join();
            Hold hold = ((HoldAnswer.Held) answer).hold();
            hold.settle(CENT);
            Transaction.run(context.getBean(DataSource.class), transaction -> {
                context.getBean(Settlement.class)
                        .post(transaction, Books.id(), List.of(new Charge(account, hold.lease(), CENT)));
                return true;
            });

            Balances balances = context.getBean(Balances.class);
            assertThat(balances.of(account).balance()).isEqualTo(8 * DOLLAR - CENT);
            assertThat(context.getBean(AbandonedLeases.class).closeThoseOfEarlierStarts())
                    .isZero();

            context.stop();
            assertThat(new Balances(database.dataSource()).of(account).held()).isZero();
            assertThat(new LedgerCheck(database.dataSource()).run().problems()).isEmpty();
        }
    }

    @Test
    void aNodeWhoseSeatIsTakenIsNotReady() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                DataFolder data = DataFolder.open(folder);
                ApplicationContext context = started(database, data)) {
            NodeSeat seat = context.getBean(NodeSeat.class);
            assertThat(problems(context)).isEmpty();

            NodeSeat.take(database.dataSource(), seat.node(), Duration.ofMinutes(1));

            Await.value("the heartbeat finds out", () -> problems(context), problems -> !problems.isEmpty());
        }
    }

    private static ApplicationContext started(TestDatabase database, DataFolder data) {
        ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .properties(Map.of(
                        "datasources.default.url", database.jdbcUrl(),
                        "datasources.default.username", database.user(),
                        "datasources.default.password", database.password()))
                .build();
        context.registerSingleton(DataFolder.class, data);
        context.start();
        context.getBean(Ready.class).open();
        return context;
    }

    private static List<String> problems(ApplicationContext context) {
        // Others say what only a whole start looks after.
        return context.getBeansOfType(Readiness.class).stream()
                .filter(condition -> condition.getClass().getPackage().equals(NodeSeat.class.getPackage()))
                .flatMap(condition -> condition.problem().stream())
                .toList();
    }
}
