package ai.ominigate.faults;

import ai.ominigate.Await;
import ai.ominigate.gateway.RealProcess;
import ai.ominigate.gateway.WireClient;
import ai.ominigate.platform.ActiveCompany;
import ai.ominigate.platform.OperatorsPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a trial is held on: two backends on one PostgreSQL of the operator's, all in processes of their own, with the
 * settings that OminiGate ships but for waits that a test has no time for.
 */
final class Fleet implements AutoCloseable {
    private static final String OPERATOR_TOKEN = "op-of-the-fault-suite-0123456789abcdef";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String QUICK_SETTINGS = """
              billing.leases: {heartbeat: 1s, idle: 1s}
              relay: {first-byte-timeout: 5s, idle-timeout: 5s, keep-alive: 2s, progress-every: 100ms}
              routing: {back-off: 20ms, failures-to-open: 200, open-for: 1s, open-for-at-most: 2s}
            """;

    private final Path folder;
    private final OperatorsPostgres postgres;
    private final ModelProvider provider;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node> extras = new ArrayList<>();

    private Fleet(Path folder, OperatorsPostgres postgres, ModelProvider provider) {
        this.folder = folder;
        this.postgres = postgres;
        this.provider = provider;
    }

    /** One of so many nodes, which serves; everything of it lives in this folder. */
    static Fleet start(ModelProvider provider, Path folder, int size)
            throws IOException, InterruptedException, SQLException {
        Fleet fleet = new Fleet(folder, OperatorsPostgres.startIn(folder.resolve("postgresql")), provider);
        try {
            fleet.rehearse();
            fleet.approveProvider();
            for (int i = 0; i < size; i++) {
                Node node = fleet.newNode("node " + (char) ('A' + i), Map.of());
                fleet.nodes.add(node);
                node.start();
            }
            return fleet;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            fleet.close();
            throw e;
        }
    }

    /** One start and stop at which Java notes what a start needs, so that those which follow take half as long. */
    private void rehearse() throws IOException, InterruptedException {
        Node node = newNode("rehearsal", Map.of(), "-XX:AOTCacheOutput=" + preparedStart());
        extras.add(node);
        node.start();
        node.terminate();
        node.awaitEnd();
    }

    /** The rehearsal has proposed the company that configuration names; calls go to it once two people have approved it. */
    private void approveProvider() throws SQLException {
        try (Connection database = postgres.connect();
                Statement statement = database.createStatement()) {
            statement.execute("DELETE FROM subprocessor.company WHERE name = 'Double Inc.'");
            ActiveCompany.add(database, "Double Inc.", "127.0.0.1", "localhost");
        }
    }

    private Path preparedStart() {
        return folder.resolve("prepared-start.aot");
    }

    OperatorsPostgres postgres() {
        return postgres;
    }

    ModelProvider provider() {
        return provider;
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Another node on the same PostgreSQL, for a trial that does to it what the others must not see; not started. */
    Node extraNode(String name, Map<String, String> environment) throws IOException {
        Node node = newNode(name, environment);
        extras.add(node);
        return node;
    }

    private Node newNode(String name, Map<String, String> environment) throws IOException {
        return newNode(name, environment, "-XX:AOTCache=" + preparedStart());
    }

    private Node newNode(String name, Map<String, String> environment, String flag) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name.replaceAll("[^A-Za-z0-9]", "-") + "-" + extras.size()));
        RealProcess program = RealProcess.in(own)
                .withJvmFlag(flag)
                .withJvmFlag("-XX:+UseCompactObjectHeaders")
                .withJvmFlag("--enable-native-access=ALL-UNNAMED")
                .withJvmFlag("--sun-misc-unsafe-memory-access=allow")
                .withYaml(provider.yaml() + QUICK_SETTINGS)
                .with("OMINIGATE_DEMO", "false")
                .with("OMINIGATE_OPERATOR_TOKEN", OPERATOR_TOKEN)
                .withDatabase(postgres);
        environment.forEach(program::with);
        return new Node(name, program);
    }

    /** Starts again whatever does not run. */
    void heal() throws IOException, InterruptedException {
        if (postgres.isRunning()) {
            postgres.thaw();
        }
        postgres.start();
        for (Node node : nodes) {
            if (node.isAlive()) {
                node.thaw();
            } else {
                node.launch();
            }
        }
        nodes.forEach(Node::awaitHealthy);
    }

    /** New accounts with so many dollars and a key each, which every node of these knows. */
    List<Customer> customers(int count, String dollars, List<Node> known) throws IOException, InterruptedException {
        List<Customer> customers = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < count; i++) {
                customers.add(customer(http, known.getFirst(), dollars));
            }
        }
        for (Customer customer : customers) {
            for (Node node : known) {
                Await.until(node + " knows the key", Duration.ofSeconds(30), () -> isKnown(customer, node));
            }
        }
        return customers;
    }

    private static Customer customer(HttpClient http, Node node, String dollars)
            throws IOException, InterruptedException {
        UUID account = UUID.fromString(admin(http, node, "accounts", "{\"name\":\"fault suite\"}")
                .path("id")
                .asText());
        admin(
                http,
                node,
                "accounts/" + account + "/grants",
                "{\"amount\":\"" + dollars + "\",\"idempotencyKey\":\"" + account + "\",\"reason\":\"fault suite\"}");
        String secret = admin(
                        http,
                        node,
                        "accounts/" + account + "/keys",
                        "{\"name\":\"fault suite\",\"models\":[],\"networks\":[],\"limits\":{}}")
                .path("secret")
                .asText();
        long granted = new BigDecimal(dollars).movePointRight(9).longValueExact();
        return new Customer(account, secret, granted);
    }

    private static JsonNode admin(HttpClient http, Node node, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.url().resolve("/admin/v1/" + path))
                .header("Authorization", "Bearer " + OPERATOR_TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** What the product's own check says of the whole ledger: nothing if all is well. */
    List<String> ledgerProblems() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<String> problems = new ArrayList<>();
            admin(http, nodes.getFirst(), "ledger/verify", "")
                    .path("problems")
                    .forEach(problem -> problems.add(problem.asText()));
            return problems;
        }
    }

    private static boolean isKnown(Customer customer, Node node) throws IOException {
        try (WireClient client = WireClient.to(node.url())) {
            String request =
                    "GET /v1/key HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + customer.secret() + "\r\n\r\n";
            return client.send(request).answer().status() == 200;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        nodes.forEach(Node::close);
        extras.forEach(Node::close);
        postgres.close();
    }
}
