package ai.ominigate.operator;

import ai.ominigate.model.Problem;
import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The OminiGate that runs, and the operator's way into its staff API. */
final class RunningGateway {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(5);

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where OminiGate is; by default OMINIGATE_URL, or this machine at OMINIGATE_PORT.")
    private @Nullable String url;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "OminiGate's data folder, for the operator's token; by default OMINIGATE_DATA_DIR or ./data.")
    private @Nullable Path dataFolder;

    /** A part of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    <T> T get(String path, TypeReference<T> type) {
        return read(send("GET", path, null, null), type);
    }

    <T> T post(String path, @Nullable Object body, TypeReference<T> type) {
        return read(send("POST", path, body, null), type);
    }

    /** Changes what is at this path now, whatever it is. */
    <T extends Versioned> T change(String path, String command, TypeReference<T> type) {
        T now = get(path, type);
        return read(send("POST", path + command, null, now.version()), type);
    }

    void delete(String path) {
        send("DELETE", path, null, null);
    }

    /** Writes what a POST is answered with to a new file. */
    void download(String path, Path file) {
        send(
                "POST",
                path,
                null,
                null,
                answer -> answer.statusCode() < 300
                        ? HttpResponse.BodySubscribers.mapping(
                                HttpResponse.BodySubscribers.ofFile(file), Path::toString)
                        : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8));
    }

    private String send(String method, String path, @Nullable Object body, @Nullable Long version) {
        return send(method, path, body, version, HttpResponse.BodyHandlers.ofString());
    }

    private String send(
            String method,
            String path,
            @Nullable Object body,
            @Nullable Long version,
            HttpResponse.BodyHandler<String> handler) {
        URI base = base();
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/admin/v1" + path))
                .timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(write(body)));
        if (version != null) {
            request.header("If-Match", "\"" + version + "\"");
        }
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN);
        try (HttpClient http = client.build()) {
            HttpResponse<String> answer = http.send(request.build(), handler);
            if (answer.statusCode() >= 300) {
                throw new CommandFailed(why(answer, base));
            }
            return answer.body();
        } catch (IOException e) {
            throw new CommandFailed(
                    "No OminiGate answers at " + base + "; start it, or say where it is with --url or OMINIGATE_URL.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("The command was interrupted; whether it was carried out is not known.", e);
        }
    }

    private static String why(HttpResponse<String> answer, URI base) {
        if (answer.statusCode() == 401) {
            return "The OminiGate at " + base
                    + " does not accept this operator's token; use the one in its data folder, or the one it was started "
                    + "with in OMINIGATE_OPERATOR_TOKEN.";
        }
        try {
            Problem problem = JSON.readValue(answer.body(), Problem.class);
            return problem.detail() == null ? problem.title() + "." : problem.detail();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return "What answers at " + base + " is no OminiGate: it said " + answer.statusCode() + ".";
        }
    }

    private Map<String, String> environment() {
        return ((Operator) command.root().userObject()).environment();
    }

    private URI base() {
        String text = url;
        if (text == null) {
            Map<String, String> environment = environment();
            text = environment.getOrDefault(
                    "OMINIGATE_URL", "http://localhost:" + environment.getOrDefault("OMINIGATE_PORT", "8080"));
        }
        try {
            URI base = URI.create(text);
            if (base.getHost() != null
                    && base.getScheme() != null
                    && base.getScheme().startsWith("http")) {
                return base;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(notAUrl(text), e);
        }
        throw new CommandFailed(notAUrl(text));
    }

    private static String notAUrl(String text) {
        return "'" + text + "' is not the URL of an OminiGate; it looks like http://localhost:8080.";
    }

    private String token() {
        Map<String, String> environment = environment();
        String token = environment.getOrDefault("OMINIGATE_OPERATOR_TOKEN", "").strip();
        if (!token.isEmpty()) {
            return token;
        }
        Path folder = dataFolder == null ? Path.of(environment.getOrDefault("OMINIGATE_DATA_DIR", "data")) : dataFolder;
        Path file = folder.resolve("operator-token").toAbsolutePath().normalize();
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailed(
                    "The operator's token cannot be read from " + file
                            + "; run this as the user that OminiGate runs as and say where its data folder is with "
                            + "--data-dir or OMINIGATE_DATA_DIR, or give the token in OMINIGATE_OPERATOR_TOKEN.",
                    e);
        }
    }

    /** The same as the answer had it, for programs. */
    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }

    private static <T> T read(String body, TypeReference<T> type) {
        try {
            return JSON.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new CommandFailed("The answer is not one of an OminiGate of this version.", e);
        }
    }
}
