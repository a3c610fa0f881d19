package ai.ominigate.rest;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.model.Problem;
import ai.ominigate.model.Usd;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.model.staff.Role;
import ai.ominigate.rest.RecordWords.Words;
import ai.ominigate.staff.rights.Capability;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The OpenAPI description of one of our JSON APIs, put together from what is written down elsewhere anyway: the routes
 * and types as the compiler saw them, the words of the records' Javadoc, and the golden JSON files as examples. What all
 * routes have in common is said here once, so that no controller has to.
 */
final class OpenApiDescription {
    /** Written by the annotation processor when the controllers are compiled. */
    private static final Path ROUTES = Path.of("target/openapi/routes.yaml");

    private static final Path MODEL = Path.of("../shared-model/src/main/java");
    private static final Path EXAMPLES = Path.of("../shared-model/src/test/resources/json");

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private static final String REQUEST_ID = "x-request-id";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final Pattern PAGE = Pattern.compile("Page_(\\w+)_");
    private static final Pattern MADE_UNIQUE = Pattern.compile("_\\d+$");

    /** What the types that methods take for our conventions are on the wire. */
    private static final Map<String, List<Object>> CONVENTIONS = Map.of(
            "PageRequest",
            List.of(
                    ordered(
                            "name",
                            "limit",
                            "in",
                            "query",
                            "description",
                            "At most so many items.",
                            "schema",
                            ordered(
                                    "type",
                                    "integer",
                                    "minimum",
                                    1,
                                    "maximum",
                                    PageRequest.LARGEST,
                                    "default",
                                    PageRequest.USUAL)),
                    ordered(
                            "name",
                            "cursor",
                            "in",
                            "query",
                            "description",
                            "Where the list goes on: `next` of the part before. Absent for the beginning.",
                            "schema",
                            ordered("type", "string"))),
            "ExpectedVersion",
            List.of(ordered(
                    "name",
                    "If-Match",
                    "in",
                    "header",
                    "required",
                    true,
                    "description",
                    "The `version` that you saw, in quotation marks.",
                    "schema",
                    ordered("type", "string", "example", "\"7\""))),
            "Command",
            List.of(ordered(
                    "name",
                    "Idempotency-Key",
                    "in",
                    "header",
                    "description",
                    "Names this command for a day: sent again with the same key it does nothing and has the same answer.",
                    "schema",
                    ordered("type", "string", "maxLength", 200))),
            "Actor",
            List.of(),
            "Actor.Member",
            List.of(),
            "Visit",
            List.of(),
            "Requester",
            List.of(),
            "Requester.SignedIn",
            List.of());

    /** What a method takes that lets its list be sorted, with what by. */
    private static final Pattern SORT = Pattern.compile("Sort_(\\w+)_");

    /** What can go wrong on a route that takes part in a convention. */
    private static final Map<String, List<Integer>> CONVENTION_PROBLEMS =
            Map.of("PageRequest", List.of(400), "ExpectedVersion", List.of(412, 428), "Command", List.of(409, 422));

    /** What an error with this status means on every route. */
    private static final Map<Integer, String> PROBLEMS = new TreeMap<>(Map.of(
            400, "The request is not understood; `detail` says what is wrong with it.",
            401, "No token, or one that is unknown or has ended.",
            403, "Whoever the token belongs to may not do this.",
            404, "There is nothing at this place.",
            409, "It cannot be done as things are now.",
            412, "It was changed since that version; `current` has it as it is now, `ETag` its version.",
            422, "It is understood but cannot be accepted, as an Idempotency-Key that was used for something else.",
            428, "The header If-Match is missing.",
            429, "Too many requests; wait as long as `retry-after` says.",
            500, "Something here failed; the same request may succeed later."));

    static {
        PROBLEMS.put(
                503, "The database does not answer, or too much is under way; wait as long as `retry-after` says.");
    }

    /** What goes with these beside the problem. */
    private static final Map<Integer, String> GOLDEN_PROBLEMS = Map.of(403, "RefusedProblem", 412, "StaleProblem");

    /** Of the others, what an example shows. */
    private static final Map<Integer, String> USUAL_CODES = Map.of(
            400, "invalid_request",
            401, "token_invalid",
            404, "not_found",
            409, "command_under_way",
            422, "idempotency_key_reused",
            428, "version_missing",
            429, "rate_limit_exceeded",
            500, "internal_error",
            503, "database_away");

