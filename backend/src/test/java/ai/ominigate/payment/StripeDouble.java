package ai.ominigate.payment;

import ai.ominigate.demo.StripeWire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stripe, as far as we use it, on this machine: it remembers what it was asked, replays what it answered under an idempotency
 * key, has states that change as they may, books every movement of money, lists in pages, and tells events. What people do at
 * Stripe's own pages tests do by its methods.
 *
 * <p>Its objects have what Stripe's have of cards, names and addresses, so that a test can look where that went.
 *
 * @see <a href="https://docs.stripe.com/api">Stripe's API reference</a>
 */
public final class StripeDouble implements AutoCloseable {
    /** What a payment has of the card and its owner. */
    public static final List<String> PRIVATE =
            List.of("4242", "Ottilie Zwetschke", "Quittenweg 17", "Xt5EWLLDS7FJjR1c", "98765-4321");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KEY_REUSED = 400;
    private static final int IN_USE = 409;
    private static final long FEE_PERCENT_TENTHS = 29;
    private static final long DISPUTE_FEE = 1_500;
    private static final long ANSWER_WITHIN = 9 * 24 * 3_600;

    private final HttpServer server;
    private final Map<String, ObjectNode> objects = new HashMap<>();
    private final Map<String, List<ObjectNode>> kinds = new HashMap<>();
    private final Map<String, byte[]> papers = new HashMap<>();
    private final Map<String, Answer> answers = new TreeMap<>();
    private final Map<String, String> asked = new TreeMap<>();
    private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final List<ObjectNode> events = new ArrayList<>();
    private final Map<String, List<ObjectNode>> eventsByOrder = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private final String run = Long.toString(System.nanoTime(), 36);
    private volatile Consumer<String> before = path -> {};
    private volatile Consumer<String> after = path -> {};
    private volatile String paysWith = "pm_card_visa";
    private volatile long now = System.currentTimeMillis() / 1_000;
    private volatile long taxPercent;
    private volatile String risk = "normal";
    private final AtomicReference<@Nullable URI> moved = new AtomicReference<>();

    private record Answer(int status, String body) {}

    /** What goes wrong with one request. */
    public enum Fault {
        /** It fails before anything is done. */
        ERROR,
        /** It is done, and the answer is an error; which the key replays. */
        ERROR_KEPT,
        /** It is done, and nobody hears of it: the connection breaks. */
        LOST,
        /** It comes too often. */
        TOO_OFTEN,
        /** The same is being asked elsewhere. */
        CONFLICT,
        /** The key has no right to it. */
        FORBIDDEN
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient ObjectNode error;
        private final int status;

        Refusal(int status, String type, String code) {
            super(code);
            this.status = status;
            this.error = StripeWire.error(type, code);
        }
    }

