package ai.ominigate.customer.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A route that customers have, as the router has it: of {@code /api/v1}, or a page.
 *
 * @param permission what it needs; null if nothing
 * @param forEverybody whether it says so
 * @param takesFields whether its body is a form
 * @param json the record that its body is; null if it takes none, or a form
 * @param ids parameters of its query that name something by an id
 */
record CustomerRoute(
        HttpMethod method,
        String template,
        @Nullable Permission permission,
        boolean forEverybody,
        boolean takesFields,
        @Nullable Class<?> json,
        List<String> ids) {
    private static final String API = "/api/v1";

    /**
     * Faces that are not customers' or show nothing of theirs, and pages that the link of a letter alone opens: they have
     * tests of their own for who may what.
     */
    private static final List<String> OF_OTHERS = List.of(
            "/v1", "/admin", "/openapi", "/webhooks", "/prometheus", "/health", "/assets", "/legal", "/privacy");

    private static final Path GOLDEN =
            Path.of("..", "shared-model", "src", "test", "resources", "json").toAbsolutePath();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    /** All there are, whoever has added them. */
    static List<CustomerRoute> all(Router router) {
        return router.uriRoutes()
                .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                .map(CustomerRoute::of)
                .filter(route -> OF_OTHERS.stream()
                        .noneMatch(face -> route.template.equals(face) || route.template.startsWith(face + "/")))
                .distinct()
                .sorted(Comparator.comparing(CustomerRoute::template)
                        .thenComparing(route -> route.method().name()))
                .toList();
    }

    private static CustomerRoute of(UriRouteInfo<?, ?> route) {
        AnnotationMetadata says = route.getTargetMethod().getAnnotationMetadata();
        List<Argument<?>> arguments = List.of(route.getTargetMethod().getArguments());
        return new CustomerRoute(
                route.getHttpMethod(),
                route.getUriMatchTemplate().toPathString(),
                says.enumValue(Permitted.class, Permission.class).orElse(null),
                says.hasAnnotation(ForEverybody.class),
                arguments.stream()
                        .anyMatch(argument -> argument.getType() == Map.class
                                && argument.getAnnotationMetadata().hasAnnotation(Body.class)),
                arguments.stream()
                        .filter(argument -> argument.getAnnotationMetadata().hasAnnotation(Body.class))
                        .<Class<?>>map(Argument::getType)
                        .filter(type -> type.getPackageName().startsWith("ai.ominigate.model"))
                        .findAny()
                        .orElse(null),
                arguments.stream()
                        .filter(argument -> argument.getType() == UUID.class
                                && argument.getAnnotationMetadata().hasAnnotation(QueryValue.class))
                        .map(Argument::getName)
                        .toList());
    }

    boolean isPage() {
        return !template.startsWith(API + "/");
    }

    boolean isSafe() {
        return method == HttpMethod.GET;
    }

    /** Whether its path names something that is somebody's. */
    boolean namesSomething() {
        return template.contains("{id}");
    }

    String name() {
        return method + " " + template;
    }

    /**
     * Where to send a request that is about somebody's things.
     *
     * @param theirs what stands for a variable, by the template up to and with it, without {@code /api/v1}
     */
    String path(Map<String, String> theirs) {
        String path = VARIABLE.matcher(template).replaceAll(variable -> {
            String value = theirs.get(upTo(variable));
            if (value == null) {
                throw new AssertionError(
                        "A new route: %s. Tell in %s what its variable '%s' stands for in the account of the test."
                                .formatted(name(), EveryRouteTest.class.getSimpleName(), upTo(variable)));
            }
            return value;
        });
        String query =
                ids.stream().map(id -> id + "=" + theirs.get("/keys/{id}")).collect(Collectors.joining("&"));
        return query.isEmpty() || !isSafe() ? path : path + "?" + query;
    }

    private String upTo(MatchResult variable) {
        String until = template.substring(0, variable.end());
        return until.startsWith(API) ? until.substring(API.length()) : until;
    }

    /** A body as good as any: the golden one of its record, with these fields instead where it has them; for a page all of these. */
    String body(Map<String, String> fields) throws IOException {
        if (isPage()) {
            return fields.entrySet().stream()
                    .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
        }
        if (json == null) {
            return "";
        }
        JsonNode golden =
                JSON.readTree(GOLDEN.resolve(json.getSimpleName() + ".json").toFile());
        if (golden instanceof ObjectNode object) {
            Map<String, String> known = new LinkedHashMap<>(fields);
            known.keySet().removeIf(name -> !object.path(name).isTextual());
            known.forEach(object::put);
        }
        return golden.toString();
    }

    @Override
    public String toString() {
        return name();
    }
}