    private static final Set<Integer> WITH_RETRY_AFTER = Set.of(429, 503);

    private final Face face;
    private final Map<String, Guard> guards;
    private final Map<Integer, Set<String>> codes;
    private final Map<String, Object> routes;
    private final Map<String, Words> words;
    private final Map<String, Object> schemas;

    /** What somebody must have for an operation, and whether they must have shown their second factor again. */
    sealed interface Guard {
        /** A capability of the staff. */
        record OfStaff(Capability capability, boolean stepUp) implements Guard {}

        /** A permission of customers. */
        record OfCustomers(Permission permission) implements Guard {}
    }

    /** One of our APIs. */
    enum Face {
        ADMIN("admin", "/admin/v1", "OminiGate staff API", """
                What the staff's console and the operator's commands use.

                Errors are `application/problem+json` with a stable `code`. Times are RFC 3339 in UTC, money is a decimal \
                string of US dollars with nine places, ids are opaque. What a field does not have is absent, never null. \
                Lists come in parts: as long as there is a `next`, it is the `cursor` of the next part.

                Every answer names its request as `x-request-id`; a request may bring a name of its own, of up to 100 \
                letters, digits and `._:-`. What has a `version` tells it as `ETag` too; a change names the one that it is \
                about as `If-Match`. A sign-in may ask 600 times a minute, 200 at once, and the operator ten times as \
                often, unless `ominigate.requests` is set; then comes 429 with `retry-after` in seconds.

                An operation needs its `x-capability`; who has it, and how far it goes, is told by `GET /admin/v1/rights`. \
                Where there is `x-step-up`, the second factor must have been shown in the last five minutes. Whoever is \
                refused with 403 is told both as `needs`.
                """),
        ACCOUNT("account", "/api/v1", "OminiGate account API", """
                What customers' own programs and our pages use to look after an account. Calls of models are not here but \
                under `/v1`, in the formats of OpenAI and Anthropic.

                People are known by the cookie `session` that signing in sets; programs by a key that manages the account, \
                as `Authorization: Bearer og-…`, where the operation says that keys may. Errors are \
                `application/problem+json` with a stable `code`. Times are RFC 3339 in UTC, money is a decimal string of US \
                dollars with nine places, ids are opaque. What a field does not have is absent, never null. What has a \
                `version` tells it as `ETag` too; a change names the one that it is about as `If-Match`. A sign-in or a \
                key may ask 600 times a minute, 200 at once; then comes 429 with `retry-after` in seconds.
                """);

        final String file;
        final String prefix;
        private final String title;
        private final String about;

        Face(String file, String prefix, String title, String about) {
            this.file = file;
            this.prefix = prefix;
            this.title = title;
            this.about = about;
        }

        Path checkedCopy() {
            return Path.of("src/main/openapi", file + ".yaml");
        }
    }

    private OpenApiDescription(Face face, Map<String, Guard> guards) throws IOException {
        this.face = face;
        this.guards = guards;
        this.codes = ProblemCodes.ofAllFeatures();
        this.routes = load(ROUTES);
        this.words = RecordWords.of(MODEL);
        this.schemas = map(map(routes.get("components")).get("schemas"));
    }

    /** @param guards what it takes for an operation, by {@code POST /path} */
    static Map<String, Object> of(Face face, Map<String, Guard> guards) throws IOException {
        return new OpenApiDescription(face, guards).build();
    }

    static Map<String, Object> load(Path file) throws IOException {
        return read(Files.readString(file));
    }

    static Map<String, Object> read(String yaml) {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    static String write(Map<String, Object> description) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(120);
        options.setSplitLines(false);
        return new Yaml(options).dump(description);
    }

    /** The parts of a description that each stand for one operation, by {@code POST /path}. */
    static Map<String, Map<String, Object>> operations(Map<String, Object> description) {
        Map<String, Map<String, Object>> operations = new TreeMap<>();
        map(description.get("paths"))
                .forEach((path, methods) -> map(methods)
                        .forEach((method, operation) -> operations.put(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path, map(operation))));
        return operations;
    }

    private static String route(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }

    /** The names of bodies' types that have no example. */
    static Set<String> schemasWithoutExample(Map<String, Object> description) {
        Map<String, Object> schemas = map(map(description.get("components")).get("schemas"));
        Set<String> without = new TreeSet<>();
        operations(description).values().forEach(operation -> {
            bodies(operation.get("requestBody"), without);
            bodies(operation.get("responses"), without);
        });
        without.removeIf(name -> map(schemas.get(name)).containsKey("example"));
        return without;
    }

