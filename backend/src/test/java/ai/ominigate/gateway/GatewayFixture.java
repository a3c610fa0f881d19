package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Application;
import ai.ominigate.Await;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.IssuedKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Credits;
import ai.ominigate.billing.LedgerCheck;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.retention.Retention;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One whole OminiGate, started the way it is started for real, that all tests of this JVM call. Tests stay apart by
 * accounts of their own ({@link #customer}) and models of their own ({@link #upstreams}).
 */
final class GatewayFixture implements AutoCloseable {
    /** Bytes that a request may have here; more is refused with 413. */
    static final int MAX_REQUEST = 6 << 20;

    /** Failures in a row that make the gateway leave an upstream alone; more than any one call can cause. */
    static final int FAILURES_TO_OPEN = 20;

    private static final int SHARED_UPSTREAMS = 40;
    private static final int OWN_UPSTREAMS = 32;

    private final UpstreamDouble upstream;
    private final TestDatabase database;
    private final Path folder;
    private final Application.Running application;
    private final OpenAIClient openAi;
    private final AtomicInteger nextShared = new AtomicInteger();
    private final AtomicInteger nextOwn = new AtomicInteger(SHARED_UPSTREAMS);

    private static final class Holder {
        static final GatewayFixture RUNNING = start();
    }

    private GatewayFixture(
            UpstreamDouble upstream, TestDatabase database, Path folder, Application.Running application) {
        this.upstream = upstream;
        this.database = database;
        this.folder = folder;
        this.application = application;
        this.openAi = OpenAIOkHttpClient.builder()
                .baseUrl(application.baseUrl() + "/v1")
                .apiKey("replaced by each customer's")
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    /** The one that all tests marked {@link CallsTheGateway} share; starts it for the first who asks. */
    static GatewayFixture running() {
        return Holder.RUNNING;
    }

    /** One of its own, for a test that stops it. */
    static GatewayFixture start() {
        return start(Map.of());
    }

    /** One of its own with these settings beside, or instead of, those of all tests. */
    static GatewayFixture start(Map<String, Object> more) {
        UpstreamDouble upstream = UpstreamDouble.start();
        TestDatabase database = TestDatabase.create();
        Path folder = temporaryFolder();
        Map<String, Object> settings = new HashMap<>(Map.of(
                "ominigate.port", 0,
                "ominigate.data-dir", folder.toString(),
                "ominigate.database.url", database.jdbcUrl(),
                "ominigate.database.user", database.user(),
                "ominigate.database.password", database.password()));
        settings.putAll(quickSettings());
        for (int i = 0; i < SHARED_UPSTREAMS + OWN_UPSTREAMS; i++) {
            settings.putAll(new Upstreams(i, upstream).configuration());
        }
        settings.putAll(more);
        return new GatewayFixture(upstream, database, folder, Application.start(settings));
    }

    /** Stops the application alone, in order; its database can still be looked at. */
    void stop() {
        application.close();
    }

    @Override
    public void close() {
        application.close();
        upstream.close();
        database.close();
        delete(folder);
    }

    /** Waits short enough for a test, long enough for a busy machine. */
    private static Map<String, Object> quickSettings() {
        return Map.ofEntries(
                Map.entry("ominigate.trusted-proxies", "127.0.0.0/8"),
                Map.entry("ominigate.relay.max-request", MAX_REQUEST),
                Map.entry("ominigate.relay.head-timeout", "5s"),
                Map.entry("ominigate.relay.request-timeout", "5s"),
                Map.entry("ominigate.relay.first-byte-timeout", "2s"),
                Map.entry("ominigate.relay.idle-timeout", "2s"),
                Map.entry("ominigate.relay.keep-alive", "500ms"),
                Map.entry("ominigate.relay.drain-timeout", "2s"),
                Map.entry("ominigate.relay.drain-bytes", 1 << 20),
                Map.entry("ominigate.routing.failures-to-open", FAILURES_TO_OPEN),
                Map.entry("ominigate.routing.open-for", "500ms"),
                Map.entry("ominigate.routing.back-off", "10ms"));
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("ominigate-gateway-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return application.baseUrl();
    }

    OpenAIClient openAi() {
        return openAi;
    }

    /** Its key is fixed when it is built, so each customer has one. */
    AnthropicClient anthropic(String apiKey) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(url().toString())
                .apiKey(apiKey)
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    /** Models for one test. Many tests later another one gets the same, emptied. */
    Upstreams upstreams() {
        Upstreams next = new Upstreams(nextShared.getAndIncrement() % SHARED_UPSTREAMS, upstream);
        next.forget();
        return next;
    }

    /** Models for one test that leaves them in a state which others must not meet. */
    Upstreams upstreamsOfItsOwn() {
        int number = nextOwn.getAndIncrement();
        if (number >= SHARED_UPSTREAMS + OWN_UPSTREAMS) {
            throw new IllegalStateException("more tests want upstreams of their own than there are");
        }
        return new Upstreams(number, upstream);
    }

    /** A new account with so many dollars and a key without limits. */
    Customer customer(String dollars) {
        return customer(dollars, NewKey.named("test"));
    }

    Customer customer(String dollars, NewKey wish) {
        try {
            Account account = application.context().getBean(Accounts.class).create("test");
            long nanos = Money.nanos(new BigDecimal(dollars));
            application
                    .context()
                    .getBean(Credits.class)
                    .grant(account.id(), nanos, "test " + account.id(), "for a test");
            IssuedKey key = Objects.requireNonNull(
                    application.context().getBean(Accounts.class).issue(account.id(), wish));
            KeyDirectory keys = application.context().getBean(KeyDirectory.class);
            Await.until("the key is known", () -> keys.find(key.secret()) != null);
            return new Customer(this, account.id(), key.key().id(), key.secret(), nanos);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes a customer's key back, and returns when the gateway knows. */
    void revoke(Customer customer) throws SQLException {
        assertThat(application.context().getBean(Accounts.class).revoke(customer.account(), customer.key()))
                .isTrue();
        KeyDirectory keys = application.context().getBean(KeyDirectory.class);
        Await.until("the key is revoked", () -> keys.find(customer.secret()) == null);
    }

    /** Suspends a customer's account, and returns when the gateway knows. */
    void suspend(Customer customer) throws SQLException {
        assertThat(application
                        .context()
                        .getBean(Accounts.class)
                        .setStatus(customer.account(), Account.Status.SUSPENDED))
                .isTrue();
        KeyDirectory keys = application.context().getBean(KeyDirectory.class);
        Await.until(
                "the account is suspended",
                () -> Objects.requireNonNull(keys.find(customer.secret())).accountSuspended());
    }

    /** A rule of the abuse desk decides about this for an hour. */
    void decides(Entity entity, DecisionAction action) throws SQLException {
        Decisions decisions = application.context().getBean(Decisions.class);
        Transaction.run(
                database.dataSource(),
                transaction -> Objects.requireNonNull(decisions.automatic(
                        transaction,
                        entity,
                        action,
                        AbuseCategory.OTHER,
                        Duration.ofHours(1),
                        UUID.randomUUID(),
                        "a test")));
    }

    /** The version of the price that this model has now. */
    long priceVersion(String model) {
        return Objects.requireNonNull(
                        application.context().getBean(Catalogue.class).find(model))
                .price()
                .version();
    }

    /** The only entry of the operational log about a caller at this address; waits for it. */
    LoggedRequest logged(String address) {
        List<LoggedRequest> entries =
                Await.value("an entry of the operational log", () -> loggedNow(address), list -> !list.isEmpty());
        assertThat(entries).hasSize(1);
        return entries.getFirst();
    }

    private List<LoggedRequest> loggedNow(String address) throws SQLException {
        try (Connection connection = database();
                PreparedStatement select = connection.prepareStatement("""
                    SELECT method, path_template, status, key_id, headers, l::text AS everything
                      FROM abuse.operational_log AS l
                     WHERE address = ?::inet
                    """)) {
            select.setString(1, address);
            List<LoggedRequest> entries = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(new LoggedRequest(
                            row.getString("method"),
                            row.getString("path_template"),
                            row.getInt("status"),
                            row.getObject("key_id", UUID.class),
                            Json.read(row.getString("headers")),
                            row.getString("everything")));
                }
            }
            return entries;
        }
    }

    Balances.Balance balance(UUID account) throws SQLException {
        return application.context().getBean(Balances.class).of(account);
    }

    List<UsageRow> usage(UUID account) throws SQLException {
        try (Connection connection = database();
                PreparedStatement select = connection.prepareStatement("""
                    SELECT event_id, model, provider, input_tokens, cache_read_tokens, cache_write_5m_tokens,
                           cache_write_1h_tokens, output_tokens, reasoning_tokens, audio_input_tokens,
                           audio_output_tokens, estimated, end_reason, http_status, cost_nanos, key_id, calls,
                           latency_micros, first_byte_micros, price_version, occurred_at
                      FROM metering.usage_event
                     WHERE account_id = ?
                     ORDER BY occurred_at, event_id
                    """)) {
            select.setObject(1, account);
            List<UsageRow> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row));
                }
            }
            return rows;
        }
    }

    private static UsageRow row(ResultSet row) throws SQLException {
        return new UsageRow(
                row.getObject("event_id", UUID.class),
                row.getString("model"),
                row.getString("provider"),
                new TokenCounts(
                        row.getLong("input_tokens"),
                        row.getLong("cache_read_tokens"),
                        row.getLong("cache_write_5m_tokens"),
                        row.getLong("cache_write_1h_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("reasoning_tokens"),
                        row.getLong("audio_input_tokens"),
                        row.getLong("audio_output_tokens")),
                row.getBoolean("estimated"),
                EndReason.ofCode(row.getInt("end_reason")),
                row.getInt("http_status"),
                row.getLong("cost_nanos"),
                row.getObject("key_id", UUID.class),
                row.getInt("calls"),
                row.getLong("latency_micros"),
                row.getLong("first_byte_micros"),
                row.getLong("price_version"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant());
    }

    /** Checks that the books agree with each other, and with the usage once everything is shipped. */
    void checkLedger() {
        LedgerCheck check = application.context().getBean(LedgerCheck.class);
        Await.value(
                "the ledger agrees with the usage",
                Duration.ofSeconds(20),
                () -> {
                    LedgerCheck.Report report = check.run();
                    assertThat(report.problems()).isEmpty();
                    return report.usageNanos() - meteredNanos();
                },
                difference -> difference == 0);
    }

    /** The tables that have a row in which this text stands. */
    List<String> tablesWith(String text) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database();
                PreparedStatement tables = connection.prepareStatement("""
                        SELECT format('%I.%I', schemaname, tablename)
                          FROM pg_tables
                         WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
                        """);
                ResultSet table = tables.executeQuery()) {
            while (table.next()) {
                String name = table.getString(1);
                try (PreparedStatement rows = connection.prepareStatement(
                        "SELECT 1 FROM " + name + " AS t WHERE position(? IN t::text) > 0 LIMIT 1")) {
                    rows.setString(1, text);
                    try (ResultSet row = rows.executeQuery()) {
                        if (row.next()) {
                            found.add(name);
                        }
                    }
                }
            }
        }
        return found;
    }

    private long meteredNanos() throws SQLException {
        try (Connection connection = database();
                PreparedStatement select = connection.prepareStatement("""
                    SELECT coalesce(sum(cost_nanos), 0)
                      FROM metering.usage_event
                    """);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Purges what is older than its window, whether it was done today or not. */
    void purge() throws SQLException {
        execute("DELETE FROM retention.purge WHERE finished_at IS NOT NULL");
        application.context().getBean(Retention.class).keepUp();
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** @param from a table and its conditions */
    long count(String from) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection database() throws SQLException {
        return database.dataSource().getConnection();
    }
}
