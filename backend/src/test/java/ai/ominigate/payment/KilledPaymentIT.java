package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.GatewayProcess;
import ai.ominigate.TestFolder;
import ai.ominigate.platform.TestDatabase;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real processes that are killed ({@code kill -9}) at each step between the wish to pay and the end of its credit. Each dies in
 * the midst of several payments at once, of which each has come to another step; whatever was done by then, the processes
 * after it charge once and credit once.
 */
class KilledPaymentIT {
    private static final long HELD = 4713;
    private static final long TWENTY_DOLLARS = 20_000_000_000L;

    /** A process that starts beside others that do. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How far a payment was when its process was killed; whatever is asked first has the smaller account. */
    private enum Step {
        /** An automatic top-up is written down, and not committed. */
        WRITING_DOWN,
        /** It is written down, and Stripe has not heard of it. */
        ASKING,
        /** Stripe has charged, and nobody has heard that. */
        CHARGED,
        /** An event was answered with 200, and nobody has looked at it. */
        TOLD,
        /** It is credited by an event, and not committed. */
        CREDITING,
        /** It is credited by a sweep and the order says so, and neither is committed. */
        CREDITED,
        /** It is credited for good, and the event is not over. */
        COMMITTED;

        UUID account() {
            return new UUID(0x019a000000007000L, 0x8000000000000000L + ordinal());
        }

        String id(String kind) {
            return kind + "_" + name().toLowerCase(Locale.ROOT).replace("_", "");
        }

        boolean isAutomatic() {
            return ordinal() <= CHARGED.ordinal();
        }
    }

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final StripeDouble STRIPE = StripeDouble.start();
    private static final TestFolder FOLDER = TestFolder.create();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @SuppressWarnings("NullAway.Init") // made before all tests
    private static Connection connection;

    @BeforeAll
    static void threeProcessesAreKilledAndAFourthGoesOn() throws Exception {
        connection = DATABASE.superuser();
        execute("SELECT pg_advisory_lock(" + HELD + ")");
        execute("""
                CREATE FUNCTION payment.hold() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_advisory_xact_lock(%d);
                    RETURN NEW;
                END $$
                """.formatted(HELD));
        for (Step step : Step.values()) {
            open(step);
        }
        firstDies();
        secondDies();
        thirdDies();
        fourthGoesOn();
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        DATABASE.close();
        STRIPE.close();
        FOLDER.close();
    }

    @ParameterizedTest
    @EnumSource
    void aPaymentThatWasAtThisStepIsChargedOnceAndCreditedOnce(Step step) throws SQLException {
        assertThat(STRIPE.all("pi_", "customer", step.id("cus")).stream()
                        .filter(intent -> intent.path("status").asText().equals("succeeded")))
                .as("payments at Stripe")
                .hasSize(1);
        assertThat(balance(step)).isEqualTo(TWENTY_DOLLARS);
        assertThat(number("""
                count(*) FROM billing.ledger_tx tx JOIN billing.ledger_entry entry ON entry.tx_id = tx.id
                JOIN billing.ledger_account wallet ON wallet.id = entry.account_id AND wallet.code = 'wallet:%s'
                WHERE tx.kind = 'top_up'
                """.formatted(step.account()))).as("credits").isOne();
    }

    @Test
    void theBooksAddUp() throws SQLException {
        assertThat(number("sum(balance) FROM billing.ledger_balance")).isZero();
        assertThat(number("-balance FROM billing.ledger_balance b JOIN billing.ledger_account a ON a.id = b.account_id"
                        + " WHERE a.code = 'stripe_clearing'"))
                .isEqualTo(Step.values().length * TWENTY_DOLLARS);
    }

    // What there is before

    private static void open(Step step) throws SQLException {
        STRIPE.add(object("customer", step.id("cus")));
        execute("INSERT INTO accounts.account (id, name, status, created_at, email, stripe_customer)"
                + " VALUES ('%s', 'Killed', 'ACTIVE', now(), '%s@example.com', '%s')"
                        .formatted(step.account(), step.id("killed"), step.id("cus")));
        execute("""
                INSERT INTO billing.ledger_account (code, kind, currency, account, min_balance)
                VALUES ('wallet:%1$s', 'liability', 'USD', '%1$s', 0), ('receivable:%1$s', 'asset', 'USD', '%1$s', NULL)
                """.formatted(step.account()));
        if (step.isAutomatic()) {
            hasPaidBefore(step);
        } else {
            hasPaidAtCheckout(step);
        }
    }

