package ai.ominigate.privacy.map;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.IssuedKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Credits;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.erasure.StoreSearch;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls that have a mark in them through this gateway, as a caller does, and then looks for the mark in everything
 * that is stored and in what was logged meanwhile. Blocks, for some seconds.
 */
@Singleton
final class Canary implements BeforeReady {
    /** An account of our own, which pays for these calls. */
    private static final String ACCOUNT = "Canary of the privacy policy";

    private static final long CREDIT_NANOS = 1_000_000_000;
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_NANOS = 50_000_000;
    private static final String DEMO = "demo-";

    private final Accounts accounts;
    private final KeyDirectory keys;
    private final Credits credits;
    private final Balances balances;
    private final Catalogue catalogue;
    private final StoreSearch stores;
    private final DataSource dataSource;
    private final InstantSource clock;
    private volatile @Nullable URI baseUrl;

    @SuppressWarnings("TooManyParameters") // whatever a call goes through
    Canary(
            Accounts accounts,
            KeyDirectory keys,
            Credits credits,
            Balances balances,
            Catalogue catalogue,
            StoreSearch stores,
            DataSource dataSource,
            InstantSource clock) {
        this.accounts = accounts;
        this.keys = keys;
        this.credits = credits;
        this.balances = balances;
        this.catalogue = catalogue;
        this.stores = stores;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    @Override
    public void prepare(URI url) {
        this.baseUrl = url;
    }

    /**
     * Which model the calls are of.
     *
     * @param wanted null for one of the demo provider
     * @param paid whether somebody has confirmed that a provider is paid for them
     * @throws Refused if there is no such model, or it costs and nobody has confirmed that
     */
    Model model(@Nullable String wanted, boolean paid) {
        Model model = wanted == null ? free() : catalogue.find(wanted);
        if (model == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "no_such_model",
                    wanted == null
                            ? "There is no model of the demo provider here. Name the model that the calls are to be of."
                            : "There is no model '%s'.".formatted(wanted));
        }
        if (!isOfTheDemo(model) && !paid) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "costs_money",
                    "The calls would go to a provider who is paid for them. Confirm that with \"paid\": true.");
        }
        return model;
    }

    private static boolean isOfTheDemo(Model model) {
        return model.upstreams().stream()
                .allMatch(upstream -> upstream.provider().name().startsWith(DEMO));
    }

    /** The model that calls are sent to by themselves, as nobody is paid for it; null if there is none. */
    @Nullable
    Model free() {
        return catalogue.models().stream()
                .filter(each -> isOfTheDemo(each) && each.tasks().contains(Model.Task.CHAT))
                .findFirst()
                .orElse(null);
    }

    /**
     * Sends the calls and looks for the mark.
     *
     * @param meanwhile gets the mark before it is looked for
     */
    CanaryRun fly(Model model, Consumer<String> meanwhile) throws SQLException, IOException, InterruptedException {
        Instant began = clock.instant();
        UUID id = UuidV7.at(began);
        String mark = "canary" + UUID.randomUUID().toString().replace("-", "");
        UUID account = account(id);
        IssuedKey key = Objects.requireNonNull(accounts.issue(account, NewKey.named("canary")));
        int calls;
        LoggedWords logged = LoggedWords.watch(mark);
        try {
            waitUntil(() -> keys.find(key.secret()) != null);
            long before = balances.of(account).used();
            calls = send(model.name(), key.secret(), mark);
            // What is metered of the calls is stored by then.
            waitUntil(() -> used(account) > before);
            meanwhile.accept(mark);
        } finally {
            logged.stop();
            accounts.revoke(account, key.key().id());
        }
        try (Connection connection = dataSource.getConnection()) {
            StoreSearch.Found found = stores.search(connection, forms(mark), List.of());
            Map<String, Long> places = new TreeMap<>(found.hits());
            places.putAll(found.kept());
            if (logged.count() > 0) {
                places.put("log", logged.count());
            }
            CanaryRun run =
                    new CanaryRun(id.toString(), began, model.name(), calls, found.columns(), found.files(), places);
            CanaryTable.insert(connection, run, account);
            return run;
        }
    }

    private long used(UUID account) {
        try {
            return balances.of(account).used();
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not answer", e);
        }
    }

    /** The one of the last time, which nobody else could have named. */
    private UUID account(UUID run) throws SQLException {
        UUID known;
        try (Connection connection = dataSource.getConnection()) {
            known = CanaryTable.lastAccount(connection);
        }
        UUID account = known == null ? accounts.create(ACCOUNT).id() : known;
        if (balances.of(account).available() < CREDIT_NANOS) {
            credits.grant(account, CREDIT_NANOS, "canary " + run, "To look whether bodies are stored");
        }
        return account;
    }

    /** Calls that go well, whole and streamed in both formats, and such that go wrong in each place that reads a body. */
    private int send(String model, String secret, String mark) throws IOException, InterruptedException {
        List<HttpRequest> requests = new ArrayList<>();
        for (String path : List.of("/v1/chat/completions", "/v1/messages")) {
            for (boolean stream : new boolean[] {false, true}) {
                requests.add(request(path, secret, body(model, stream, mark)));
                requests.add(request(path, secret, body("no-such-model-" + mark, stream, mark)));
            }
            requests.add(request(path, secret, "{\"model\": \"" + model + "\", \"messages\": [" + mark));
            requests.add(request(path, secret, "{\"model\": \"" + model + "\", \"messages\": {\"" + mark + "\": 7}}"));
            requests.add(request(path, "og-" + "A".repeat(43), body(model, false, mark)));
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            int served = 0;
            for (HttpRequest request : requests) {
                HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
                served += answer.statusCode() == 200 ? 1 : 0;
            }
            if (served == 0) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "canary_not_served",
                        "No call was served, so nothing can be said. See with another call why the model does not answer.");
            }
        }
        return requests.size();
    }

    private static String body(String model, boolean stream, String mark) {
        return """
                {"model": "%s", "stream": %s, "max_tokens": 50,
                 "messages": [{"role": "user", "content": "Please repeat this word: %s"}]}
                """.formatted(model, stream, mark);
    }

    private HttpRequest request(String path, String secret, String body) {
        URI url = Objects.requireNonNull(baseUrl, "calls are served by then");
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LONGEST_CALL)
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** As it is, in hexadecimal, and in base64 at every offset without the ends, which depend on what stands beside. */
    static List<String> forms(String mark) {
        byte[] bytes = mark.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>(List.of(mark, HexFormat.of().formatHex(bytes)));
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.add(base64.substring(4, base64.length() - 4));
        }
        return forms;
    }

    private static void waitUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "canary_not_metered",
                        "The calls were not metered in time, so nothing can be said. Look at the health of the system first.");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
