package ai.ominigate.console.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The body of {@code GET /health}: {@code {"status":"UP","details":{"jdbc":{"status":"UP","details":{…}}}}}. The
 * server decides how much of it a caller sees; {@code status} alone is a whole report.
 *
 * @param up whether the server says that it serves calls
 * @param components in the order of their names, those that are not up first
 */
record HealthReport(boolean up, List<Component> components) {

    private static final Comparator<Component> WORST_FIRST = Comparator.comparing(
                    (Component part) -> part.state() == Component.State.UP)
            .thenComparing(Component::name);

    HealthReport {
        components = List.copyOf(components);
    }

    /** @return empty if this is no health report */
    static Optional<HealthReport> of(JsonNode body) {
        String status = body.path("status").asText("");
        if (status.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new HealthReport(status.equals("UP"), components(body.path("details"))));
    }

    private static List<Component> components(JsonNode details) {
        return details.properties().stream()
                .map(entry -> component(entry.getKey(), entry.getValue()))
                .sorted(WORST_FIRST)
                .toList();
    }

    private static Component component(String name, JsonNode part) {
        return new Component(name, state(part.path("status").asText("")), note(part.path("details")));
    }

    private static Component.State state(String status) {
        return Stream.of(Component.State.values())
                .filter(state -> state.name().equals(status.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElse(Component.State.UNKNOWN);
    }

    /** Reports put their sentence under one of these names, if they have one. */
    private static String note(JsonNode details) {
        return Stream.of("message", "error")
                .map(details::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse("");
    }
}