    private static void bodies(@Nullable Object node, Set<String> found) {
        if (node instanceof Map<?, ?> object) {
            if (object.get("$ref") instanceof String reference && reference.startsWith(SCHEMAS)) {
                found.add(reference.substring(SCHEMAS.length()));
            }
            object.values().forEach(value -> bodies(value, found));
        }
    }

    static JsonNode asJson(Map<String, Object> description) {
        return JSON.valueToTree(description);
    }

    private Map<String, Object> build() {
        Map<String, Object> paths = paths();
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("openapi", "3.0.3");
        description.put(
                "info", ordered("title", face.title, "version", "1", "description", face.about, "license", license()));
        description.put("paths", paths);
        Map<String, Object> used = usedSchemas(paths);
        if (!paths.isEmpty()) {
            description.put(
                    "security",
                    face == Face.ADMIN
                            ? List.of(Map.of("token", List.of()))
                            : List.of(Map.of("session", List.of()), Map.of("key", List.of())));
            description.put(
                    "components",
                    ordered("securitySchemes", securitySchemes(), "responses", problems(), "schemas", used));
        }
        return map(tidied(description));
    }

    private static Map<String, Object> license() {
        return ordered("name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0.txt");
    }

    private Map<String, Object> securitySchemes() {
        return face == Face.ADMIN ? staffSchemes() : customerSchemes();
    }

    private static Map<String, Object> customerSchemes() {
        return ordered(
                "session",
                ordered(
                        "type",
                        "apiKey",
                        "in",
                        "cookie",
                        "name",
                        "session",
                        "description",
                        "The cookie that signing in sets."),
                "key",
                ordered(
                        "type",
                        "http",
                        "scheme",
                        "bearer",
                        "description",
                        "A key that manages the account, as `og-…`. Keys that call models manage nothing."));
    }

    private static Map<String, Object> staffSchemes() {
        return ordered(
                "token",
                ordered(
                        "type",
                        "http",
                        "scheme",
                        "bearer",
                        "description",
                        "The token of a member of the staff who is signed in, or the operator's."));
    }

    private Map<String, Object> paths() {
        Map<String, Object> paths = new TreeMap<>();
        Set<String> ids = new HashSet<>();
        map(routes.get("paths")).forEach((path, methods) -> {
            if (path.startsWith(face.prefix + "/")) {
                Map<String, Object> described = new LinkedHashMap<>();
                map(methods)
                        .forEach((method, operation) ->
                                described.put(method, operation(method, path, map(operation), ids)));
                paths.put(path, described);
            }
        });
        return paths;
    }

    private Map<String, Object> operation(String method, String path, Map<String, Object> compiled, Set<String> ids) {
        List<String> place = place(path);
        String id = operationId(place, text(compiled.get("operationId")));
        if (!ids.add(id)) {
            throw new AssertionError("two methods of controllers would both be the operation " + id
                    + ": rename one of them, at " + path);
        }
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", id);
        operation.put("tags", List.of(place.getFirst()));
        String summary = text(compiled.get("summary"));
        operation.put("summary", summary.replaceAll("\\.$", ""));
        if (!summary.equals(compiled.get("description"))) {
            operation.put("description", compiled.get("description"));
        }
        switch (guards.get(route(method, path))) {
            case Guard.OfStaff(Capability capability, boolean stepUp) -> {
                operation.put("x-capability", capability.name());
                if (stepUp) {
                    operation.put("x-step-up", true);
                }
            }
            case Guard.OfCustomers(Permission permission) -> {
                operation.put(
                        "x-roles",
                        permission.roles().stream().sorted().map(Enum::name).toList());
                if (!permission.isOfKeys()) {
                    operation.put("security", List.of(Map.of("session", List.of())));
                }
            }
            case null -> operation.put("security", new ArrayList<>());
        }
        Set<String> conventions = new TreeSet<>();
        List<Object> parameters = new ArrayList<>();
        for (Object each : list(compiled.getOrDefault("parameters", List.of()))) {
            Map<String, Object> parameter = new LinkedHashMap<>(map(each));
            parameter.remove("explode");
            if (!isConvention(map(parameter.get("schema")), conventions)) {
                parameters.add(parameter);
            }
        }
        Map<String, Object> body = body(map(compiled.get("requestBody")), conventions);
        conventions.forEach(convention -> parameters.addAll(parametersOf(convention)));
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (!body.isEmpty()) {
            operation.put("requestBody", body);
        }
        Set<Integer> problems = new TreeSet<>(Set.of(401, 403, 429, 500, 503));
        if (!body.isEmpty() || !parameters.isEmpty()) {
            problems.add(400);
        }
        if (path.contains("{")) {
            problems.add(404);
        }
        conventions.forEach(convention -> problems.addAll(CONVENTION_PROBLEMS.getOrDefault(convention, List.of())));
        operation.put("responses", responses(compiled, problems));
        return operation;
    }