    /** And wishes to be topped up, as soon as a test says so. */
    private static void hasPaidBefore(Step step) throws SQLException {
        STRIPE.add(object("payment_intent", step.id("pi_before"))
                .put("status", "succeeded")
                .put("payment_method", "pm_before")
                .put("currency", "usd"));
        execute("""
                INSERT INTO payment.top_up (
                    id, account_id, kind, credit_cents, fee_cents, currency, state, request_key, asked_at, intent, settled_at)
                VALUES (gen_random_uuid(), '%s', 'CHECKOUT', 500, 0, 'usd', 'PAID', 'before %s', now(), '%s', now())
                """.formatted(step.account(), step, step.id("pi_before")));
        execute("""
                INSERT INTO payment.automatic (account_id, enabled, threshold_cents, amount_cents, month_cents, changed_at)
                VALUES ('%s', FALSE, 500, 2000, 10000, now())
                """.formatted(step.account()));
    }

    /** Nobody has looked at that. */
    private static void hasPaidAtCheckout(Step step) throws SQLException {
        UUID order = UUID.randomUUID();
        ObjectNode intent = object("payment_intent", step.id("pi"))
                .put("status", "succeeded")
                .put("amount", 2_000)
                .put("amount_received", 2_000)
                .put("currency", "usd")
                .put("customer", step.id("cus"))
                .put("latest_charge", step.id("ch"));
        intent.putObject("metadata").put("order", order.toString());
        STRIPE.add(intent);
        STRIPE.add(object("charge", step.id("ch")).put("payment_intent", step.id("pi")));
        ObjectNode session = object("checkout.session", step.id("cs_test"))
                .put("status", "complete")
                .put("payment_status", "paid")
                .put("payment_intent", step.id("pi"))
                .put("amount_total", 2_000)
                .put("currency", "usd")
                .put("customer", step.id("cus"));
        session.putObject("metadata").put("order", order.toString());
        STRIPE.add(session);
        execute("""
                INSERT INTO payment.top_up (
                    id, account_id, kind, credit_cents, fee_cents, currency, state, request_key, asked_at, session, look_at)
                VALUES ('%s', '%s', 'CHECKOUT', 2000, 0, 'usd', 'OPEN', '%s', now(), '%s', now() + INTERVAL '1 day')
                """.formatted(order, step.account(), step.id("key"), step.id("cs_test")));
    }

    private static ObjectNode object(String kind, String id) {
        ObjectNode made = JSON.createObjectNode().put("id", id).put("object", kind);
        return made.put("created", Instant.now().getEpochSecond()).put("livemode", false);
    }

    // What happens

    /** In the midst of an automatic top-up and of an event. */
    private static void firstDies() throws Exception {
        hold("payment.top_up", "BEFORE INSERT", "NEW.account_id = '" + Step.WRITING_DOWN.account() + "'");
        hold("billing.ledger_tx", "BEFORE INSERT", "NEW.idem_key = '" + Step.CREDITING.id("pi") + "'");
        wishes(Step.WRITING_DOWN);
        isTold(Step.CREDITING);
        try (GatewayProcess process = setup().start()) {
            isInTheMidstOf(2);
            process.kill();
            process.awaitEnd();
        }
        nothingIsHeld();
        hasNothing(Step.WRITING_DOWN, Step.CREDITING);
    }

    /** After Stripe has charged, while an event is not over whose payment is credited. */
    private static void secondDies() throws Exception {
        hold(
                "payment.inbox",
                "BEFORE UPDATE",
                "NEW.status = 'DONE' AND NEW.event = '" + Step.COMMITTED.id("evt") + "'");
        wishes(Step.CHARGED);
        isTold(Step.COMMITTED);
        AtomicInteger charges = new AtomicInteger();
        try (GatewayProcess process = setup().start()) {
            STRIPE.after(request -> {
                // The first is what the process before could not ask for.
                if (request.equals("POST /v1/payment_intents") && charges.incrementAndGet() == 2) {
                    isInTheMidstOf(1);
                    process.kill();
                }
            });
            Await.until("it is killed", PATIENCE, () -> !process.process().isAlive());
        }
        STRIPE.after(request -> {});
        nothingIsHeld();
        hasNothing(Step.CHARGED);
        assertThat(balance(Step.COMMITTED)).isEqualTo(TWENTY_DOLLARS);
    }

    /** Before Stripe is asked, in the midst of a sweep, with an event that it has taken and not looked at. */
    private static void thirdDies() throws Exception {
        hold("payment.inbox", "BEFORE UPDATE", "NEW.event = '" + Step.TOLD.id("evt") + "'");
        hold(
                "payment.top_up",
                "AFTER UPDATE",
                "NEW.state = 'PAID' AND NEW.account_id = '" + Step.CREDITED.account() + "'");
        execute("UPDATE payment.top_up SET look_at = '2000-01-01' WHERE account_id = '" + Step.CREDITED.account()
                + "'");
        int answered;
        try (GatewayProcess process = setup().start()) {
            isInTheMidstOf(1);
            answered = told(process.awaitReady());
            isInTheMidstOf(2);
            STRIPE.before(request -> {
                if (request.equals("POST /v1/payment_intents")) {
                    process.kill();
                    throw new IllegalStateException("nobody has asked");
                }
            });
            wishes(Step.ASKING);
            Await.until("it is killed", PATIENCE, () -> !process.process().isAlive());
        }
        STRIPE.before(request -> {});
        nothingIsHeld();
        assertThat(answered).as("what the event was answered").isEqualTo(200);
        hasNothing(Step.ASKING, Step.TOLD, Step.CREDITED);
        assertThat(number("count(*) FROM payment.top_up WHERE state = 'ASKED' AND account_id = '"
                        + Step.ASKING.account() + "'"))
                .as("what was written down before Stripe was asked")
                .isOne();
    }

