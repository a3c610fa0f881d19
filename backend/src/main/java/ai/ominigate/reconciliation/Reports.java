package ai.ominigate.reconciliation;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What a provider says that we used, by day (UTC) and model.
 *
 * <p>OpenAI: <a href="https://platform.openai.com/docs/api-reference/usage">usage and costs of an organization</a>; input
 * has what is cached in it, a cost's line item begins with the model. Anthropic: <a
 * href="https://platform.claude.com/docs/en/api/admin/cost_report">usage and cost reports</a>; the classes of input are
 * apart, amounts are cents as decimals, and what the priority tier costs is not in them. Blocks.
 */
@Singleton
final class Reports {
    /** Days of one page; more than both give where nobody asks. */
    private static final String PAGE = "31";

    /** A report that has more pages than this never ends. */
    private static final int MOST_PAGES = 1_000;

    private static final String ANTHROPIC_VERSION = "2023-06-01";
    private static final int DOLLARS_TO_NANOS = 9;
    private static final int CENTS_TO_NANOS = 7;

    private final ReportHttp http;

    Reports(ReportHttp http) {
        this.http = http;
    }

    /** By day and model. */
    static final class Days {
        private final Map<LocalDate, Map<String, Used>> days = new TreeMap<>();

        void add(LocalDate day, String model, Used used) {
            days.computeIfAbsent(day, any -> new TreeMap<>()).merge(ModelName.of(model), used, Used::plus);
        }

        Map<String, Used> of(LocalDate day) {
            return days.getOrDefault(day, Map.of());
        }
    }

    /** From the first of these days to the last. */
    Days read(ReportSettings settings, LocalDate first, LocalDate last) throws ReportProblem {
        try {
            return switch (settings.kind()) {
                case OPENAI -> openAi(settings, first, last);
                case ANTHROPIC -> anthropic(settings, first, last);
            };
        } catch (ArithmeticException | DateTimeParseException | NumberFormatException e) {
            throw new ReportProblem("not_readable");
        }
    }

    private Days openAi(ReportSettings settings, LocalDate first, LocalDate last) throws ReportProblem {
        List<String> query = new ArrayList<>(List.of(
                "start_time",
                seconds(first),
                "end_time",
                seconds(last.plusDays(1)),
                "bucket_width",
                "1d",
                "limit",
                PAGE));
        settings.only().forEach(project -> query.addAll(List.of("project_ids", project)));
        Map<String, String> headers = Map.of("Authorization", "Bearer " + settings.adminKey());
        Days days = new Days();
        for (String kind : List.of("completions", "embeddings")) {
            pages(
                    settings,
                    "/v1/organization/usage/" + kind,
                    with(query, "group_by", "model"),
                    headers,
                    (bucket, use) -> days.add(unixDay(bucket), model(use), openAiTokens(use)));
        }
        pages(settings, "/v1/organization/costs", with(query, "group_by", "line_item"), headers, (bucket, cost) -> {
            JsonNode amount = cost.path("amount");
            requireDollars(amount.path("currency").asText());
            days.add(
                    unixDay(bucket),
                    lineItemModel(cost.path("line_item").asText("")),
                    Used.costing(nanos(amount.path("value").asText(), DOLLARS_TO_NANOS)));
        });
        return days;
    }

    private static Used openAiTokens(JsonNode use) {
        return new Used(
                use.path("num_model_requests").asLong(),
                use.path("input_tokens").asLong(),
                use.path("input_cached_tokens").asLong(),
                null,
                use.path("output_tokens").asLong(),
                null);
    }

    /** {@code gpt-4o-2024-08-06, input} is of that model; what has another form is a model of its own, and stands out. */
    private static String lineItemModel(String item) {
        int comma = item.indexOf(", ");
        return item.isBlank() ? "unnamed" : comma < 0 ? item : item.substring(0, comma);
    }

