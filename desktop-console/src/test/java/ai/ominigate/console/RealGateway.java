package ai.ominigate.console;

import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The backend as it was packaged, in demo mode, as a process of its own on a port of its own: one for all tests of a JVM,
 * and one more for a test that would be in their way. For tests that run after packaging.
 */
public final class RealGateway implements AutoCloseable {

    private static final Path JAR =
            Path.of("..", "backend", "target", "ominigate.jar").toAbsolutePath().normalize();
    private static final Pattern BASE_URL = Pattern.compile("http://localhost:\\d+");
    private static final long STARTS_WITHIN_SECONDS = 180;
    private static final long STOPS_WITHIN_SECONDS = 60;
    private static final int TOTP_STEP_SECONDS = 30;
    private static final int DIGITS = 1_000_000;

    /** The line of {@code postmaster.pid} that has the port. */
    private static final int PORT_LINE = 3;

    private static @Nullable RealGateway shared;

    private final Map<String, String> settings;
    private final Organisation organisation = new Organisation();
    private final Path folder;
    private Process process;
    private boolean stopped;
    private final String address;
    private final JsonNode demo;
    private final Map<Role, Long> lastCode = new EnumMap<>(Role.class);

    private RealGateway(Map<String, String> settings) throws IOException {
        this.settings = settings;
        folder = Files.createTempDirectory("console-it-");
        // Root hands PostgreSQL to the user nobody, who has to come through here.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        process = start("0");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        address = awaitAddress();
        demo = new JsonMapper()
                .readTree(folder.resolve("data").resolve("demo.json").toFile());
    }

    private Process start(String port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-jar",
                        JAR.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OMINIGATE_"));
        builder.environment().put("OMINIGATE_PORT", port);
        builder.environment().put("OMINIGATE_DEMO", "true");
        // So that a call can come from another address than this machine's: the test is the proxy.
        builder.environment().put("OMINIGATE_TRUSTED_PROXIES", "127.0.0.0/8");
        builder.environment().put("OMINIGATE_OIDC_ISSUER", organisation.issuer());
        builder.environment().put("OMINIGATE_OIDC_CLIENT_ID", Organisation.CLIENT);
        builder.environment().put("OMINIGATE_DATA_DIR", folder.resolve("data").toString());
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** Ends it as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it at the same address with the data that are there, and waits until it answers. */
    public void startAgain() {
        try {
            process = start(address.substring(address.lastIndexOf(':') + 1));
            awaitAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of this JVM, started when it is first asked for and stopped with the JVM. */
    public static synchronized RealGateway running() {
        RealGateway known = shared;
        if (known != null) {
            return known;
        }
        try {
            RealGateway started = new RealGateway(Map.of());
            shared = started;
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One that nobody else works with, stopped by {@link #close}.
     *
     * @param settings by their names in the environment
     */
    public static RealGateway ofItsOwn(Map<String, String> settings) {
        try {
            return new RealGateway(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its database, with all rights: for what would take long to come about by itself. */
    public Connection database() throws IOException, SQLException {
        Path postgresql = data().resolve("postgresql");
        try (Stream<Path> clusters = Files.list(postgresql)) {
            Path running = clusters.map(each -> each.resolve("postmaster.pid"))
                    .filter(Files::exists)
                    .findAny()
                    .orElseThrow();
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:%s/ominigate"
                            .formatted(Files.readAllLines(running).get(PORT_LINE)),
                    "postgres",
                    Files.readString(postgresql.resolve("superuser-password")).strip());
        }
    }

    private String awaitAddress() throws IOException {
        Path out = folder.resolve("out.txt");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTS_WITHIN_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            String said = Files.readString(out);
            Matcher matcher = BASE_URL.matcher(said);
            if (matcher.find() && Files.exists(folder.resolve("data").resolve("demo.json"))) {
                return matcher.group();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new AssertionError("OminiGate did not start: " + Files.readString(out));
    }

    public String address() {
        return address;
    }

    /** What there is to sign in with: {@code demo.json}. */
    public JsonNode demo() {
        return demo;
    }

    /** Where members of the staff can sign in, too. */
    Organisation organisation() {
        return organisation;
    }

    /** Where it keeps what is its own. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Runs a command of the operator's, and answers with what it ends. */
    public int command(String... words) throws IOException, InterruptedException {
        Process command = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-jar",
                                        JAR.toString()),
                                Stream.of(words))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("command.txt").toFile())
                .start();
        if (!command.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new AssertionError("The command does not end: " + String.join(" ", words));
        }
        return command.exitValue();
    }

    /** The console, with the demo's member of the staff of this role signed in by the form. */
    public OpenConsole signIn(Role role) {
        return signIn(role, address);
    }

    /** The same through an address from where one comes to this. */
    OpenConsole signIn(Role role, String through) {
        JsonNode entry = entry(role);
        return OpenConsole.at(through)
                .signIn(entry.path("email").asText(), entry.path("password").asText(), code(role));
    }

    /** The same without a mouse. */
    public OpenConsole signInByKeys(Role role) {
        JsonNode entry = entry(role);
        return OpenConsole.at(address)
                .signInByKeys(
                        entry.path("email").asText(), entry.path("password").asText(), code(role));
    }

    /** Shows by a fresh code that it is still them, where the console asks for that. */
    public void stepUp(OpenConsole console, Role role) {
        console.type("stepUpCode", code(role));
        console.fireLast("submit");
    }

    private JsonNode entry(Role role) {
        for (JsonNode each : demo.path("staff")) {
            if (each.path("roles").path(0).asText().equals(role.name())) {
                return each;
            }
        }
        throw new AssertionError("The demo has nobody for " + role);
    }

    /** A code of this role's authenticator that was not used before. Waits for the next one where it must. */
    public synchronized String code(Role role) {
        long step = currentStep();
        long last = lastCode.getOrDefault(role, 0L);
        // The server takes the step before and after, too, and each once. Who types needs time until it looks.
        long next = Math.max(isYoung() ? step - 1 : step, last + 1);
        while (next > currentStep() + 1) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        lastCode.put(role, next);
        return totp(entry(role).path("totpSecret").asText(), next);
    }

    private static long currentStep() {
        return System.currentTimeMillis() / 1000 / TOTP_STEP_SECONDS;
    }

    /** Whether two thirds of the current step are still to come. */
    private static boolean isYoung() {
        return System.currentTimeMillis() / 1000 % TOTP_STEP_SECONDS < TOTP_STEP_SECONDS / 3;
    }

    /** RFC 6238 with SHA-1 and six digits. */
    private static String totp(String secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(base32(secret), "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xF;
            int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%06d", number % DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] base32(String text) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        byte[] bytes = new byte[text.length() * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            buffer = buffer << 5 | alphabet.indexOf(text.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (buffer >> bits);
            }
        }
        return bytes;
    }

    /** Signs this role in over HTTP, without a console. @return the token of the session */
    public String token(Role role) throws IOException, InterruptedException {
        JsonNode entry = entry(role);
        JsonMapper json = new JsonMapper();
        String wish = json.createObjectNode()
                .put("email", entry.path("email").asText())
                .put("password", entry.path("password").asText())
                .put("totp", code(role))
                .toString();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/admin/v1/session"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(wish))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return json.readTree(answer.body()).required("token").asText();
        }
    }

    /** Stops it and deletes what it had; once it is stopped, nothing. */
    @Override
    public synchronized void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        process.destroy();
        organisation.close();
        try {
            if (!process.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
