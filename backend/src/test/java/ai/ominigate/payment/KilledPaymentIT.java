package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.GatewayProcess;
import ai.ominigate.TestFolder;
import ai.ominigate.platform.TestDatabase;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real process that is killed ({@code kill -9}) at each step between the wish to pay and the credit of an automatic top-up,
 * where nobody is there to try again. The next process charges once and credits once, whatever the first has done.
 */
class KilledPaymentIT {
    private static final long HELD = 4713;
    private static final long TWENTY_DOLLARS = 20_000_000_000L;
    /** A process that starts beside others that do. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestDatabase database = TestDatabase.create();
    private final StripeDouble stripe = StripeDouble.start();
    private final UUID account = UUID.randomUUID();
    private final TestFolder folder = TestFolder.create();

    @SuppressWarnings("NullAway.Init") // made before each test
    private Connection connection;

    @BeforeEach
    void anAccountThatHasPaidBeforeAndWishesToBeToppedUp() throws SQLException {
        connection = database.superuser();
        ObjectNode customer = JsonMapper.builder().build().createObjectNode();
        customer.put("id", "cus_killed").put("object", "customer");
        stripe.add(customer);
        ObjectNode before = JsonMapper.builder().build().createObjectNode();
        before.put("id", "pi_before")
                .put("object", "payment_intent")
                .put("status", "succeeded")
                .put("payment_method", "pm_before")
                .put("currency", "usd");
        stripe.add(before);
        execute("INSERT INTO accounts.account (id, name, status, created_at, email, stripe_customer)"
                + " VALUES ('%s', 'Killed', 'ACTIVE', now(), 'killed@example.com', 'cus_killed')".formatted(account));
        execute("""
                INSERT INTO billing.ledger_account (code, kind, currency, account, min_balance)
                VALUES ('wallet:%s', 'liability', 'USD', '%s', 0), ('receivable:%s', 'asset', 'USD', '%s', NULL)
                """.formatted(account, account, account, account));
        execute("""
                INSERT INTO payment.top_up (
                    id, account_id, kind, credit_cents, fee_cents, currency, state, request_key, asked_at, intent, settled_at)
                VALUES (gen_random_uuid(), '%s', 'CHECKOUT', 500, 0, 'usd', 'PAID', 'before', now(), 'pi_before', now())
                """.formatted(account));
        execute("""
                INSERT INTO payment.automatic (account_id, enabled, threshold_cents, amount_cents, month_cents, changed_at)
                VALUES ('%s', TRUE, 500, 2000, 10000, now())
                """.formatted(account));
        execute("SELECT pg_advisory_lock(" + HELD + ")");
        execute("""
                CREATE FUNCTION payment.hold() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_advisory_xact_lock(%d);
                    RETURN NEW;
                END $$
                """.formatted(HELD));
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        database.close();
        stripe.close();
        folder.close();
    }

    @Test
    void whileTheOrderIsWrittenDown() throws Exception {
        killedWhenHeldBy("BEFORE INSERT ON payment.top_up FOR EACH ROW");
    }

    @Test
    void afterStripeHasChargedAndBeforeThatIsHeard() throws Exception {
        try (GatewayProcess process = setup().start()) {
            stripe.after(request -> {
                if (request.equals("POST /v1/payment_intents")) {
                    process.kill();
                }
            });
            Await.until("it is killed", PATIENCE, () -> !process.process().isAlive());
        }
        stripe.after(request -> {});
        goesOn();
    }

    @Test
    void whileThePaymentIsCredited() throws Exception {
        killedWhenHeldBy("BEFORE INSERT ON billing.ledger_tx FOR EACH ROW WHEN (NEW.kind = 'top_up')");
    }

    @Test
    void afterThePaymentIsCreditedAndBeforeThatIsCommitted() throws Exception {
        killedWhenHeldBy("AFTER UPDATE ON payment.top_up FOR EACH ROW WHEN (NEW.state = 'PAID')");
    }

    private GatewayProcess.Setup setup() {
        return GatewayProcess.in(folder.path())
                .with("OMINIGATE_DATABASE_URL", database.jdbcUrl())
                .with("OMINIGATE_DATABASE_USER", database.user())
                .with("OMINIGATE_DATABASE_PASSWORD", database.password())
                .with("OMINIGATE_PAYMENT_FIRST_LOOK_AFTER", "1s")
                .with("STRIPE_SECRET_KEY", "sk_test_of_the_tests")
                .with("STRIPE_WEBHOOK_SECRET", PayingOminiGate.SECRET)
                .with("STRIPE_API_BASE", stripe.url().toString());
    }

    private void killedWhenHeldBy(String trigger) throws Exception {
        String table = trigger.substring(trigger.indexOf(" ON ") + 4).split(" ")[0];
        execute("CREATE TRIGGER hold " + trigger + " EXECUTE FUNCTION payment.hold()");
        String waits = "pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + HELD;
        try (GatewayProcess process = setup().start()) {
            Await.until("it is in the midst of it", PATIENCE, () -> number("count(*) FROM " + waits) > 0);
            process.kill();
            process.awaitEnd();
        }
        execute("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """);
        Await.until("nothing of it is left", () -> number("count(*) FROM " + waits) == 0);
        assertThat(number("coalesce(sum(amount), 0) FROM billing.ledger_entry"))
                .as("what was credited before it died")
                .isZero();
        execute("DROP TRIGGER hold ON " + table);
        goesOn();
    }

    private void goesOn() throws Exception {
        execute("SELECT pg_advisory_unlock(" + HELD + ")");
        execute("UPDATE payment.top_up SET look_at = '2000-01-01' WHERE look_at IS NOT NULL");
        try (GatewayProcess process = setup().start()) {
            Await.until("the next one credits it", PATIENCE, () -> {
                // As if some minutes went by.
                execute("UPDATE payment.top_up SET look_at = '2000-01-01' WHERE look_at IS NOT NULL");
                execute("UPDATE payment.automatic SET rests_until = NULL");
                return balance() > 0;
            });
            assertThat(process.process().isAlive()).isTrue();
            execute("UPDATE payment.automatic SET rests_until = NULL");
        }
        assertThat(stripe.all("pi_", "status", "succeeded"))
                .as("what was paid before, and once since")
                .hasSize(2);
        assertThat(balance()).isEqualTo(TWENTY_DOLLARS);
        assertThat(number("count(*) FROM billing.ledger_tx WHERE kind = 'top_up'"))
                .isOne();
    }

    private long balance() throws SQLException {
        return number("""
                b.balance FROM billing.ledger_balance b JOIN billing.ledger_account a ON a.id = b.account_id
                WHERE a.code = 'wallet:%s'
                """.formatted(account));
    }

    private long number(String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + select)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