    /** Whether it is a type of our conventions, which then is among those found. */
    private static boolean isConvention(Map<String, Object> schema, Set<String> found) {
        // One that may be null is described as all of one.
        Object ref = schema.containsKey("allOf")
                ? map(list(schema.get("allOf")).getFirst()).get("$ref")
                : schema.get("$ref");
        String name = text(ref).replace(SCHEMAS, "");
        return (CONVENTIONS.containsKey(name) || SORT.matcher(name).matches())
                && (found.add(name) || found.contains(name));
    }

    private List<Object> parametersOf(String convention) {
        Matcher sort = SORT.matcher(convention);
        return sort.matches()
                ? List.of(sortParameter(list(map(schemas.get(sort.group(1))).getOrDefault("enum", List.of()))))
                : CONVENTIONS.getOrDefault(convention, List.of());
    }

    private static Object sortParameter(List<Object> by) {
        List<String> fields =
                by.stream().map(constant -> Sort.field(text(constant))).toList();
        return ordered(
                "name",
                Sort.PARAMETER,
                "in",
                "query",
                "description",
                "What the list is sorted by, after a minus sign for the largest first.",
                "schema",
                ordered(
                        "type",
                        "string",
                        "enum",
                        fields.stream()
                                .flatMap(field -> Stream.of(field, "-" + field))
                                .toList()));
    }

    /** The processor takes every parameter of a method that is not annotated for a part of the body. */
    private static Map<String, Object> body(Map<String, Object> compiled, Set<String> conventions) {
        if (compiled.isEmpty()) {
            return compiled;
        }
        Map<String, Object> json = map(map(compiled.get("content")).get("application/json"));
        Map<String, Object> schema = map(json.get("schema"));
        List<Object> parts = list(schema.getOrDefault("allOf", List.of(schema)));
        List<Object> ours = new ArrayList<>();
        for (Object part : parts) {
            Map<String, Object> properties = map(map(part).get("properties"));
            if (properties.isEmpty()) {
                ours.add(part);
            } else {
                properties.forEach((name, of) -> {
                    if (!isConvention(map(of), conventions)) {
                        throw new AssertionError(
                                "'" + name + "' is not annotated, so nobody knows where it comes from");
                    }
                });
            }
        }
        if (ours.isEmpty()) {
            return Map.of();
        }
        return ordered("content", ordered("application/json", ordered("schema", ours.getFirst())), "required", true);
    }

    /** {@code /admin/v1/abuse/cases/{id}/notes} is at {@code [abuse, cases]}. */
    private List<String> place(String path) {
        return Arrays.stream(path.substring(face.prefix.length() + 1).split("/"))
                .takeWhile(segment -> !segment.startsWith("{"))
                .toList();
    }

    private static String operationId(List<String> place, String method) {
        String name = MADE_UNIQUE.matcher(method).replaceFirst("");
        String last = place.getLast();
        return place.size() > 1 && last.equals(name) ? String.join(".", place) : String.join(".", place) + "." + name;
    }

    private static Map<String, Object> responses(Map<String, Object> compiled, Set<Integer> problems) {
        Map<String, Object> responses = new TreeMap<>();
        map(compiled.get("responses")).forEach((status, answer) -> {
            Map<String, Object> described = new LinkedHashMap<>(map(answer));
            if (map(described.get("content")).containsKey(MediaType.TEXT_EVENT_STREAM)) {
                described.put("content", ordered(MediaType.TEXT_EVENT_STREAM, ordered("schema", streamOfEvents())));
            }
            if (text(described.get("description")).matches("\\w+ \\d+ response")) {
                described.put("description", "Done.");
            }
            responses.put(status, described);
        });
        problems.forEach(status ->
                responses.putIfAbsent(String.valueOf(status), ordered("$ref", "#/components/responses/" + status)));
        return responses;
    }

