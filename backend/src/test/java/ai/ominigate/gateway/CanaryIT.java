package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts for prompts and answers where none may be: strings that exist nowhere else go through every path of a real
 * process whose every logger is at TRACE; afterwards not one of them is in anything that it wrote.
 */
class CanaryIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final int MAX_REQUEST = 1 << 20;

    private final UpstreamDouble upstream = UpstreamDouble.start();
    private final Map<String, String> canaries = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void noPromptAndNoAnswerIsKeptAnywhere() throws Exception {
        try (RealProcess gateway = RealProcess.in(folder)
                .withYaml(yaml())
                .withJvmFlag("-Dlogback.configurationFile=" + traceEverything())) {
            gateway.start();
            sendThroughEveryPath(gateway);
            crashInTheMiddle(gateway);
            gateway.start();
            String control = plantControls(gateway);
            // What the process holds in memory may still be written when it stops; its database goes with it.
            List<String> dump = dump(gateway);
            gateway.stop();

            assertThat(whereIs(control, gateway, dump))
                    .as("places where the hunt finds what is there")
                    .anyMatch(place -> place.startsWith("database dump"))
                    .anyMatch(place -> place.contains("data/postgresql"))
                    .anyMatch(place -> place.contains("data/journal"))
                    .anyMatch(place -> place.contains("output.log"))
                    .anyMatch(place -> place.contains("tmp/"));
            Map<String, List<String>> found = whereAre(canaries.values(), gateway, dump);
            assertThat(canaries)
                    .allSatisfy((path, canary) ->
                            assertThat(found.get(canary)).as(path).isNull());
            assertThat(whereIs(gateway.apiKey(), gateway, dump))
                    .as("the API key is in the file that tells it, and nowhere else")
                    .allMatch(place -> place.endsWith("demo.json"));
        }
    }

    // ---- the paths

    private void sendThroughEveryPath(RealProcess gateway) throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            for (String path : List.of(CHAT, MESSAGES)) {
                String way = path + (stream ? " streamed" : "");
                succeed(gateway, path, stream, way);
                beRefused(gateway, path, stream, way);
                fallBack(gateway, path, stream, way);
                timeOut(gateway, path, stream, way);
                breakInTheMiddle(gateway, path, stream, way);
            }
        }
        embed(gateway);
        abort(gateway);
        sendWhatCannotBeRead(gateway);
    }

    private void succeed(RealProcess gateway, String path, boolean stream, String way) throws Exception {
        for (String dialect : List.of("openai", "anthropic")) {
            String prompt = canary(way + " prompt to " + dialect);
            String answer = canary(way + " answer of " + dialect);
            upstream.lane(dialect).then(answer(dialect, stream, answer));
            assertThat(call(gateway, path, body(dialect + "-model", stream, prompt))
                            .body())
                    .contains(answer);
        }
    }

    /** Upstreams that quote the prompt in their errors. */
    private void beRefused(RealProcess gateway, String path, boolean stream, String way) throws Exception {
        for (int status : new int[] {400, 401, 404, 422, 429, 500, 503, 529}) {
            String prompt = canary(way + " prompt refused with " + status);
            upstream.lane("openai")
                    .always(Script.json(
                            status, OpenAiAnswers.error("I do not like: " + prompt, "invalid_request_error", "bad")));
            assertThat(call(gateway, path, body("openai-model", stream, prompt)).status())
                    .isGreaterThanOrEqualTo(400);
        }
        upstream.lane("openai").forget();
    }

    private void fallBack(RealProcess gateway, String path, boolean stream, String way) throws Exception {
        String prompt = canary(way + " prompt that falls back");
        String answer = canary(way + " answer of the spare");
        upstream.lane("openai").always(Script.json(500, "{\"error\":{\"message\":\"no: " + prompt + "\"}}"));
        upstream.lane("spare").then(answer("openai", stream, answer));
        call(gateway, path, body("model-with-spare", stream, prompt));
        upstream.lane("openai").forget();
    }

    private void timeOut(RealProcess gateway, String path, boolean stream, String way) throws Exception {
        String prompt = canary(way + " prompt never answered");
        upstream.lane("openai").then(Script.silence().stall());
        call(gateway, path, body("openai-model", stream, prompt));
    }

    private void breakInTheMiddle(RealProcess gateway, String path, boolean stream, String way) throws Exception {
        String answer = canary(way + " half an answer");
        List<Script> scripts = List.of(
                Script.events(OpenAiAnswers.opening(answer)).reset(),
                Script.events(OpenAiAnswers.opening(answer)).body("data: {\"nonsense " + answer + "\n\n"),
                Script.status(200).body("<html>" + answer + "</html>"),
                Script.json(200, OpenAiAnswers.error("I said: " + answer, "server_error", null)),
                Script.silence().raw("HTTP/1.1 2" + answer + "\r\n\r\n").close());
        for (Script script : scripts) {
            upstream.lane("openai").always(script);
            call(gateway, path, body("openai-model", stream, canary(way + " prompt of half an answer")));
        }
        upstream.lane("openai").forget();
    }

    private void embed(RealProcess gateway) throws Exception {
        upstream.lane("openai").then(Script.json(200, OpenAiAnswers.embeddings(7)));
        String input = canary("text to embed");
        call(gateway, "/v1/embeddings", "{\"model\":\"openai-model\",\"input\":\"" + input + "\"}");
    }

    private void abort(RealProcess gateway) throws Exception {
        String answer = canary("answer of an aborted call");
        String body = body("openai-model", true, canary("prompt of an aborted call"));
        upstream.lane("openai").forget();
        upstream.lane("openai")
                .then(Script.events(OpenAiAnswers.opening(answer)).stall());
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(WireClient.post(CHAT, gateway.apiKey(), body)).head();
            client.chunk();
        }
        upstream.lane("openai").only().awaitClosed();
    }

    private void sendWhatCannotBeRead(RealProcess gateway) throws Exception {
        String key = gateway.apiKey();
        for (String path : List.of(CHAT, MESSAGES, "/v1/embeddings", "/v1/unknown")) {
            call(gateway, path, "{\"model\": \"openai-model\", " + canary("malformed JSON to " + path));
            call(gateway, path, "{\"model\": {\"" + canary("wrong types to " + path) + "\": 1}, \"messages\": 7}");
            call(gateway, path, body("no-such-model", false, canary("unknown model at " + path)));
            call(gateway, path, body("openai-model", false, canary("oversize to " + path) + "x".repeat(MAX_REQUEST)));
            try (WireClient client = WireClient.to(gateway.url())) {
                String body = body("openai-model", false, canary("wrong key at " + path));
                client.send(WireClient.post(path, "og-" + "A".repeat(43), body)).answer();
            }
            try (WireClient client = WireClient.to(gateway.url())) {
                String body = body("openai-model", false, canary("half a request to " + path));
                client.send(WireClient.head(path, key, body) + body.substring(0, body.length() - 5));
            }
            try (WireClient client = WireClient.to(gateway.url())) {
                client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n" + canary("bad chunks to " + path) + "\r\n");
                client.isClosed();
            }
        }
    }

    private void crashInTheMiddle(RealProcess gateway) throws Exception {
        String answer = canary("answer at a crash");
        upstream.lane("openai").forget();
        upstream.lane("openai")
                .then(Script.events(OpenAiAnswers.opening(answer)).stall());
        try (WireClient client = WireClient.to(gateway.url())) {
            String body = body("openai-model", true, canary("prompt at a crash"));
            client.send(WireClient.post(CHAT, gateway.apiKey(), body)).head();
            client.chunk();
            gateway.kill();
        }
    }

    private static Script answer(String dialect, boolean stream, String text) {
        return switch (dialect) {
            case "openai" ->
                stream
                        ? Script.events(OpenAiAnswers.stream(OpenAiAnswers.usage(10, 20), text, " and more"))
                        : Script.json(200, OpenAiAnswers.text(text, OpenAiAnswers.usage(10, 20)));
            case "anthropic" ->
                stream
                        ? Script.events(AnthropicAnswers.stream(
                                AnthropicAnswers.usage(10, 1), AnthropicAnswers.usage(10, 20), text, " and more"))
                        : Script.json(200, AnthropicAnswers.text(text, AnthropicAnswers.usage(10, 20)));
            default -> throw new IllegalArgumentException(dialect);
        };
    }

    private static WireClient.Answer call(RealProcess gateway, String path, String body) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(WireClient.post(path, gateway.apiKey(), body)).answer();
        }
    }

    private static String body(String model, boolean stream, String prompt) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    /** A string that exists nowhere else. */
    private String canary(String where) {
        String canary = "canary" + UUID.randomUUID().toString().replace("-", "");
        canaries.put(where + " (" + canaries.size() + ")", canary);
        return canary;
    }

    // ---- the hunt

    /** Puts a string where the hunt must find it: the database, the journal's folder, the log, the temporary folder. */
    private static String plantControls(RealProcess gateway) throws Exception {
        String control = "control" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = gateway.database();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO accounts.account (id, name, status, created_at)
                        VALUES (gen_random_uuid(), ?, 'ACTIVE', now())
                        """)) {
            insert.setString(1, control);
            insert.executeUpdate();
        }
        Files.writeString(gateway.dataFolder().resolve("journal").resolve("control"), "12345" + control);
        Files.writeString(
                gateway.temporaryFolder().resolve("control"),
                Base64.getEncoder().encodeToString(("12" + control).getBytes(StandardCharsets.UTF_8)));
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(WireClient.get("/" + control)).answer();
        }
        Await.until(
                "the log tells the path of the request",
                () -> Files.readString(gateway.output(), StandardCharsets.ISO_8859_1)
                        .contains(control));
        return control;
    }

    private static List<String> whereIs(String text, RealProcess gateway, List<String> dump) throws IOException {
        return whereAre(List.of(text), gateway, dump).getOrDefault(text, List.of());
    }

    /** @return the places of each text that is anywhere */
    private static Map<String, List<String>> whereAre(Collection<String> texts, RealProcess gateway, List<String> dump)
            throws IOException {
        List<Form> forms = Form.all(texts);
        Map<String, List<String>> places = new HashMap<>();
        for (Path root : List.of(gateway.dataFolder(), gateway.temporaryFolder(), gateway.output())) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    note(file.toString(), read(file), forms, places);
                }
            }
        }
        for (String line : dump) {
            String place = "database dump: " + line.substring(0, Math.min(200, line.length()));
            note(place, line.getBytes(StandardCharsets.UTF_8), forms, places);
        }
        return places;
    }

    private static void note(String place, byte[] content, List<Form> forms, Map<String, List<String>> places) {
        // Bytes map to the same char each, so String's search is a search of bytes, and a fast one.
        String searched = new String(content, StandardCharsets.ISO_8859_1);
        forms.stream()
                .flatMap(form -> form.in(searched).stream())
                .distinct()
                .forEach(text ->
                        places.computeIfAbsent(text, _ -> new ArrayList<>()).add(place));
    }

    /**
     * Texts in one of the forms that they may have been written in. There are hundreds, and they begin alike: so what is
     * searched is read once for all of them.
     *
     * @param opening what all of them begin with
     * @param texts by how they look in this form; equally long
     */
    private record Form(String opening, Map<String, String> texts) {

        static List<Form> all(Collection<String> texts) {
            List<Map<String, String>> written = new ArrayList<>();
            for (String text : texts) {
                List<byte[]> forms = forms(text);
                for (int form = 0; form < forms.size(); form++) {
                    if (form == written.size()) {
                        written.add(new HashMap<>());
                    }
                    written.get(form).put(new String(forms.get(form), StandardCharsets.ISO_8859_1), text);
                }
            }
            return written.stream()
                    .map(each -> new Form(opening(each.keySet()), each))
                    .toList();
        }

        private static String opening(Collection<String> alike) {
            String opening = alike.iterator().next();
            for (String each : alike) {
                while (!each.startsWith(opening)) {
                    opening = opening.substring(0, opening.length() - 1);
                }
            }
            assertThat(opening).as("what all begin with").hasSizeGreaterThanOrEqualTo(4);
            return opening;
        }

        Set<String> in(String searched) {
            int length = texts.keySet().iterator().next().length();
            Set<String> found = new HashSet<>();
            for (int at = searched.indexOf(opening); at >= 0; at = searched.indexOf(opening, at + 1)) {
                String text = texts.get(searched.substring(at, Math.min(at + length, searched.length())));
                if (text != null) {
                    found.add(text);
                }
            }
            return found;
        }
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0]; // removed since it was listed
        }
    }

    /** As it is, in UTF-16, in hexadecimal and in base64 at every offset. */
    private static List<byte[]> forms(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<byte[]> forms = new ArrayList<>(List.of(
                bytes,
                text.getBytes(StandardCharsets.UTF_16LE),
                HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().withUpperCase().formatHex(bytes).getBytes(StandardCharsets.US_ASCII)));
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // Without the ends, which depend on what stands beside it.
            forms.add(base64.substring(4, base64.length() - 4).getBytes(StandardCharsets.US_ASCII));
        }
        return forms;
    }

    /** Every row of every table as text. */
    private static List<String> dump(RealProcess gateway) throws SQLException, IOException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = gateway.database();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet table = statement.executeQuery("""
                    SELECT format('%I.%I', schemaname, tablename)
                      FROM pg_tables
                     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
                    """)) {
                while (table.next()) {
                    tables.add(table.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("SELECT t::text FROM " + table + " AS t")) {
                    while (row.next()) {
                        rows.add(table + ": " + row.getString(1));
                    }
                }
            }
        }
        return rows;
    }

    // ---- the process

    private Path traceEverything() throws IOException {
        return Files.writeString(folder.resolve("logback-trace.xml"), """
                <configuration>
                  <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d %-5level %logger: %msg %mdc%n%ex{full}</pattern></encoder>
                  </appender>
                  <root level="TRACE"><appender-ref ref="CONSOLE"/></root>
                </configuration>
                """);
    }

    private String yaml() {
        return """
                ominigate:
                  relay:
                    max-request: %d
                    first-byte-timeout: 1s
                    idle-timeout: 1s
                  routing:
                    back-off: 10ms
                    failures-to-open: 100000
                  providers:
                    openai-double: {dialect: openai, base-url: "%s", api-key: secret-a, subprocessor: Double Inc.}
                    anthropic-double: {dialect: anthropic, base-url: "%s", api-key: secret-b, subprocessor: Double Inc.}
                    spare-double: {dialect: openai, base-url: "%s", api-key: secret-c, subprocessor: Double Inc.}
                  models:
                    openai-model:
                      upstreams: [{provider: openai-double, model: upstream-model}]
                      price: {input: "0.01", output: "0.01"}
                    anthropic-model:
                      upstreams: [{provider: anthropic-double, model: upstream-model}]
                      price: {input: "0.01", output: "0.01"}
                    model-with-spare:
                      upstreams:
                        - {provider: openai-double, model: upstream-model, priority: 1}
                        - {provider: spare-double, model: upstream-model, priority: 2}
                      price: {input: "0.01", output: "0.01"}
                """.formatted(
                MAX_REQUEST, upstream.baseUrl("openai"), upstream.baseUrl("anthropic"), upstream.baseUrl("spare"));
    }
}
