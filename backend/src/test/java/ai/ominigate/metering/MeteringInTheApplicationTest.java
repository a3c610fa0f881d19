package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Application;
import ai.ominigate.Await;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Credits;
import ai.ominigate.billing.Hold;
import ai.ominigate.billing.HoldAnswer;
import ai.ominigate.billing.Holds;
import ai.ominigate.billing.LedgerCheck;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.UuidV7;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metering and billing together, wired as they are when OminiGate runs. */
class MeteringInTheApplicationTest {
    private static final long DOLLAR = 1_000_000_000;

    private final UUID account = UUID.randomUUID();
    private final UUID key = UUID.randomUUID();

    @TempDir
    Path folder;

    private TestDatabase database;
    private Application.Running application;

    @BeforeEach
    void start() throws SQLException {
        database = TestDatabase.create();
        application = run();
        bean(Credits.class).grant(account, DOLLAR, "welcome", "a test");
    }

    @AfterEach
    void stop() {
        application.close();
        database.close();
    }

    private Application.Running run() {
        return Application.start(Map.of(
                "ominigate.port", 0,
                "ominigate.data-dir", folder.toString(),
                "ominigate.journal.segment-size", "1MB",
                "ominigate.database.url", database.jdbcUrl(),
                "ominigate.database.user", database.user(),
                "ominigate.database.password", database.password()));
    }

    private <T> T bean(Class<T> type) {
        return application.context().getBean(type);
    }

    @Test
    void aCallIsHeldJournaledStoredAndPaid() throws Exception {
        CallEvent.Intent call = begin(hold(5_000_000));
        end(call, 1_234_567);

        UsageRecord stored = bean(UsageLookup.class).find(account, "answer-1");

        assertThat(stored).isNotNull();
        assertThat(stored.costNanos()).isEqualTo(1_234_567);
        Balances.Balance balance = bean(Balances.class).of(account);
        assertThat(balance.used()).isEqualTo(1_234_567);
        assertThat(balance.balance()).isEqualTo(DOLLAR - 1_234_567);
        assertThat(bean(KeySpend.class).of(key)).isEqualTo(new KeySpend.Spent(1_234_567, 1_234_567, 1_234_567));
        assertBooksAgree();
    }

    @Test
    void aStopAndAStartKeepWhatWasSpentAndEndWhatWasOpen() throws Exception {
        end(begin(hold(5_000_000)), 1_234_567);
        CallEvent.Intent open = begin(hold(7_000_000));

        application.close();
        application = run();

        Await.until(
                "the call cut off is stored",
                () -> bean(UsageLookup.class).find(account, open.id().toString()) != null);
        assertThat(bean(KeySpend.class).of(key).ever()).isEqualTo(1_234_567);
        Await.until(
                "what the earlier start had leased is free again",
                () -> bean(Balances.class).of(account).available() == DOLLAR - 1_234_567);
        assertBooksAgree();
    }

    private Hold hold(long nanos) {
        HoldAnswer answer =
                bean(Holds.class).hold(account, nanos).toCompletableFuture().join();
        return ((HoldAnswer.Held) answer).hold();
    }

    private CallEvent.Intent begin(Hold hold) {
        CallEvent.Intent intent =
                new CallEvent.Intent(UuidV7.at(Instant.now()), account, key, "some-model", "mock", 1, 10, hold.lease());
        append(intent);
        return intent;
    }

    private void end(CallEvent.Intent call, long costNanos) {
        append(new CallEvent.Final(
                call.id(),
                account,
                key,
                call.model(),
                call.provider(),
                call.priceVersion(),
                call.lease(),
                TokenCounts.of(10, 20),
                false,
                costNanos,
                1500,
                700,
                200,
                EndReason.DONE,
                "answer-1"));
    }

    private void append(CallEvent event) {
        Told told = new Told();
        bean(Journal.class).append(event, told);
        told.await();
    }

    private void assertBooksAgree() throws SQLException {
        long metered = new StoredUsage(database).number("SELECT sum(cost_nanos) FROM metering.usage_hourly");
        LedgerCheck.Report report = bean(LedgerCheck.class).run();
        assertThat(report.problems()).isEmpty();
        assertThat(report.usageNanos()).isEqualTo(metered);
    }
}
