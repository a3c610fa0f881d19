package ai.ominigate.demo;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.SecretFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stripe as far as a demo goes: a real HTTP server on a free loopback port that answers what the payments ask of Stripe's API,
 * so that a top-up in the demo goes through the same code as one that is paid. No card and no money is anywhere. What it knows
 * is in a file of the data folder, so that a demo that starts again knows it, too.
 *
 * @see <a href="https://docs.stripe.com/api">Stripe's API reference</a>
 */
public final class DemoStripe implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SECRET_BYTES = 24;
    private static final int ID_BYTES = 12;
    private static final int MAX_BODY_BYTES = 1 << 16;

    /** How long a session of Checkout lasts where nobody says. */
    private static final Duration USUAL_LIFE = Duration.ofHours(24);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String apiKey = "sk_test_demo" + random(SECRET_BYTES);
    private final String webhookSecret = "whsec_demo" + random(SECRET_BYTES);
    private final Path file;
    private final InstantSource clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
    private volatile Consumer<String> webhook = event -> {};

    /** What a visitor pays with. */
    public enum Card {
        /** It works, also later, when nobody is there. */
        WORKS,
        /** It works, and later the bank asks for whoever it belongs to. */
        ASKS_LATER,
        /** It is declined. */
        DECLINED
    }

    /**
     * What is to be paid at Checkout.
     *
     * @param open whether it still can be
     * @param confirms whether a card is confirmed there and nothing is paid
     * @param back where people are led to afterwards
     */
    public record Session(String id, boolean open, boolean confirms, long totalCents, URI back) {}

    /** Stripe refuses. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final transient ObjectNode error;

        Refusal(int status, String type, String code) {
            super(code);
            this.status = status;
            this.error = StripeWire.error(type, code);
        }
    }

    private DemoStripe(Path file, InstantSource clock, HttpServer server) {
        this.file = file;
        this.clock = clock;
        this.server = server;
    }

    /**
     * Starts it with keys of its own that only {@link #settings} know.
     *
     * @param file what it remembers
     */
    public static DemoStripe start(Path file) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            DemoStripe stripe = new DemoStripe(file, InstantSource.system(), HttpServer.create(address, 0));
            stripe.remember();
            stripe.server.setExecutor(stripe.threads);
            stripe.server.createContext("/", stripe::handle);
            stripe.server.start();
            return stripe;
        } catch (IOException e) {
            throw new UncheckedIOException("The demo's stand-in for Stripe could not open a port on this machine.", e);
        }
    }

    private void remember() {
        try {
            if (Files.exists(file)) {
                JSON.readTree(Files.readString(file))
                        .forEach(object -> objects.put(object.path("id").asText(), (ObjectNode) object));
            }
        } catch (IOException | ClassCastException e) {
            throw new CannotStart(
                    "The file %s, what the demo's stand-in for Stripe knows, cannot be read; delete it and start again."
                            .formatted(file),
                    e);
        }
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** The configuration that makes payments ask it. */
    public Map<String, Object> settings() {
        InetSocketAddress address = server.getAddress();
        return Map.of(
                "stripe.secret-key",
                apiKey,
                "stripe.webhook-secret",
                webhookSecret,
                "stripe.api-base",
                "http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** With what events are signed. */
    String webhookSecret() {
        return webhookSecret;
    }

    /** From now on events go there. */
    void tell(Consumer<String> events) {
        webhook = events;
    }

    /** What is to be paid in this session; null if there is none. */
    public synchronized @Nullable Session session(String id) {
        ObjectNode session = id.startsWith("cs_") ? objects.get(id) : null;
        return session == null
                ? null
                : new Session(
                        id,
                        isOpen(session),
                        confirms(session),
                        session.path("amount_total").asLong(),
                        URI.create(session.path("success_url").asText()));
    }

    private static boolean confirms(ObjectNode session) {
        return session.path("mode").asText().equals("setup");
    }

    private boolean isOpen(ObjectNode session) {
        return session.path("status").asText().equals("open")
                && clock.instant()
                        .isBefore(
                                Instant.ofEpochSecond(session.path("expires_at").asLong()));
    }

    /**
     * A visitor pays at Checkout.
     *
     * @return whether it is paid now
     */
    public synchronized boolean pay(String id, Card card) {
        ObjectNode session = objects.get(id);
        if (session == null || !isOpen(session)) {
            return false;
        }
        if (confirms(session)) {
            return confirm(session, card);
        }
        ObjectNode intent = objects.get(session.path("payment_intent").asText());
        if (intent == null) {
            intent = intent(
                    session.path("amount_total").asLong(),
                    session.path("customer").asText(),
                    session.path("metadata"));
            session.put("payment_intent", intent.path("id").asText());
        }
        if (card == Card.DECLINED) {
            fail(intent, "generic_decline");
        } else {
            succeed(intent, "pm_demo_" + card.name().toLowerCase(java.util.Locale.ROOT), origin(session));
            session.put("status", "complete").put("payment_status", "paid").putNull("url");
        }
        keep();
        event(card == Card.DECLINED ? "payment_intent.payment_failed" : "payment_intent.succeeded", intent);
        return card != Card.DECLINED;
    }

    /** Its bank says yes or no; there is nothing to pay. */
    private boolean confirm(ObjectNode session, Card card) {
        ObjectNode intent = objects.get(session.path("setup_intent").asText());
        if (intent == null) {
            intent = make("seti", "setup_intent")
                    .put("customer", session.path("customer").asText());
            session.put("setup_intent", intent.path("id").asText());
        }
        boolean confirmed = card != Card.DECLINED;
        intent.put("status", confirmed ? "succeeded" : "requires_payment_method");
        if (confirmed) {
            session.put("status", "complete").putNull("url");
        }
        keep();
        if (confirmed) {
            event("checkout.session.completed", session);
        }
        return confirmed;
    }

    private static URI origin(ObjectNode session) {
        return URI.create(session.path("success_url").asText()).resolve("/");
    }

    private ObjectNode intent(long cents, String customer, JsonNode metadata) {
        ObjectNode intent = make("pi", "payment_intent")
                .put("amount", cents)
                .put("amount_received", 0)
                .put("currency", "usd")
                .put("customer", customer)
                .put("status", "requires_payment_method");
        intent.set("metadata", metadata.deepCopy());
        return intent;
    }

    private void succeed(ObjectNode intent, String method, URI origin) {
        long cents = intent.path("amount").asLong();
        ObjectNode charge = make("ch", "charge")
                .put("amount", cents)
                .put("amount_refunded", 0)
                .put("currency", "usd")
                .put("customer", intent.path("customer").asText())
                .put("payment_intent", intent.path("id").asText())
                .put("status", "succeeded");
        charge.put("receipt_url", origin.resolve("/demo/receipt").toString());
        charge.put("balance_transaction", move("charge", cents, charge));
        intent.put("status", "succeeded")
                .put("amount_received", cents)
                .put("payment_method", method)
                .put("latest_charge", charge.path("id").asText())
                .putNull("last_payment_error");
    }

    private static void fail(ObjectNode intent, String code) {
        intent.putObject("last_payment_error")
                .put("type", "card_error")
                .put("code", code.equals("authentication_required") ? code : "card_declined")
                .put("decline_code", code);
    }

    private String move(String type, long cents, ObjectNode source) {
        return make("txn", "balance_transaction")
                .put("type", type)
                .put("amount", cents)
                .put("fee", 0)
                .put("net", cents)
                .put("currency", "usd")
                .put("source", source.path("id").asText())
                .path("id")
                .asText();
    }

    private ObjectNode make(String prefix, String kind) {
        ObjectNode made = JSON.createObjectNode()
                .put("id", prefix + (prefix.equals("cs") ? "_test_" : "_") + random(ID_BYTES))
                .put("object", kind)
                .put("created", clock.instant().getEpochSecond())
                .put("livemode", false);
        made.putObject("metadata");
        objects.put(made.path("id").asText(), made);
        return made;
    }

    private void keep() {
        try {
            SecretFile.write(file, JSON.writeValueAsString(objects.values()));
        } catch (IOException e) {
            throw new UncheckedIOException("what the demo's stand-in for Stripe knows cannot be kept", e);
        }
    }

    private void event(String type, ObjectNode about) {
        ObjectNode event = JSON.createObjectNode()
                .put("id", "evt_" + random(ID_BYTES))
                .put("object", "event")
                .put("created", clock.instant().getEpochSecond())
                .put("livemode", false)
                .put("type", type);
        event.putObject("data").set("object", about.deepCopy());
        webhook.accept(event.toString());
    }

    // The API

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] read = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
            Map<String, String> form = StripeWire.form(new String(read, StandardCharsets.UTF_8));
            String query = exchange.getRequestURI().getRawQuery();
            if (query != null) {
                form.putAll(StripeWire.form(query));
            }
            int status = 200;
            JsonNode answer;
            try {
                if (!("Bearer " + apiKey).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    throw new Refusal(401, "invalid_request_error", "api_key_unknown");
                }
                answer = answer(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        form,
                        exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            } catch (Refusal e) {
                status = e.status;
                answer = JSON.createObjectNode().set("error", e.error);
            } catch (NumberFormatException e) {
                status = 400;
                answer = JSON.createObjectNode()
                        .set("error", StripeWire.error("invalid_request_error", "parameter_invalid_integer"));
            }
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** The same key again is answered by what it made. */
    private synchronized JsonNode answer(String method, String path, Map<String, String> form, @Nullable String key)
            throws Refusal {
        if (method.equals("DELETE")) {
            return forgotten(path);
        }
        if (!method.equals("POST")) {
            return get(path, form);
        }
        for (ObjectNode made : objects.values()) {
            if (key != null && key.equals(made.path("idempotency_key").asText())) {
                refuseUnpaid(made);
                return made;
            }
        }
        ObjectNode made = post(path, form);
        if (key != null) {
            made.put("idempotency_key", key);
        }
        keep();
        refuseUnpaid(made);
        return made;
    }

    /** Of customers nothing is known but whose they are. */
    private ObjectNode forgotten(String path) throws Refusal {
        ObjectNode customer = customer(path);
        objects.remove(customer.path("id").asText());
        keep();
        return customer.put("deleted", true);
    }

    private ObjectNode customer(String path) throws Refusal {
        ObjectNode found = objects.get(path.replaceFirst("^/v1/customers/", ""));
        if (found == null) {
            throw unknown();
        }
        return found;
    }

    private ObjectNode post(String path, Map<String, String> form) throws Refusal {
        return switch (path) {
            case "/v1/customers" -> {
                ObjectNode customer = make("cus", "customer");
                customer.set("metadata", StripeWire.metadata(form, "metadata"));
                yield customer;
            }
            case "/v1/checkout/sessions" -> checkout(form);
            case "/v1/payment_intents" -> payNow(form);
            case "/v1/refunds" -> refund(form);
            case "/v1/billing_portal/sessions" -> {
                URI back = URI.create(form.getOrDefault("return_url", "/"));
                yield make("bps", "billing_portal.session")
                        .put("url", back.resolve("/demo/cards").toString());
            }
            default -> customer(path);
        };
    }

    private ObjectNode checkout(Map<String, String> form) throws Refusal {
        boolean confirms = form.getOrDefault("mode", "").equals("setup");
        long total = 0;
        for (int line = 0; form.containsKey("line_items[" + line + "][quantity]"); line++) {
            total += number(form, "line_items[" + line + "][price_data][unit_amount]")
                    * number(form, "line_items[" + line + "][quantity]");
        }
        ObjectNode session = make("cs", "checkout.session")
                .put("mode", confirms ? "setup" : "payment")
                .put("status", "open")
                .put("payment_status", confirms ? "no_payment_required" : "unpaid")
                .put("currency", "usd")
                .put("customer", form.get("customer"))
                .put("client_reference_id", form.get("client_reference_id"))
                .put("amount_total", total)
                .put(
                        "expires_at",
                        form.containsKey("expires_at")
                                ? number(form, "expires_at")
                                : clock.instant().plus(USUAL_LIFE).getEpochSecond())
                .put("success_url", form.getOrDefault("success_url", "/"))
                .putNull("payment_intent")
                .putNull("setup_intent");
        session.putObject("total_details").put("amount_tax", 0);
        session.set("metadata", StripeWire.metadata(form, "metadata"));
        String id = session.path("id").asText();
        return session.put(
                "url", origin(session).resolve("/demo/checkout/" + id).toString());
    }

    private ObjectNode payNow(Map<String, String> form) throws Refusal {
        String method = form.getOrDefault("payment_method", "");
        ObjectNode intent = intent(
                number(form, "amount"), form.getOrDefault("customer", ""), StripeWire.metadata(form, "metadata"));
        if (method.equals("pm_demo_works")) {
            succeed(intent, method, URI.create("/"));
        } else {
            fail(intent, "authentication_required");
        }
        return intent;
    }

    private static void refuseUnpaid(ObjectNode made) throws Refusal {
        JsonNode error = made.path("last_payment_error");
        if (error.isObject() && made.has("idempotency_key")) {
            Refusal refusal = new Refusal(402, "card_error", error.path("code").asText());
            refusal.error.set("decline_code", error.path("decline_code"));
            refusal.error.set("payment_intent", made.deepCopy());
            throw refusal;
        }
    }

    private ObjectNode refund(Map<String, String> form) throws Refusal {
        ObjectNode intent = objects.get(form.getOrDefault("payment_intent", ""));
        ObjectNode charge =
                intent == null ? null : objects.get(intent.path("latest_charge").asText());
        if (intent == null || charge == null) {
            throw unknown();
        }
        long cents = number(form, "amount");
        long refunded = charge.path("amount_refunded").asLong() + cents;
        if (refunded > charge.path("amount").asLong()) {
            throw new Refusal(400, "invalid_request_error", "charge_already_refunded");
        }
        charge.put("amount_refunded", refunded);
        ObjectNode refund = make("re", "refund")
                .put("amount", cents)
                .put("currency", "usd")
                .put("charge", charge.path("id").asText())
                .put("payment_intent", intent.path("id").asText())
                .put("status", "succeeded");
        refund.set("metadata", StripeWire.metadata(form, "metadata"));
        return refund.put("balance_transaction", move("refund", -cents, refund));
    }

    private JsonNode get(String path, Map<String, String> form) throws Refusal {
        return switch (path) {
            case "/v1/balance" -> {
                long cents = all("txn_").stream()
                        .mapToLong(moved -> moved.path("net").asLong())
                        .sum();
                ObjectNode balance = JSON.createObjectNode().put("object", "balance");
                balance.putArray("available").addObject().put("amount", cents).put("currency", "usd");
                balance.putArray("pending");
                yield balance;
            }
            case "/v1/customers/search" -> {
                ObjectNode found = StripeWire.list(
                        "search_result",
                        all("cus_").stream()
                                .filter(customer -> form.getOrDefault("query", "")
                                        .contains(customer.path("metadata")
                                                .path("account")
                                                .asText("none")))
                                .toList());
                yield found;
            }
            case "/v1/payment_intents" -> StripeWire.page(path, all("pi_"), form, "customer");
            case "/v1/refunds" -> StripeWire.page(path, all("re_"), form, "payment_intent");
            case "/v1/balance_transactions" -> StripeWire.page(path, all("txn_"), form, "source");
            case "/v1/charges" -> StripeWire.page(path, all("ch_"), form, "customer");
            // It makes no invoices.
            case "/v1/disputes", "/v1/events", "/v1/invoices" -> StripeWire.list("list", List.of());
            case "/v1/invoices/search" -> StripeWire.list("search_result", List.of());
            default -> {
                ObjectNode found = objects.get(path.substring(path.lastIndexOf('/') + 1));
                if (found == null) {
                    throw unknown();
                }
                yield shown(found);
            }
        };
    }

    /** As it is at this moment: what nobody has paid in time is over. */
    private ObjectNode shown(ObjectNode object) {
        if (object.path("status").asText().equals("open") && !isOpen(object)) {
            object.put("status", "expired").putNull("url");
        }
        return object;
    }

    private List<ObjectNode> all(String prefix) {
        return objects.values().stream()
                .filter(object -> object.path("id").asText().startsWith(prefix))
                .toList();
    }

    private static Refusal unknown() {
        return new Refusal(404, "invalid_request_error", "resource_missing");
    }

    private static long number(Map<String, String> form, String name) throws Refusal {
        try {
            return Long.parseLong(form.getOrDefault(name, ""));
        } catch (NumberFormatException e) {
            throw new Refusal(400, "invalid_request_error", "parameter_invalid_integer");
        }
    }

    /** Stops at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
