package ai.ominigate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How Stripe's API is spoken by whoever stands in for it: forms in, lists in pages and errors out. What its objects are and what
 * becomes of them is not here, as the demo shows what works, and tests what does not.
 *
 * @see <a href="https://docs.stripe.com/api">Stripe's API reference</a>
 */
public final class StripeWire {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String USUAL_LIMIT = "10";

    private StripeWire() {}

    /** The fields of a form or a query, by their whole names, as {@code line_items[0][quantity]}. */
    public static Map<String, String> form(String text) {
        Map<String, String> form = new TreeMap<>();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                form.put(
                        URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    /** The pairs of such a field, as {@code metadata[order]}. */
    public static ObjectNode metadata(Map<String, String> form, String name) {
        ObjectNode metadata = JSON.createObjectNode();
        form.forEach((field, value) -> {
            if (field.startsWith(name + "[")) {
                metadata.put(field.substring(name.length() + 1, field.length() - 1), value);
            }
        });
        return metadata;
    }

    /** What goes wrong, as an answer has it below {@code error}. */
    public static ObjectNode error(String type, String code) {
        return JSON.createObjectNode().put("type", type).put("code", code).put("message", code);
    }

    /** All of these, which are few: a {@code list} or a {@code search_result}. */
    public static ObjectNode list(String kind, List<? extends JsonNode> all) {
        ObjectNode list = JSON.createObjectNode()
                .put("object", kind)
                .put("has_more", false)
                .put("url", "/v1");
        list.putArray("data").addAll(all);
        return list;
    }

    /**
     * The page that is asked for, the newest first.
     *
     * @param objects the oldest first
     * @param by what they can be filtered by, beside when they were made
     * @throws NumberFormatException if a number of the form is none
     */
    public static ObjectNode page(String url, List<ObjectNode> objects, Map<String, String> form, String by) {
        long from = Long.parseLong(form.getOrDefault("created[gte]", "0"));
        long until = Long.parseLong(form.getOrDefault("created[lt]", String.valueOf(Long.MAX_VALUE)));
        List<ObjectNode> found = new ArrayList<>(objects.reversed());
        found.removeIf(object -> object.path("created").asLong() < from
                || object.path("created").asLong() >= until
                || form.containsKey(by) && !form.get(by).equals(object.path(by).asText()));
        String after = form.get("starting_after");
        if (after != null) {
            List<String> ids =
                    found.stream().map(object -> object.path("id").asText()).toList();
            found = found.subList(ids.indexOf(after) + 1, found.size());
        }
        int limit = Integer.parseInt(form.getOrDefault("limit", USUAL_LIMIT));
        return list(
                        "list",
                        found.stream().limit(limit).map(ObjectNode::deepCopy).toList())
                .put("has_more", found.size() > limit)
                .put("url", url);
    }
}
