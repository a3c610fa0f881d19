package ai.ominigate.abuse.review;

import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where GitHub's secret scanning tells which keys of ours lie in public repositories. What is not signed by GitHub is refused
 * before it is read, and of what it found no secret is kept.
 */
@Controller("/webhooks/secret-scanning")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SecretScanningController {
    static final int LARGEST = 1024 * 1024;

    private static final String KEY = "Github-Public-Key-Identifier";
    private static final String SIGNATURE = "Github-Public-Key-Signature";
    private static final int LONGEST_SECRET = 200;
    private static final int LONGEST_PLACE = 200;

    private final ScannerKeys keys;
    private final LeakedKeys leaks;
    private final ObjectMapper json = new ObjectMapper();

    SecretScanningController(ScannerKeys keys, LeakedKeys leaks) {
        this.keys = keys;
        this.leaks = leaks;
    }

    /**
     * What GitHub wants to hear of each secret that it has told of, so that its pattern gets better. Told to whoever has
     * signed the report alone, of what they know already.
     *
     * @param token as it came
     * @param type as it came
     * @param label {@code true_positive} for a key that is, or was, ours; else {@code false_positive}
     */
    record Feedback(
            @JsonProperty("token_raw") String token,
            @JsonProperty("token_type") String type,
            @JsonProperty("label") String label) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Feedback[" + label + "]";
        }
    }

    /** Takes a report. The same place twice is one; what is no key of ours is left alone. */
    @Post
    @Consumes(MediaType.ALL)
    HttpResponse<List<Feedback>> report(HttpRequest<?> request, @Body InputStream stream)
            throws SQLException, IOException {
        byte[] body = read(request, stream);
        if (!keys.isSigned(
                body, request.getHeaders().get(KEY), request.getHeaders().get(SIGNATURE))) {
            throw Refused.invalid("This is not signed by GitHub, with a key that is known here.");
        }
        Map<String, Feedback> feedback = new LinkedHashMap<>();
        for (JsonNode match : matches(body)) {
            String secret = match.path("token").asText();
            if (!secret.isBlank() && secret.length() <= LONGEST_SECRET) {
                String url = match.path("url").asText();
                boolean ours = leaks.found(secret, where(url, secret), "github-" + name(url), RequestId.of(request));
                String type = match.path("type").asText();
                feedback.put(secret, new Feedback(secret, type, ours ? "true_positive" : "false_positive"));
            }
        }
        return HttpResponse.ok(List.copyOf(feedback.values()));
    }

    private byte[] read(HttpRequest<?> request, InputStream stream) throws IOException {
        try (stream) {
            if (!keys.areKnown()) {
                throw Refused.notFound("Reports of secret scanning are not set up here.");
            }
            if (request.getContentLength() > LARGEST) {
                throw tooLarge();
            }
            byte[] body = stream.readNBytes(LARGEST + 1);
            if (body.length > LARGEST) {
                throw tooLarge();
            }
            return body;
        }
    }

    private static Refused tooLarge() {
        return new Refused(
                HttpStatus.REQUEST_ENTITY_TOO_LARGE, "request_too_large", "A report has at most 1 MiB. Send several.");
    }

    private JsonNode matches(byte[] body) {
        try {
            JsonNode matches = json.readTree(body);
            if (matches.isArray()) {
                return matches;
            }
        } catch (IOException e) {
            // Refused like whatever else is no list.
        }
        throw Refused.invalid("A report is a JSON list of what was found.");
    }

    /** The place, which names no secret even if its address does. */
    private static String where(String url, String secret) {
        String shown = url.replace(secret, "…").replaceAll("[^\\x21-\\x7E…]", "");
        return shown.isEmpty() ? "GitHub" : shown.substring(0, Math.min(shown.length(), LONGEST_PLACE));
    }

    private static String name(String url) {
        return UUID.nameUUIDFromBytes(url.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