    private StripeDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** One that runs. */
    public static StripeDouble start() {
        try {
            return new StripeDouble();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on this is done when a request for such a path (with its method before) comes, before it is looked at. */
    public void before(Consumer<String> what) {
        before = what;
    }

    /** The same after all of it is done, and before it is answered. */
    public void after(Consumer<String> what) {
        after = what;
    }

    /** The next requests go wrong so, one each. */
    public void fail(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** The next request is answered by sending it elsewhere. */
    public void move(URI elsewhere) {
        moved.set(elsewhere);
    }

    /** Whether anybody has asked for anything. */
    public synchronized boolean wasAsked() {
        return !requests.isEmpty();
    }

    /** What is paid with from now on when nobody is there: one of Stripe's own test cards. */
    public void payWith(String card) {
        paysWith = card;
    }

    /** What Checkout adds from now on. */
    public void tax(long percent) {
        taxPercent = percent;
    }

    /** What Radar makes of payments from now on: {@code normal}, {@code elevated} or {@code highest}, which it blocks. */
    public void risk(String level) {
        risk = level;
    }

    /** How often this was asked for, as {@code POST /v1/payment_intents}. */
    public synchronized long asked(String request) {
        return requests.stream().filter(request::equals).count();
    }

    /** All objects with such an id. */
    public synchronized List<ObjectNode> all(String prefix) {
        return List.copyOf(kinds.getOrDefault(prefix, List.of()));
    }

    /** The same, that have this value there. */
    public synchronized List<ObjectNode> all(String prefix, String field, String value) {
        return all(prefix).stream()
                .filter(object -> object.path(field).asText().equals(value))
                .toList();
    }

    /** Events about what an order's payment is, and what became of it. */
    public synchronized List<ObjectNode> eventsOf(String order) {
        return List.copyOf(eventsByOrder.getOrDefault(order, List.of()));
    }

    /** One object, as it is now; tests may change it to what Stripe would never answer. */
    public synchronized ObjectNode object(String id) {
        return Objects.requireNonNull(objects.get(id), id);
    }

    /** Adds what tests have made themselves. */
    public synchronized void add(ObjectNode object) {
        String id = object.path("id").asText();
        objects.put(id, object);
        kinds.computeIfAbsent(id.substring(0, id.indexOf('_') + 1), _ -> new ArrayList<>())
                .add(object);
    }

    /** Events so far, the oldest first. */
    public synchronized List<ObjectNode> events() {
        return List.copyOf(events);
    }

    /** What it has of our money, in cents. */
    public synchronized long balanceCents() {
        return all("txn_").stream()
                .mapToLong(moved -> moved.path("net").asLong())
                .sum();
    }

    // What people do

    /** Somebody pays at Checkout. */
    public synchronized ObjectNode pay(String session) {
        ObjectNode checkout = object(session);
        if (!checkout.path("status").asText().equals("open")) {
            throw new IllegalStateException(session + " is " + checkout.path("status"));
        }
        ObjectNode intent = intentOf(checkout);
        succeed(intent);
        checkout.put("status", "complete").put("payment_status", "paid").putNull("url");
        tell("checkout.session.completed", checkout);
        return intent;
    }

    /** Somebody's card is declined there; they can try another. */
    public synchronized void decline(String session) {
        ObjectNode intent = intentOf(object(session));
        intent.put("status", "requires_payment_method");
        intent.putObject("last_payment_error")
                .put("type", "card_error")
                .put("code", "card_declined")
                .put("decline_code", "insufficient_funds");
        fail(intent);
        tell("payment_intent.payment_failed", intent);
    }

    /** A charge that was tried, and came to nothing. */
    private void fail(ObjectNode intent) {
        ObjectNode charge = make("ch", "charge")
                .put("amount", intent.path("amount").asLong())
                .put("currency", "usd")
                .put("payment_intent", intent.path("id").asText())
                .put("paid", false)
                .put("status", "failed");
        outcome(charge, risk.equals("highest") ? "blocked" : "issuer_declined");
        intent.put("latest_charge", charge.path("id").asText());
    }

    private void outcome(ObjectNode charge, String type) {
        charge.putObject("outcome").put("type", type).put("risk_level", risk).put("network_status", "n/a");
    }

    /** Somebody's bank has confirmed their card, or has not. */
    public synchronized void confirm(String session, boolean confirmed) {
        ObjectNode checkout = object(session);
        ObjectNode intent = make("seti", "setup_intent")
                .put("customer", checkout.path("customer").asText())
                .put("payment_method", "pm_" + ids.incrementAndGet())
                .put("status", confirmed ? "succeeded" : "requires_payment_method");
        checkout.put("setup_intent", intent.path("id").asText());
        if (confirmed) {
            checkout.put("status", "complete").putNull("url");
            tell("setup_intent.succeeded", intent);
            tell("checkout.session.completed", checkout);
        } else {
            tell("setup_intent.setup_failed", intent);
        }
    }

    /** Nobody has paid in time. */
    public synchronized void expire(String session) {
        ObjectNode checkout = object(session);
        if (checkout.path("status").asText().equals("open")) {
            checkout.put("status", "expired").putNull("url");
            tell("checkout.session.expired", checkout);
        }
    }

    private ObjectNode intentOf(ObjectNode checkout) {
        JsonNode known = checkout.path("payment_intent");
        if (known.isTextual()) {
            return object(known.asText());
        }
        ObjectNode intent = intent(
                checkout.path("amount_total").asLong(),
                checkout.path("currency").asText(),
                checkout.path("customer").asText(),
                checkout.path("metadata"));
        checkout.put("payment_intent", intent.path("id").asText());
        return intent;
    }

    private ObjectNode intent(long amount, String currency, String customer, JsonNode metadata) {
        ObjectNode intent = make("pi", "payment_intent")
                .put("amount", amount)
                .put("amount_received", 0)
                .put("currency", currency)
                .put("customer", customer)
                .put("capture_method", "automatic")
                .put("status", "requires_payment_method");
        intent.set("metadata", metadata.deepCopy());
        tell("payment_intent.created", intent);
        return intent;
    }

    private void succeed(ObjectNode intent) {
        ObjectNode charge = make("ch", "charge")
                .put("amount", intent.path("amount").asLong())
                .put("amount_refunded", 0)
                .put("currency", intent.path("currency").asText())
                .put("customer", intent.path("customer").asText())
                .put("payment_intent", intent.path("id").asText())
                .put("paid", true)
                .put("receipt_url", "https://pay.stripe.example/receipts/" + ids.get())
                .put("status", "succeeded");
        charge.putObject("billing_details")
                .put("name", PRIVATE.get(1))
                .put("email", "ottilie@example.com")
                .putObject("address")
                .put("line1", PRIVATE.get(2))
                .put("postal_code", PRIVATE.get(4));
        charge.putObject("payment_method_details")
                .put("type", "card")
                .putObject("card")
                .put("brand", "visa")
                .put("last4", PRIVATE.get(0))
                .put("exp_month", 8)
                .put("exp_year", 2030)
                .put("fingerprint", PRIVATE.get(3));
        outcome(charge, risk.equals("elevated") ? "manual_review" : "authorized");
        long amount = intent.path("amount").asLong();
        ObjectNode moved = move("charge", amount, amount * FEE_PERCENT_TENTHS / 1_000 + 30, charge);
        charge.put("balance_transaction", moved.path("id").asText());
        intent.put("status", "succeeded")
                .put("amount_received", amount)
                .put("payment_method", "pm_" + ids.incrementAndGet())
                .put("latest_charge", charge.path("id").asText())
                .putNull("last_payment_error");
        tell("charge.succeeded", charge);
        tell("payment_intent.succeeded", intent);
    }

    private ObjectNode move(String type, long amount, long fee, ObjectNode source) {
        ObjectNode moved = make("txn", "balance_transaction")
                .put("type", type)
                .put("amount", amount)
                .put("fee", fee)
                .put("net", amount - fee)
                .put("currency", source.path("currency").asText("usd"))
                .put("status", "available")
                .put("source", source.path("id").asText());
        moved.put("available_on", now);
        return moved;
    }

    /** The customer's bank takes a payment back, or asks about it ({@code warning_needs_response}). */
    public synchronized ObjectNode dispute(String intent, long cents, String status) {
        ObjectNode charge = object(object(intent).path("latest_charge").asText());
        ObjectNode dispute = make("dp", "dispute")
                .put("amount", cents)
                .put("currency", "usd")
                .put("charge", charge.path("id").asText())
                .put("payment_intent", intent)
                .put("reason", "fraudulent")
                .put("is_charge_refundable", false)
                .put("status", status);
        dispute.putArray("balance_transactions");
        dispute.putObject("evidence_details")
                .put("due_by", now + ANSWER_WITHIN)
                .put("has_evidence", false)
                .put("past_due", false)
                .put("submission_count", 0);
        tell("charge.dispute.created", dispute);
        if (!status.startsWith("warning_")) {
            withdraw(dispute);
        }
        return dispute;
    }

    private void withdraw(ObjectNode dispute) {
        ObjectNode moved = move("adjustment", -dispute.path("amount").asLong(), DISPUTE_FEE, dispute);
        ((ArrayNode) dispute.path("balance_transactions")).add(moved.deepCopy());
        tell("charge.dispute.funds_withdrawn", dispute);
    }

    /** Somebody answers the bank in Stripe's dashboard. */
    public synchronized void answer(String dispute) {
        ObjectNode contested = object(dispute);
        contested.put("status", "under_review");
        ((ObjectNode) contested.path("evidence_details"))
                .put("has_evidence", true)
                .put("submission_count", 1);
        tell("charge.dispute.updated", contested);
    }

    /** The bank decides. */
    public synchronized void close(String dispute, boolean won) {
        ObjectNode contested = object(dispute);
        boolean inquiry = contested.path("status").asText().startsWith("warning_");
        contested.put("status", inquiry ? "warning_closed" : won ? "won" : "lost");
        if (won && !inquiry) {
            ObjectNode moved = move("adjustment", contested.path("amount").asLong(), 0, contested);
            ((ArrayNode) contested.path("balance_transactions")).add(moved.deepCopy());
            tell("charge.dispute.funds_reinstated", contested);
        }
        tell("charge.dispute.closed", contested);
    }

    /** A bank warns that a payment was fraud. */
    public synchronized ObjectNode warn(String intent) {
        ObjectNode warning = make("issfr", "radar.early_fraud_warning")
                .put("actionable", true)
                .put("charge", object(intent).path("latest_charge").asText())
                .put("payment_intent", intent)
                .put("fraud_type", "misc");
        tell("radar.early_fraud_warning.created", warning);
        return warning;
    }

    /** Somebody pays back in Stripe's dashboard. */
    public synchronized ObjectNode payBack(String intent, long cents) {
        try {
            return refund(intent, cents, JSON.createObjectNode());
        } catch (Refusal e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode refund(String intent, long cents, JsonNode metadata) throws Refusal {
        ObjectNode charge = object(object(intent).path("latest_charge").asText());
        boolean disputed = all("dp_").stream()
                .anyMatch(dispute -> dispute.path("payment_intent").asText().equals(intent)
                        && !dispute.path("status").asText().startsWith("warning_")
                        && !dispute.path("status").asText().equals("won"));
        if (disputed) {
            throw new Refusal(400, "invalid_request_error", "charge_disputed");
        }
        long refunded = charge.path("amount_refunded").asLong();
        if (refunded + cents > charge.path("amount").asLong()) {
            throw new Refusal(400, "invalid_request_error", "charge_already_refunded");
        }
        charge.put("amount_refunded", refunded + cents);
        ObjectNode refund = make("re", "refund")
                .put("amount", cents)
                .put("currency", "usd")
                .put("charge", charge.path("id").asText())
                .put("payment_intent", intent)
                .put("status", "succeeded");
        refund.set("metadata", metadata.deepCopy());
        refund.put(
                "balance_transaction",
                move("refund", -cents, 0, refund).path("id").asText());
        tell("refund.created", refund);
        tell("charge.refunded", charge);
        return refund;
    }

    /** A bank did not take a refund. */
    public synchronized void failRefund(String id) {
        ObjectNode refund = object(id);
        refund.put("status", "failed").put("failure_reason", "lost_or_stolen_card");
        ObjectNode charge = object(refund.path("charge").asText());
        charge.put(
                "amount_refunded",
                charge.path("amount_refunded").asLong() - refund.path("amount").asLong());
        ObjectNode moved = move("refund_failure", refund.path("amount").asLong(), 0, refund);
        refund.put("failure_balance_transaction", moved.path("id").asText());
        tell("refund.failed", refund);
    }

    /** Stripe pays us out. */
    public synchronized void payOut(long cents) {
        ObjectNode payout =
                make("po", "payout").put("amount", cents).put("currency", "usd").put("status", "paid");
        move("payout", -cents, 0, payout);
    }

    /** Has made this customer an invoice of this number, which is one of its objects. */
    public synchronized ObjectNode invoice(String number, String customer) {
        ObjectNode invoice = make("in", "invoice").put("number", number).put("customer", customer);
        String page = url() + "/invoice/" + invoice.path("id").asText();
        return invoice.put("total", 2_500)
                .put("currency", "usd")
                .put("status", "paid")
                .put("customer_name", PRIVATE.get(1))
                .put("hosted_invoice_url", page)
                .put("invoice_pdf", page + "/pdf");
    }

    /** From now on this is what an invoice is as a file. */
    public synchronized void paper(ObjectNode invoice, byte[] content) {
        papers.put("/invoice/" + invoice.path("id").asText() + "/pdf", content.clone());
    }

    private synchronized byte @Nullable [] paper(String path) {
        ObjectNode invoice = objects.get(path.replaceAll("^/invoice/|/pdf$", ""));
        byte[] usual = invoice == null
                ? null
                : ("%PDF-1.7 " + invoice.path("number").asText()).getBytes(StandardCharsets.UTF_8);
        return papers.getOrDefault(path, usual);
    }

    private ObjectNode make(String prefix, String kind) {
        String id = prefix + "_" + (prefix.equals("cs") ? "test_" : "") + run + ids.incrementAndGet();
        ObjectNode made = JSON.createObjectNode()
                .put("id", id)
                .put("object", kind)
                .put("created", now)
                .put("livemode", false);
        made.putObject("metadata");
        add(made);
        return made;
    }

    private void tell(String type, ObjectNode about) {
        ObjectNode event = JSON.createObjectNode()
                .put("id", "evt_" + run + ids.incrementAndGet())
                .put("object", "event")
                .put("api_version", "2026-07-29.dahlia")
                .put("created", now)
                .put("livemode", false)
                .put("pending_webhooks", 1)
                .put("type", type);
        event.putObject("data").set("object", about.deepCopy());
        event.putObject("request").putNull("id").putNull("idempotency_key");
        events.add(event);
        eventsByOrder.computeIfAbsent(orderOf(about), _ -> new ArrayList<>()).add(event);
    }

    /** By itself or by its payment; nothing for what is about no order. */
    private String orderOf(ObjectNode object) {
        String order = object.path("metadata").path("order").asText();
        ObjectNode intent = objects.get(object.path("payment_intent").asText());
        return order.isEmpty() && intent != null
                ? intent.path("metadata").path("order").asText()
                : order;
    }

    // The API

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String request = exchange.getRequestMethod() + " " + path;
            Map<String, String> form =
                    StripeWire.form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (exchange.getRequestURI().getRawQuery() != null) {
                form.putAll(StripeWire.form(exchange.getRequestURI().getRawQuery()));
            }
            before.accept(request);
            if (path.startsWith("/v1/privacy/")
                    && !String.valueOf(exchange.getRequestHeaders().get("Stripe-Version"))
                            .endsWith(".preview]")) {
                throw new IOException("only a preview of the API has redaction jobs");
            }
            URI elsewhere = moved.getAndSet(null);
            if (elsewhere != null) {
                exchange.getResponseHeaders().add("Location", elsewhere + path);
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            Fault fault = faults.poll();
            byte[] paper = path.startsWith("/invoice/") ? paper(path) : null;
            if (paper != null) {
                exchange.sendResponseHeaders(fault == null ? 200 : 500, paper.length);
                exchange.getResponseBody().write(paper);
                return;
            }
            Answer answer = fault == Fault.ERROR
                    ? error(500, "api_error", "api_error")
                    : fault == Fault.TOO_OFTEN
                            ? error(429, "invalid_request_error", "rate_limit")
                            : fault == Fault.CONFLICT
                                    ? error(IN_USE, "idempotency_error", "idempotency_key_in_use")
                                    : fault == Fault.FORBIDDEN
                                            ? error(403, "invalid_request_error", "permission_denied")
                                            : answer(
                                                    exchange.getRequestMethod(),
                                                    path,
                                                    form,
                                                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                                                    fault == Fault.ERROR_KEPT);
            after.accept(request);
            if (fault == Fault.LOST) {
                return; // closes the connection without a byte
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("Request-Id", "req_" + ids.incrementAndGet());
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized Answer answer(
            String method, String path, Map<String, String> form, @Nullable String key, boolean failsAfter) {
        requests.add(method + " " + path);
        if (!method.equals("POST") || key == null) {
            return done(method, path, form);
        }
        String wish = path + " " + new TreeMap<>(form);
        Answer before = answers.get(key);
        if (before != null) {
            return wish.equals(asked.get(key)) ? before : error(KEY_REUSED, "idempotency_error", "idempotency_error");
        }
        Answer answer = done(method, path, form);
        if (failsAfter) {
            answer = error(500, "api_error", "api_error");
        }
        // What is refused before it begins is not kept.
        if (answer.status() != 400 && answer.status() != 404) {
            answers.put(key, answer);
            asked.put(key, wish);
        }
        return answer;
    }

    private Answer done(String method, String path, Map<String, String> form) {
        try {
            JsonNode answer = switch (method) {
                case "POST" -> post(path, form);
                case "DELETE" -> delete(path);
                default -> get(path, form);
            };
            return new Answer(200, answer.toString());
        } catch (Refusal e) {
            return new Answer(
                    e.status, JSON.createObjectNode().set("error", e.error).toString());
        }
    }

    private static Answer error(int status, String type, String code) {
        return new Answer(
                status,
                JSON.createObjectNode()
                        .set("error", StripeWire.error(type, code))
                        .toString());
    }

    private JsonNode post(String path, Map<String, String> form) throws Refusal {
        return switch (path) {
            case "/v1/customers" -> {
                ObjectNode customer = make("cus", "customer");
                if (form.containsKey("email")) {
                    customer.put("email", form.get("email"));
                }
                customer.putObject("invoice_settings").putNull("default_payment_method");
                customer.set("metadata", StripeWire.metadata(form, "metadata"));
                yield customer;
            }
            case "/v1/privacy/redaction_jobs" ->
                make("prj", "privacy.redaction_job")
                        .put("status", "validating")
                        .put("customer", required(form, "objects[customers][]"));
            case "/v1/checkout/sessions" -> checkout(form);
            case "/v1/payment_intents" -> payNow(form);
            case "/v1/refunds" ->
                refund(
                        required(form, "payment_intent"),
                        Long.parseLong(required(form, "amount")),
                        StripeWire.metadata(form, "metadata"));
            case "/v1/billing_portal/sessions" ->
                make("bps", "billing_portal.session")
                        .put("customer", required(form, "customer"))
                        .put("return_url", required(form, "return_url"))
                        .put("url", "https://billing.stripe.example/session");
            default -> change(path, form);
        };
    }

    private ObjectNode change(String path, Map<String, String> form) throws Refusal {
        if (path.endsWith("/attach")) {
            return attach(path, form);
        }
        if (path.endsWith("/run")) {
            ObjectNode job = objects.get(path.split("/")[4]);
            if (job == null || !job.path("status").asText().equals("ready")) {
                throw new Refusal(400, "invalid_request_error", "parameter_invalid");
            }
            return job.put("status", "redacting");
        }
        String disputes = "/v1/disputes/";
        return path.startsWith(disputes) ? evidence(path.substring(disputes.length()), form) : update(path, form);
    }

    /** A customer's name, their address, and what they pay with. */
    private ObjectNode update(String path, Map<String, String> form) throws Refusal {
        ObjectNode customer = customer(path);
        String method = form.get("invoice_settings[default_payment_method]");
        if (method != null) {
            customer.putObject("invoice_settings").put("default_payment_method", method);
        }
        for (String field : List.of("email", "name")) {
            if (form.containsKey(field)) {
                customer.put(field, form.get(field));
            }
        }
        return customer;
    }

    private ObjectNode customer(String path) throws Refusal {
        String prefix = "/v1/customers/";
        ObjectNode customer = path.startsWith(prefix) ? objects.get(path.substring(prefix.length())) : null;
        if (customer == null || customer.path("deleted").asBoolean()) {
            throw new Refusal(404, "invalid_request_error", "resource_missing");
        }
        return customer;
    }

    /** Of a deleted customer nothing is left but that it is. */
    private ObjectNode delete(String path) throws Refusal {
        ObjectNode customer = customer(path);
        customer.retain("id", "object");
        return customer.put("deleted", true);
    }

    /** A card is confirmed there, by its bank, and nothing is paid. */
    private ObjectNode cardPage(Map<String, String> form) throws Refusal {
        require(objects.containsKey(required(form, "customer")));
        require("card".equals(form.get("payment_method_types[0]")));
        require("any".equals(form.get("payment_method_options[card][request_three_d_secure]")));
        ObjectNode session = make("cs", "checkout.session")
                .put("mode", "setup")
                .put("status", "open")
                .put("payment_status", "no_payment_required")
                .put("customer", form.get("customer"))
                .put("success_url", required(form, "success_url"))
                .putNull("payment_intent")
                .putNull("setup_intent");
        session.put(
                "url", "https://checkout.stripe.example/c/" + session.path("id").asText());
        session.set("metadata", StripeWire.metadata(form, "metadata"));
        return session;
    }

    private ObjectNode checkout(Map<String, String> form) throws Refusal {
        if ("setup".equals(form.get("mode"))) {
            return cardPage(form);
        }
        require("payment".equals(form.get("mode")));
        require(objects.containsKey(required(form, "customer")));
        require(Long.parseLong(required(form, "expires_at")) >= System.currentTimeMillis() / 1_000 + 1_700);
        long subtotal = 0;
        for (int line = 0; form.containsKey("line_items[" + line + "][quantity]"); line++) {
            String price = "line_items[" + line + "][price_data]";
            require("usd".equals(form.get(price + "[currency]")));
            subtotal += Long.parseLong(required(form, price + "[unit_amount]"))
                    * Long.parseLong(required(form, "line_items[" + line + "][quantity]"));
        }
        long tax = "true".equals(form.get("automatic_tax[enabled]")) ? subtotal * taxPercent / 100 : 0;
        ObjectNode session = make("cs", "checkout.session")
                .put("mode", "payment")
                .put("status", "open")
                .put("payment_status", "unpaid")
                .put("currency", "usd")
                .put("customer", form.get("customer"))
                .put("client_reference_id", form.get("client_reference_id"))
                .put("amount_subtotal", subtotal)
                .put("amount_total", subtotal + tax)
                .put("expires_at", Long.parseLong(form.get("expires_at")))
                .put("success_url", required(form, "success_url"))
                .putNull("payment_intent");
        session.put(
                "url", "https://checkout.stripe.example/c/" + session.path("id").asText());
        session.putObject("invoice_creation").put("enabled", "true".equals(form.get("invoice_creation[enabled]")));
        session.putObject("total_details").put("amount_tax", tax);
        session.set("metadata", StripeWire.metadata(form, "payment_intent_data[metadata]"));
        return session;
    }

    /** Which of Stripe's test cards this is: itself, what was attached, or what tests pay with from now on. */
    private String card(String method) {
        ObjectNode attached = objects.get(method);
        return method.startsWith("pm_card_")
                ? method
                : attached == null ? paysWith : attached.path("double_card").asText();
    }

    private ObjectNode attach(String path, Map<String, String> form) throws Refusal {
        String card = path.split("/")[3];
        require(card.startsWith("pm_card_") && objects.containsKey(required(form, "customer")));
        return make("pm", "payment_method")
                .put("type", "card")
                .put("customer", form.get("customer"))
                .put("double_card", card);
    }

    private ObjectNode payNow(Map<String, String> form) throws Refusal {
        require("true".equals(form.get("confirm")) && "true".equals(form.get("off_session")));
        String card = card(required(form, "payment_method"));
        ObjectNode intent = intent(
                Long.parseLong(required(form, "amount")),
                required(form, "currency"),
                required(form, "customer"),
                StripeWire.metadata(form, "metadata"));
        String declined = switch (card) {
            case "pm_card_authenticationRequired" -> "authentication_required";
            case "pm_card_chargeDeclined", "pm_card_chargeCustomerFail" -> "generic_decline";
            case "pm_card_insufficientFunds" -> "insufficient_funds";
            default -> null;
        };
        if (declined == null) {
            succeed(intent);
            follow(intent, card);
            return "latest_charge".equals(form.get("expand[0]")) ? withCharge(intent) : intent;
        }
        intent.put("status", "requires_payment_method");
        ObjectNode error = intent.putObject("last_payment_error")
                .put("type", "card_error")
                .put("code", declined.equals("authentication_required") ? declined : "card_declined")
                .put("decline_code", declined);
        fail(intent);
        tell("payment_intent.payment_failed", intent);
        Refusal refusal = new Refusal(402, "card_error", error.path("code").asText());
        refusal.error.put("decline_code", declined).set("payment_intent", intent.deepCopy());
        throw refusal;
    }

    /** What such a card leads to after it has paid. */
    private void follow(ObjectNode intent, String card) {
        String id = intent.path("id").asText();
        switch (card) {
            case "pm_card_createDispute" -> dispute(id, intent.path("amount").asLong(), "needs_response");
            case "pm_card_createIssuerFraudRecord" -> warn(id);
            case "pm_card_refundFail" -> intent.put("double_refunds_fail", true);
            case "pm_card_riskLevelElevated" ->
                ((ObjectNode) object(intent.path("latest_charge").asText()).path("outcome"))
                        .put("type", "manual_review")
                        .put("risk_level", "elevated");
            default -> {}
        }
    }

    /** Somebody answers the bank, which decides by Stripe's words for it. */
    private ObjectNode evidence(String dispute, Map<String, String> form) throws Refusal {
        require("true".equals(form.get("submit")));
        close(dispute, "winning_evidence".equals(form.get("evidence[uncategorized_text]")));
        return object(dispute);
    }

    private JsonNode get(String path, Map<String, String> form) throws Refusal {
        String[] parts = path.substring("/v1/".length()).split("/");
        return switch (path) {
            case "/v1/balance" -> {
                ObjectNode balance =
                        JSON.createObjectNode().put("object", "balance").put("livemode", false);
                balance.putArray("available")
                        .addObject()
                        .put("amount", balanceCents())
                        .put("currency", "usd");
                balance.putArray("pending").addObject().put("amount", 0).put("currency", "usd");
                yield balance;
            }
            case "/v1/customers/search" -> {
                String query = required(form, "query");
                yield StripeWire.list(
                        "search_result",
                        all("cus_").stream()
                                .filter(customer -> query.contains(customer.path("metadata")
                                        .path("account")
                                        .asText("none")))
                                .toList());
            }
            case "/v1/invoices/search" -> {
                String query = required(form, "query");
                yield StripeWire.list(
                        "search_result",
                        all("in_").stream()
                                .filter(invoice -> query.contains(
                                        "'" + invoice.path("number").asText() + "'"))
                                .toList());
            }
            case "/v1/charges" -> StripeWire.page(path, all("ch_"), form, "customer");
            case "/v1/invoices" -> StripeWire.page(path, all("in_"), form, "customer");
            case "/v1/payment_intents" -> StripeWire.page(path, all("pi_"), form, "customer");
            case "/v1/refunds" -> StripeWire.page(path, all("re_"), form, "payment_intent");
            case "/v1/disputes" -> StripeWire.page(path, all("dp_"), form, "payment_intent");
            case "/v1/balance_transactions" -> StripeWire.page(path, all("txn_"), form, "source");
            case "/v1/radar/early_fraud_warnings" -> StripeWire.page(path, all("issfr_"), form, "payment_intent");
            case "/v1/events" -> StripeWire.page(path, events(), form, "none");
            default -> {
                ObjectNode found = objects.get(parts[parts.length - 1]);
                if (found == null) {
                    throw new Refusal(404, "invalid_request_error", "resource_missing");
                }
                bankAnswers(found);
                yield "latest_charge".equals(form.get("expand[0]")) ? withCharge(found) : found;
            }
        };
    }

    /** Some moments after a refund to a card that takes none. */
    private void bankAnswers(ObjectNode refund) {
        ObjectNode intent = objects.get(refund.path("payment_intent").asText());
        if (refund.path("object").asText().equals("refund")
                && refund.path("status").asText().equals("succeeded")
                && intent != null
                && intent.path("double_refunds_fail").asBoolean()) {
            failRefund(refund.path("id").asText());
        }
    }

    /** As it is, with its charge in the place of the charge's name. */
    private ObjectNode withCharge(ObjectNode intent) {
        ObjectNode whole = intent.deepCopy();
        ObjectNode charge = objects.get(intent.path("latest_charge").asText());
        if (charge != null) {
            whole.set("latest_charge", charge.deepCopy());
        }
        return whole;
    }

    /** Seconds go by. */
    public synchronized void pass(long seconds) {
        now += seconds;
    }

    private static String required(Map<String, String> form, String name) throws Refusal {
        String value = form.get(name);
        if (value == null) {
            throw new Refusal(400, "invalid_request_error", "parameter_missing");
        }
        return value;
    }

    private static void require(boolean holds) throws Refusal {
        if (!holds) {
            throw new Refusal(400, "invalid_request_error", "parameter_invalid");
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