    /** OpenAPI 3.0 has no words for events that a server sends; the example shows one. */
    private static Map<String, Object> streamOfEvents() {
        JsonNode event = golden("LiveEvent");
        if (event == null) {
            throw new AssertionError("the events need an example: LiveEvent.json");
        }
        return ordered(
                "type",
                "string",
                "example",
                "id: %s\nevent: %s\ndata: %s\n\n"
                        .formatted(event.path("id"), event.path("kind").asText(), event));
    }

    private Map<String, Object> problems() {
        Map<String, Object> problems = new LinkedHashMap<>();
        PROBLEMS.forEach((status, meaning) -> problems.put(String.valueOf(status), problem(status, meaning)));
        return problems;
    }

    private Map<String, Object> problem(int status, String meaning) {
        Set<String> known = codes.getOrDefault(status, Set.of());
        if (known.isEmpty()) {
            throw new AssertionError("nothing is ever answered with the status " + status);
        }
        Map<String, Object> headers = ordered(REQUEST_ID, header("Names the request, in our records too.", "string"));
        if (WITH_RETRY_AFTER.contains(status)) {
            headers.put("retry-after", header("When it makes sense to try again, in seconds.", "integer"));
        }
        return ordered(
                "description",
                meaning,
                "x-codes",
                List.copyOf(known),
                "headers",
                headers,
                "content",
                ordered(
                        Problem.MEDIA_TYPE,
                        ordered(
                                "schema",
                                ordered("$ref", SCHEMAS + "Problem"),
                                "example",
                                problemExample(status, known))));
    }

    private static Object problemExample(int status, Set<String> known) {
        String golden = GOLDEN_PROBLEMS.get(status);
        if (golden != null) {
            return JSON.convertValue(golden(golden), Object.class);
        }
        String usual = USUAL_CODES.getOrDefault(status, "none");
        if (!known.contains(usual)) {
            throw new AssertionError(
                    "the example for " + status + " has the code " + usual + ", which nothing answers");
        }
        return JSON.convertValue(
                new Problem(HttpStatus.valueOf(status).getReason(), status, usual, PROBLEMS.get(status)), Object.class);
    }

    private static Map<String, Object> header(String description, String type) {
        return ordered("description", description, "schema", ordered("type", type));
    }

    private Map<String, Object> usedSchemas(Map<String, Object> paths) {
        Set<String> asked = reachable(paths, key -> key.equals("requestBody"));
        Map<String, Object> used = new TreeMap<>();
        for (String name : reachable(paths, key -> true)) {
            used.put(name, schema(name, asked.contains(name)));
        }
        if (!paths.isEmpty()) {
            for (Class<?> type : List.of(Problem.class, RightNeeded.class, Role.class)) {
                schemas.putIfAbsent(type.getSimpleName(), compiled(type));
                used.put(type.getSimpleName(), schema(type.getSimpleName(), false));
            }
        }
        return used;
    }

    /** Names of the schemas that are referred to below a key of an operation that is as wanted, over any number of steps. */
    private Set<String> reachable(Map<String, Object> paths, Predicate<String> part) {
        Set<String> found = new TreeSet<>();
        paths.values()
                .forEach(methods -> map(methods)
                        .values()
                        .forEach(operation -> map(operation).forEach((key, value) -> {
                            if (part.test(key)) {
                                collect(value, found);
                            }
                        })));
        return found;
    }

    private void collect(@Nullable Object node, Set<String> found) {
        if (node instanceof Map<?, ?> object) {
            if (object.get("$ref") instanceof String reference && reference.startsWith(SCHEMAS)) {
                String name = reference.substring(SCHEMAS.length());
                if (found.add(name)) {
                    collect(schemas.get(name), found);
                }
            }
            object.values().forEach(value -> collect(value, found));
        } else if (node instanceof List<?> items) {
            items.forEach(item -> collect(item, found));
        }
    }

    private Map<String, Object> schema(String name, boolean asked) {
        Words said = words.getOrDefault(name, new Words("", "", Map.of()));
        Class<?> type = type(said);
        if (type != null
                && Arrays.stream(type.getMethods()).anyMatch(method -> method.isAnnotationPresent(JsonValue.class))) {
            return ordered("type", "string", "description", said.about(), "example", exampleOf(type));
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        if (!said.about().isEmpty()) {
            schema.put("description", said.about());
        }
        schema.putAll(map(schemas.get(name)));
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            Map<String, Object> described = new LinkedHashMap<>();
            map(properties)
                    .forEach((field, of) ->
                            described.put(field, field(map(of), said.fields().get(field))));
            schema.put("properties", described);
        }
        JsonNode example = example(name);
        if (example != null) {
            if (asked && type != null) {
                require(schema, requiredToRead((ObjectNode) example, type));
            }
            schema.put("example", JSON.convertValue(example, Object.class));
        }
        return schema;
    }

