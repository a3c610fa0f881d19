package ai.ominigate.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A staff API on this machine that answers what the test tells it to, on a port of its own. Bodies are the golden files of
 * {@code shared-model}, so they are of the shape that the real one has. By itself it signs anybody in, with every right.
 */
public final class StaffServer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path GOLDEN = Path.of("..", "shared-model", "src", "test", "resources", "json");
    public static final String TOKEN = "session-token";

    static {
        // Java's server writes head and body apart, and would wait 40 ms in between for the other side to confirm the
        // head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final int port;
    private final Map<String, Function<Asked, Answer>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<BlockingQueue<String>> streams = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<CountDownLatch> held = new CopyOnWriteArrayList<>();
    private volatile boolean remembers = true;
    private volatile HttpServer server;

    /** What came in. */
    public record Asked(String method, String path, String query, Map<String, String> headers, String body) {
        public String route() {
            return method + " " + path;
        }
    }

    /** What goes out. */
    public record Answer(int status, String body, Map<String, String> headers, Way way) {

        /** How it goes out. */
        public enum Way {
            AT_ONCE,
            /** Not before {@link StaffServer#letGo}. */
            HELD,
            /** The connection ends instead: nobody knows whether it was done. */
            CUT,
            NEVER
        }

        public static Answer json(int status, Object body) {
            return new Answer(status, body.toString(), Map.of(), Way.AT_ONCE);
        }

        /** With nothing in it. */
        public static Answer nothing() {
            return new Answer(204, "", Map.of(), Way.AT_ONCE);
        }

        /** None: the connection ends. */
        public static Answer cut() {
            return new Answer(0, "", Map.of(), Way.CUT);
        }

        /** The same, but not before {@link StaffServer#letGo}. */
        public Answer held() {
            return new Answer(status, body, headers, Way.HELD);
        }

        public static Answer problem(int status, String code, String detail) {
            ObjectNode problem = JSON.createObjectNode()
                    .put("title", "Problem")
                    .put("status", status)
                    .put("code", code)
                    .put("detail", detail);
            return json(status, problem);
        }

        public Answer with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Answer(status, body, more, way);
        }
    }

    /** One that has every right and knows nothing else. */
    public StaffServer() {
        server = listen(0);
        port = server.getAddress().getPort();
        answer("GET /admin/v1/oidc", Answer.problem(404, "oidc_off", "Staff sign in with passwords."));
        answer("DELETE /admin/v1/session", Answer.nothing());
        signsIn("Ada Lovelace", Role.FINANCE);
        allows(everyRight());
    }

    private HttpServer listen(int at) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
            listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Is killed: every connection ends, and nobody is there. */
    public void die() {
        server.stop(0);
        streams.clear();
    }

    /** Is started again at the same address. */
    public void comeBack() {
        server = listen(port);
    }

    /** Who comes in. */
    public StaffServer signsIn(String name, Role role) {
        ObjectNode signedIn = JSON.createObjectNode().put("token", TOKEN).put("expiresAt", "2030-01-01T00:00:00Z");
        ObjectNode staff = signedIn.putObject("staff")
                .put("id", "019a1b2c-0000-7000-8000-000000000001")
                .put("email", "ada@ominigate.example")
                .put("name", name);
        staff.putArray("roles").add(role.name());
        return answer("POST /admin/v1/session", Answer.json(200, signedIn));
    }

    /** What whoever comes in may do. */
    public StaffServer allows(List<String> rights) {
        ObjectNode me = (ObjectNode) golden("Me");
        ((ObjectNode) me.get("staff")).put("name", "Ada Lovelace").put("email", "ada@ominigate.example");
        ArrayNode list = me.putArray("rights");
        rights.forEach(right ->
                list.addObject().put("capability", right).put("mark", "YES").putArray("roles"));
        return answer("GET /admin/v1/me", Answer.json(200, me));
    }

    /** Every capability that a screen may ask for. */
    public static List<String> everyRight() {
        return List.of(
                "BE_STAFF VIEW_APPROVALS VIEW_REQUESTS PREPARE_REQUESTS APPROVE_REQUESTS CLEAR_DELETION_OF_CASES CLEAR_DELETION_OF_MONEY REQUEST_LEGAL_HOLD SET_LEGAL_HOLD LOOK_UP_ACCOUNTS REVEAL_EMAIL REVEAL_NETWORK BREAK_GLASS OVERSEE_REVEALS VIEW_CASES DECIDE_ABUSE PROPOSE_WIDE_DECISIONS APPROVE_WIDE_DECISIONS MANAGE_ALLOW_LIST CHANGE_ABUSE_RULES VIEW_REFUNDS_DUE PROPOSE_REFUND_AND_CLOSE APPROVE_REFUND_AND_CLOSE VIEW_APPEALS DECIDE_APPEALS VIEW_POLICY EDIT_POLICY VIEW_PAYMENTS REFUND_PAYMENTS VIEW_CREDIT GIVE_CREDIT APPROVE_CREDIT READ_LEGAL_VAULT VIEW_STAFF MANAGE_STAFF END_SESSIONS READ_AUDIT_LOG READ_AUDIT_DETAILS VERIFY_AUDIT_LOG EXPORT_AUDIT_LOG CONFIGURE_SYSTEM OPERATE_ACCOUNTS VERIFY_LEDGER MAKE_SETUP_TOKEN"
                        .split(" "));
    }

    /** @param route {@code GET /admin/v1/payments} */
    public StaffServer answer(String route, Answer answer) {
        return answer(route, _ -> answer);
    }

    /** Answers by what is asked. */
    public StaffServer answer(String route, Function<Asked, Answer> answer) {
        answers.put(route, answer);
        return this;
    }

    /** Lets all answers go that were held. */
    public void letGo() {
        held.forEach(CountDownLatch::countDown);
        held.clear();
    }

    /** How many wishes of a route came in: one that is sent again under its key is the same wish. */
    public long wishes(String route) {
        return asked(route).stream()
                .map(each -> each.headers().get("idempotency-key"))
                .distinct()
                .count();
    }

    /** Answers with a golden file of shared-model as it stands. */
    public StaffServer answers(String route, String golden) {
        return answer(route, Answer.json(200, golden(golden)));
    }

    /** Answers with a page of so many rows that are all as the golden file, but for their id. */
    public StaffServer page(String route, String golden, int rows) {
        return page(route, golden, "id", rows);
    }

    /** The same where another field names a row. */
    public StaffServer page(String route, String golden, String idField, int rows) {
        ObjectNode page = JSON.createObjectNode();
        ArrayNode items = page.putArray("items");
        for (int i = 0; i < rows; i++) {
            ObjectNode row = (ObjectNode) golden(golden);
            if (row.path(idField).isTextual()) {
                row.put(idField, "019a1b2c-0000-7000-8000-%012d".formatted(i));
            } else if (row.path(idField).isNumber()) {
                row.put(idField, i + 1);
            }
            items.add(row);
        }
        page.putNull("next");
        return answer(route, Answer.json(200, page));
    }

    /** Answers with a page that has nothing in it. */
    public StaffServer empty(String route) {
        return answer(route, Answer.json(200, "{\"items\":[],\"next\":null}"));
    }

    /** Takes the request and never answers. */
    public StaffServer hangs(String route) {
        return answer(route, new Answer(0, "", Map.of(), Answer.Way.NEVER));
    }

    /** Fails with a request id. */
    public StaffServer breaks(String route) {
        return answer(
                route,
                Answer.problem(500, "internal_error", "").with("x-request-id", "019a1b2c-0000-7000-8000-00000000beef"));
    }

    /** Says that whoever asks may not. */
    public StaffServer refuses(String route) {
        ObjectNode problem = JSON.createObjectNode()
                .put("title", "Forbidden")
                .put("status", 403)
                .put("code", "right_missing")
                .put("detail", "You may not.");
        ObjectNode needs =
                problem.putObject("needs").put("capability", "SOMETHING").put("stepUp", false);
        needs.putArray("roles").add("FINANCE").add("ADMIN");
        return answer(route, Answer.json(403, problem));
    }

    /** Tells everybody who listens. */
    public void tell(String kind, String subject, long id) {
        String event = "id: " + id + "\nevent: " + kind + "\ndata: {\"id\":" + id
                + ",\"at\":\"2026-11-23T12:00:00Z\",\"kind\":\"" + kind + "\",\"subject\":\"" + subject + "\"}\n\n";
        streams.forEach(stream -> stream.add(event));
    }

    /** How many listen. */
    public int listeners() {
        return streams.size();
    }

    /** A golden file of shared-model. */
    public static JsonNode golden(String name) {
        try {
            return JSON.readTree(Files.readString(GOLDEN.resolve(name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For tests that look at what is kept in memory. */
    public StaffServer forgetsWhatWasAsked() {
        remembers = false;
        asked.clear();
        return this;
    }

    /** All that came in so far, in its order. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Those of one route. */
    public List<Asked> asked(String route) {
        return asked.stream().filter(each -> each.route().equals(route)).toList();
    }

    public String address() {
        return "http://localhost:" + port;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        String query = exchange.getRequestURI().getQuery();
        Asked now = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        if (remembers) {
            asked.add(now);
        }
        if (now.route().equals("GET /admin/v1/events") && !answers.containsKey(now.route())) {
            stream(exchange);
            return;
        }
        Answer answer = answers.getOrDefault(now.route(), StaffServer::unknown).apply(now);
        switch (answer.way()) {
            case AT_ONCE -> {}
            case HELD -> {
                CountDownLatch until = new CountDownLatch(1);
                held.add(until);
                await(until);
            }
            case CUT -> {
                exchange.close();
                return;
            }
            case NEVER -> {
                await(closed);
                exchange.close();
                return;
            }
        }
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.getResponseHeaders().add("content-type", "application/json");
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : body.length);
        if (answer.status() != 204) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static Answer unknown(Asked now) {
        return Answer.problem(404, "not_found", "The test did not say what " + now.route() + " answers.");
    }

    private void stream(HttpExchange exchange) throws IOException {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        exchange.getResponseHeaders().add("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        streams.add(events);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write("id: 0\nevent: connected\ndata: {}\n\n".getBytes(UTF_8));
            out.flush();
            while (closed.getCount() > 0 && streams.contains(events)) {
                String event = events.poll(100, TimeUnit.MILLISECONDS);
                if (event != null) {
                    out.write(event.getBytes(UTF_8));
                    out.flush();
                }
            }
        } catch (IOException | InterruptedException e) {
            // Whoever listened has gone.
        } finally {
            streams.remove(events);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        letGo();
        server.stop(0);
    }

    /** For tests that look into bodies. */
    public static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