    private static void fourthGoesOn() throws Exception {
        minutesGoBy();
        execute("UPDATE payment.inbox SET try_at = '2000-01-01' WHERE status = 'WAITING'");
        try (GatewayProcess process = setup().start()) {
            Await.until("all of it is credited", PATIENCE, () -> {
                minutesGoBy();
                execute("SELECT pg_notify('payment_inbox', '')");
                return number("count(*) FROM billing.ledger_tx WHERE kind = 'top_up'") >= Step.values().length;
            });
            Await.until("nothing waits", PATIENCE, () -> {
                execute("SELECT pg_notify('payment_inbox', '')");
                return number("count(*) FROM payment.inbox WHERE status = 'WAITING'") == 0;
            });
            assertThat(process.process().isAlive()).isTrue();
        }
    }

    private static void isInTheMidstOf(int payments) {
        Await.until("it is in the midst of it", PATIENCE, () -> {
            execute("SELECT pg_notify('payment_inbox', '')");
            return waiting() == payments;
        });
    }

    private static void hasNothing(Step... steps) throws SQLException {
        for (Step step : steps) {
            assertThat(balance(step)).as("%s, when its process died", step).isZero();
        }
    }

    private static void minutesGoBy() throws SQLException {
        execute("UPDATE payment.top_up SET look_at = '2000-01-01' WHERE look_at IS NOT NULL");
        execute("UPDATE payment.automatic SET rests_until = NULL");
    }

    private static void wishes(Step step) throws SQLException {
        execute("UPDATE payment.automatic SET enabled = TRUE WHERE account_id = '" + step.account() + "'");
    }

    /** As if a process had taken it before. */
    private static void isTold(Step step) throws SQLException {
        execute("""
                INSERT INTO payment.inbox (event, type, object, status, received_at, try_at)
                VALUES ('%s', 'checkout.session.completed', '%s', 'WAITING', now(), now())
                """.formatted(step.id("evt"), step.id("cs_test")));
    }

    private static int told(URI process) throws Exception {
        ObjectNode event = object("event", Step.TOLD.id("evt")).put("type", "checkout.session.completed");
        event.putObject("data")
                .set("object", STRIPE.object(Step.TOLD.id("cs_test")).deepCopy());
        String body = event.toString();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(process.resolve("/webhooks/stripe"))
                                    .header("Content-Type", "application/json")
                                    .header(
                                            "Stripe-Signature",
                                            PayingOminiGate.signature(body, PayingOminiGate.SECRET, Instant.now()))
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static GatewayProcess.Setup setup() {
        return GatewayProcess.in(FOLDER.path())
                .with("OMINIGATE_DATABASE_URL", DATABASE.jdbcUrl())
                .with("OMINIGATE_DATABASE_USER", DATABASE.user())
                .with("OMINIGATE_DATABASE_PASSWORD", DATABASE.password())
                .with("OMINIGATE_PAYMENT_FIRST_LOOK_AFTER", "1s")
                .with("STRIPE_SECRET_KEY", "sk_test_of_the_tests")
                .with("STRIPE_WEBHOOK_SECRET", PayingOminiGate.SECRET)
                .with("STRIPE_API_BASE", STRIPE.url().toString());
    }

    private static void hold(String table, String when, String condition) throws SQLException {
        execute("CREATE TRIGGER hold_%s %s ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION payment.hold()"
                .formatted(when.toLowerCase(Locale.ROOT).replace(' ', '_'), when, table, condition));
    }

    private static final String WAITING = "pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + HELD;

    private static long waiting() throws SQLException {
        return number("count(*) FROM " + WAITING);
    }

    /** What the dead process had begun is rolled back, as the database does as soon as it notices. */
    private static void nothingIsHeld() throws SQLException {
        execute("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """);
        Await.until("nothing of it is left", () -> waiting() == 0);
        for (String table : new String[] {"payment.top_up", "billing.ledger_tx", "payment.inbox"}) {
            for (String name : new String[] {"hold_before_insert", "hold_after_update", "hold_before_update"}) {
                execute("DROP TRIGGER IF EXISTS " + name + " ON " + table);
            }
        }
    }

    private static long balance(Step step) throws SQLException {
        return number("""
                b.balance FROM billing.ledger_balance b JOIN billing.ledger_account a ON a.id = b.account_id
                WHERE a.code = 'wallet:%s'
                """.formatted(step.account()));
    }

    private static long number(String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + select)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static synchronized void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