    private Days anthropic(ReportSettings settings, LocalDate first, LocalDate last) throws ReportProblem {
        List<String> query = List.of(
                "starting_at",
                first.atStartOfDay().atOffset(ZoneOffset.UTC).toString(),
                "ending_at",
                last.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC).toString(),
                "bucket_width",
                "1d",
                "limit",
                PAGE);
        Map<String, String> headers = Map.of("x-api-key", settings.adminKey(), "anthropic-version", ANTHROPIC_VERSION);
        List<String> usage = with(query, "group_by[]", "model");
        settings.only().forEach(workspace -> usage.addAll(List.of("workspace_ids[]", workspace)));
        Days days = new Days();
        pages(
                settings,
                "/v1/organizations/usage_report/messages",
                usage,
                headers,
                (bucket, use) -> days.add(isoDay(bucket), model(use), anthropicTokens(use)));
        List<String> costs = with(with(query, "group_by[]", "description"), "group_by[]", "workspace_id");
        pages(settings, "/v1/organizations/cost_report", costs, headers, (bucket, cost) -> {
            if (settings.only().isEmpty()
                    || settings.only().contains(cost.path("workspace_id").asText())) {
                requireDollars(cost.path("currency").asText());
                String named = cost.path("model").asText("");
                days.add(
                        isoDay(bucket),
                        named.isBlank() || named.equals("null") ? item(cost) : named,
                        Used.costing(nanos(cost.path("amount").asText(), CENTS_TO_NANOS)));
            }
        });
        return days;
    }

    private static String item(JsonNode cost) {
        String item = cost.path("cost_type").asText("");
        return item.isBlank() || item.equals("null") ? "unnamed" : item;
    }

    private static Used anthropicTokens(JsonNode use) {
        JsonNode writes = use.path("cache_creation");
        long written = Math.addExact(
                writes.path("ephemeral_5m_input_tokens").asLong(),
                writes.path("ephemeral_1h_input_tokens").asLong());
        long read = use.path("cache_read_input_tokens").asLong();
        long input =
                Math.addExact(Math.addExact(use.path("uncached_input_tokens").asLong(), written), read);
        return new Used(null, input, read, written, use.path("output_tokens").asLong(), null);
    }

    private static String model(JsonNode use) {
        String model = use.path("model").asText("");
        return model.isBlank() || model.equals("null") ? "unnamed" : model;
    }

    private static List<String> with(List<String> query, String name, String value) {
        List<String> more = new ArrayList<>(query);
        more.addAll(List.of(name, value));
        return more;
    }

    /** Every result of every page with its bucket. */
    private void pages(
            ReportSettings settings,
            String path,
            List<String> query,
            Map<String, String> headers,
            BiConsumer<JsonNode, JsonNode> each)
            throws ReportProblem {
        String page = "";
        for (int read = 0; read < MOST_PAGES; read++) {
            List<String> all = page.isEmpty() ? query : with(query, "page", page);
            JsonNode answer = http.get(URI.create(settings.base() + path + "?" + encoded(all)), headers);
            JsonNode buckets = answer.path("data");
            if (!buckets.isArray()) {
                throw new ReportProblem("not_readable");
            }
            for (JsonNode bucket : buckets) {
                bucket.path("results").forEach(result -> each.accept(bucket, result));
            }
            if (!answer.path("has_more").asBoolean()) {
                return;
            }
            String next = answer.path("next_page").asText("");
            if (next.isEmpty() || next.equals(page)) {
                throw new ReportProblem("not_readable");
            }
            page = next;
        }
        throw new ReportProblem("endless");
    }

    private static String encoded(List<String> pairs) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < pairs.size(); i += 2) {
            query.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(pairs.get(i), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(pairs.get(i + 1), StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    private static String seconds(LocalDate day) {
        return String.valueOf(day.atStartOfDay().toEpochSecond(ZoneOffset.UTC));
    }

    private static LocalDate unixDay(JsonNode bucket) {
        return LocalDate.ofInstant(
                Instant.ofEpochSecond(bucket.path("start_time").asLong()), ZoneOffset.UTC);
    }

    private static LocalDate isoDay(JsonNode bucket) {
        return OffsetDateTime.parse(bucket.path("starting_at").asText())
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalDate();
    }

    private static long nanos(String amount, int places) {
        return new BigDecimal(amount)
                .movePointRight(places)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static void requireDollars(String currency) {
        if (!currency.equalsIgnoreCase("usd")) {
            throw new NumberFormatException("another currency");
        }
    }
}
