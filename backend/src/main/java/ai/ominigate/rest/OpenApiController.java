package ai.ominigate.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.Yaml;

/**
 * What our JSON APIs look like, for everyone: the descriptions in {@code src/main/openapi}, which a test holds against
 * the routes.
 */
@Controller("/openapi")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OpenApiController {
    /** RFC 9512. */
    private static final MediaType YAML = MediaType.of("application/yaml");

    private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;

    private static final List<String> NAMES = List.of("account", "admin");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Map<String, byte[]> asJson = new ConcurrentHashMap<>();

    /** The description of an API, as YAML. */
    @Get("/{name}.yaml")
    HttpResponse<byte[]> yaml(String name) throws IOException {
        return HttpResponse.ok(description(name)).contentType(YAML);
    }

    /** The description of an API, as JSON. */
    @Get("/{name}.json")
    HttpResponse<byte[]> json(String name) throws IOException {
        byte[] body = asJson.get(name);
        if (body == null) {
            Object read = new Yaml().load(new String(description(name), StandardCharsets.UTF_8));
            body = MAPPER.writeValueAsBytes(read);
            asJson.put(name, body);
        }
        return HttpResponse.ok(body).contentType(JSON);
    }

    private static byte[] description(String name) throws IOException {
        if (!NAMES.contains(name)) {
            throw Refused.notFound(
                    "There are the descriptions " + String.join(" and ", NAMES) + ", not '" + name + "'.");
        }
        try (InputStream file = OpenApiController.class.getResourceAsStream("/openapi/" + name + ".yaml")) {
            return Objects.requireNonNull(file, name).readAllBytes();
        }
    }
}
