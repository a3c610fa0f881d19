package ai.ominigate.reconciliation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * What OpenAI and Anthropic answer to whoever asks for an organization's usage and costs, in their words and shapes: buckets
 * of a day, pages with a token for the next, an error that quotes the key.
 */
final class ReportsDouble implements AutoCloseable {
    static final String KEY = "sk-admin-of-the-tests-1234567890";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final Map<String, Map<LocalDate, List<ObjectNode>>> results = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final ConcurrentLinkedQueue<Integer> faults = new ConcurrentLinkedQueue<>();
    private volatile int daysOfAPage = 31;

    ReportsDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on a page has so many days. */
    void pagesOf(int days) {
        daysOfAPage = days;
    }

    /** The next requests are answered so, one each. */
    void fail(Integer... statuses) {
        faults.addAll(List.of(statuses));
    }

    /** What was asked for. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** Nothing was used. */
    synchronized void forget() {
        results.clear();
        asked.clear();
        faults.clear();
        daysOfAPage = 31;
    }

    // OpenAI

    void openAi(LocalDate day, String model, long calls, long input, long cached, long output) {
        add(
                "/v1/organization/usage/completions",
                day,
                JSON.createObjectNode()
                        .put("object", "organization.usage.completions.result")
                        .put("input_tokens", input)
                        .put("output_tokens", output)
                        .put("input_cached_tokens", cached)
                        .put("input_audio_tokens", 0)
                        .put("output_audio_tokens", 0)
                        .put("num_model_requests", calls)
                        .putNull("project_id")
                        .putNull("user_id")
                        .putNull("api_key_id")
                        .put("model", model)
                        .putNull("batch"));
    }

    void openAiEmbeddings(LocalDate day, String model, long calls, long input) {
        add(
                "/v1/organization/usage/embeddings",
                day,
                JSON.createObjectNode()
                        .put("object", "organization.usage.embeddings.result")
                        .put("input_tokens", input)
                        .put("num_model_requests", calls)
                        .put("model", model));
    }

    void openAiCost(LocalDate day, String item, double dollars) {
        ObjectNode cost = JSON.createObjectNode().put("object", "organization.costs.result");
        cost.putObject("amount").put("value", dollars).put("currency", "usd");
        cost.put("line_item", item).putNull("project_id");
        add("/v1/organization/costs", day, cost);
    }

    // Anthropic

    void anthropic(LocalDate day, String model, long uncached, long read, long written, long output) {
        ObjectNode use = JSON.createObjectNode().put("uncached_input_tokens", uncached);
        use.putObject("cache_creation")
                .put("ephemeral_1h_input_tokens", written / 2)
                .put("ephemeral_5m_input_tokens", written - written / 2);
        use.put("cache_read_input_tokens", read).put("output_tokens", output);
        use.putObject("server_tool_use").put("web_search_requests", 0);
        use.putNull("api_key_id").putNull("workspace_id").put("model", model).putNull("service_tier");
        add("/v1/organizations/usage_report/messages", day, use);
    }

    void anthropicCost(LocalDate day, String workspace, String model, String cents) {
        add(
                "/v1/organizations/cost_report",
                day,
                JSON.createObjectNode()
                        .put("currency", "USD")
                        .put("amount", cents)
                        .put("workspace_id", workspace)
                        .put("description", model + " Usage - Output Tokens")
                        .put("cost_type", "tokens")
                        .put("context_window", "0-200k")
                        .put("model", model)
                        .put("service_tier", "standard")
                        .put("token_type", "output_tokens"));
    }

    private synchronized void add(String path, LocalDate day, ObjectNode result) {
        results.computeIfAbsent(path, any -> new TreeMap<>())
                .computeIfAbsent(day, any -> new ArrayList<>())
                .add(result);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (answer.status() == 429) {
                exchange.getResponseHeaders().set("retry-after", "0");
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private record Answer(int status, String body) {}

    private synchronized Answer answer(HttpExchange exchange) {
        URI uri = exchange.getRequestURI();
        asked.add(uri.toString());
        boolean anthropic = uri.getPath().startsWith("/v1/organizations/");
        String shown = anthropic
                ? exchange.getRequestHeaders().getFirst("x-api-key")
                : exchange.getRequestHeaders().getFirst("Authorization");
        if (!(anthropic ? KEY : "Bearer " + KEY).equals(shown)
                || anthropic && exchange.getRequestHeaders().getFirst("anthropic-version") == null) {
            return new Answer(401, "{\"error\":{\"message\":\"Incorrect API key provided: " + shown + "\"}}");
        }
        Integer fault = faults.poll();
        if (fault != null) {
            return new Answer(fault, "{\"error\":{\"message\":\"not now, " + shown + "\"}}");
        }
        Map<String, String> query = query(uri);
        LocalDate first = day(query, anthropic ? "starting_at" : "start_time", anthropic);
        LocalDate end = day(query, anthropic ? "ending_at" : "end_time", anthropic);
        LocalDate from =
                query.containsKey("page") ? LocalDate.parse(query.get("page").substring("page_".length())) : first;
        ObjectNode page = JSON.createObjectNode();
        ArrayNode buckets = page.put("object", "page").putArray("data");
        LocalDate day = from;
        for (int i = 0; i < daysOfAPage && day.isBefore(end); i++) {
            bucket(buckets.addObject(), day, anthropic)
                    .addAll(results.getOrDefault(uri.getPath(), Map.of()).getOrDefault(day, List.of()));
            day = day.plusDays(1);
        }
        boolean more = day.isBefore(end);
        page.put("has_more", more).put("next_page", more ? "page_" + day : null);
        return new Answer(200, page.toString());
    }

    private static ArrayNode bucket(ObjectNode bucket, LocalDate day, boolean anthropic) {
        if (anthropic) {
            bucket.put("starting_at", day + "T00:00:00Z").put("ending_at", day.plusDays(1) + "T00:00:00Z");
        } else {
            bucket.put("object", "bucket")
                    .put("start_time", day.atStartOfDay().toEpochSecond(ZoneOffset.UTC))
                    .put("end_time", day.plusDays(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC));
        }
        return bucket.putArray("results");
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : uri.getRawQuery().split("&")) {
            int equals = pair.indexOf('=');
            query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static LocalDate day(Map<String, String> query, String name, boolean iso) {
        String value = query.getOrDefault(name, "");
        return iso
                ? OffsetDateTime.parse(value).toLocalDate()
                : LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(value)), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