    private static void require(Map<String, Object> schema, List<String> fields) {
        if (fields.isEmpty()) {
            schema.remove("required");
        } else {
            schema.put("required", fields);
        }
    }

    private static @Nullable Class<?> type(Words said) {
        try {
            return said.qualifiedName().isEmpty() ? null : Class.forName(said.qualifiedName());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static Object exampleOf(Class<?> type) {
        if (type == Usd.class) {
            return Usd.parse("12.34").toString();
        }
        throw new AssertionError("an example is missing here for " + type);
    }

    /** What the processor would have made of it: it does not know the types of errors. */
    private static Map<String, Object> compiled(Class<?> type) {
        if (type.isEnum()) {
            return ordered(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList());
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.put(component.getName(), compiled(component.getGenericType()));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        return ordered("required", required, "type", "object", "properties", properties);
    }

    private static Map<String, Object> compiled(Type type) {
        return switch (type) {
            case ParameterizedType list ->
                ordered("type", "array", "items", compiled(list.getActualTypeArguments()[0]));
            case Class<?> primitive when primitive == int.class -> ordered("type", "integer");
            case Class<?> primitive when primitive == boolean.class -> ordered("type", "boolean");
            case Class<?> text when text == String.class -> ordered("type", "string");
            case Class<?> any when any == Object.class -> ordered("type", "object");
            default -> ordered("$ref", SCHEMAS + ((Class<?>) type).getSimpleName());
        };
    }

    private static Map<String, Object> field(Map<String, Object> compiled, @Nullable String said) {
        Map<String, Object> field = new LinkedHashMap<>(compiled);
        if (said == null || said.isEmpty()) {
            return field;
        }
        Object reference = field.remove("$ref");
        if (reference != null) {
            // What stands beside a reference is ignored.
            field.put("allOf", List.of(ordered("$ref", reference)));
        }
        field.put("description", said);
        return field;
    }

    /** Which fields a request cannot leave out: found by leaving each out. */
    private static List<String> requiredToRead(ObjectNode example, Class<?> type) {
        List<String> required = new ArrayList<>();
        example.fieldNames().forEachRemaining(field -> {
            try {
                JSON.treeToValue(example.deepCopy().without(field), type);
            } catch (JsonProcessingException e) {
                required.add(field);
            }
        });
        return required;
    }

    private static @Nullable JsonNode example(String schema) {
        Matcher page = PAGE.matcher(schema);
        if (page.matches()) {
            JsonNode item = example(page.group(1));
            return item == null
                    ? null
                    : JSON.createObjectNode()
                            .put("next", "r0Zk2uWm1Q5bIjAxOWExYjJjIl0")
                            .set("items", JSON.createArrayNode().add(item));
        }
        return golden(schema);
    }

    private static @Nullable JsonNode golden(String schema) {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            Path golden = files.filter(file -> file.getFileName().toString().equals(schema + ".json"))
                    .findAny()
                    .orElse(null);
            return golden == null ? null : JSON.readTree(Files.readAllBytes(golden));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without {@code nullable}, which none of our fields is, and with the names of pages as people say them. */
    private static Object tidied(Object node) {
        return switch (node) {
            case Map<?, ?> object -> tidiedObject(map(object));
            case List<?> items -> items.stream().map(OpenApiDescription::tidied).toList();
            case String text -> PAGE.matcher(text).replaceAll("$1Page");
            default -> node;
        };
    }

    private static Object tidiedObject(Map<String, Object> object) {
        Map<String, Object> tidy = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            if (!(key.equals("nullable") && value instanceof Boolean)) {
                tidy.put(PAGE.matcher(key).replaceAll("$1Page"), tidied(value));
            }
        });
        return tidy.keySet().equals(Set.of("allOf")) && tidy.get("allOf") instanceof List<?> all && all.size() == 1
                ? all.getFirst()
                : tidy;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(text(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    @SuppressWarnings("unchecked") // YAML and JSON have objects with texts for keys only.
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
