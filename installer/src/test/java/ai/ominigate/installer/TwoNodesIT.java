package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Two installed nodes as the guide has them: its commands, its settings and its nginx, with the hosts of this machine, on a
 * PostgreSQL and a Valkey (or Redis) of the system's.
 */
@EnabledOnOs(OS.LINUX)
class TwoNodesIT {

    private static final Duration START = Duration.ofSeconds(2);
    private static final int STARTS = 4;
    private static final String OWNER_PASSWORD = "the-owners-0123456789";
    private static final String PASSWORD = "our-own-0123456789";
    private static final String VALKEY_PASSWORD = "valkeys-0123456789";
    private static final Duration STORED = Duration.ofSeconds(60);
    private static final int CALLS = 200;
    private static final String LEDGER = "/admin/v1/ledger/verify";

    /** The log is signed every minute. */
    private static final Duration ASKED = Duration.ofMinutes(2);

    private static final String BOOKS = """
            SELECT count(*), sum(cost_nanos),
                   (SELECT sum(abs(amount)) FROM billing.ledger_entry),
                   (SELECT sum(cost_nanos) FROM metering.usage_hourly)
              FROM metering.usage_event
            """;
    private static final Map<String, String> ROTATED = Map.of(
            "OMINIGATE_OPERATOR_TOKEN", "openssl rand -hex 32",
            "OMINIGATE_AUDIT_KEY", "openssl genpkey -algorithm ed25519 -outform DER | base64 -w0");
    private static final Pattern TRUSTED = Pattern.compile("every node's data folder: (\\S+)");

    private final List<AutoCloseable> running = new ArrayList<>();
    private final Path folder = Dist.fresh("two-nodes");
    private final Path output = folder.resolve("output");
    private final int postgres = FreePort.any();
    private final int valkey = FreePort.any();
    private final int nginx = FreePort.any();

    @BeforeAll
    static void everythingIsHere() {
        Needed.isHere();
        assertThat(Tool.missing("psql", "nginx", "openssl"))
                .as("To run two nodes, these are missing: apt-get install postgresql nginx openssl")
                .isEmpty();
        assertThat(Tool.missing("valkey-server", "redis-server"))
                .as("To run two nodes, a Valkey or Redis is missing: apt-get install valkey-server, or redis-server")
                .hasSizeLessThan(2);
    }

    @BeforeEach
    void startWhatNodesShare() throws Exception {
        startPostgres();
        boolean isValkey = Tool.missing("valkey-server").isEmpty();
        running.add(Daemon.at(
                valkey,
                output,
                List.of(
                        isValkey ? "valkey-server" : "redis-server",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(valkey),
                        "--requirepass",
                        VALKEY_PASSWORD,
                        "--save",
                        "",
                        "--dir",
                        folder.toString())));
        sh(Guide.block("on the database's machine")
                .replace(
                        "sudo -u postgres psql",
                        "PGPASSWORD=super psql --host=127.0.0.1 --username=postgres --port=" + postgres));
    }

    @AfterEach
    void stopEverything() throws Exception {
        for (AutoCloseable each : running.reversed()) {
            each.close();
        }
    }

    @Test
    void aNodeThatIsKilledUnderLoadFailsOnlyWhatItHadInHandAndTheBooksAreRight() throws Exception {
        String keys = Guide.block("once");
        Machine one = node("node-one", keys);
        Machine two = node("node-two", keys);
        Service first = started(one, FreePort.any());
        Service second = started(two, FreePort.any());
        startNginx(first.port(), second.port());

        Callers callers = Callers.of(nginx, second.apiKey());
        int before = callers.awaitMore(CALLS);
        first.kill();
        long dead = System.nanoTime();
        callers.awaitMore(CALLS);
        callers.close();
        started(one, first.port());

        System.out.printf(
                "A node killed under load: %d calls whole, %d of them before; %d failed, %d turned away%n",
                callers.whole().size(),
                before,
                callers.failed().size(),
                callers.refused().size());
        assertThat(callers.refused()).isEmpty();
        assertThat(callers.failed())
                .as("calls that the node had in hand")
                .hasSizeLessThanOrEqualTo(Callers.CALLERS)
                .allSatisfy(failed -> assertThat(failed.began()).isLessThan(dead));
        booksAreRight(callers);
    }

    @Test
    void aBackupThatIsRestoredByTheGuideHasEveryCallAndEveryEntry() throws Exception {
        Machine machine = node("node-restored", Guide.block("once"));
        Service before = started(machine, FreePort.any());
        Callers callers = Callers.of(before.port(), before.apiKey());
        callers.awaitMore(CALLS);
        callers.close();
        before.stop();
        assertThat(stored()).containsAll(callers.whole());
        String books = ask(BOOKS).getFirst();
        sh(asSuperuser("pg_dump --format=custom --file=ominigate.dump ominigate"));
        sh(asSuperuser("dropdb ominigate"));

        sh(asSuperuser(Guide.block("restore").replaceAll("(?m)^systemctl .*$", "")));
        Service after = started(machine, before.port());

        assertThat(ask(BOOKS)).containsExactly(books);
        assertThat(after.get("/v1/credits", after.apiKey()).statusCode()).isEqualTo(200);
        assertThat(verifyTheLog(machine, after).status()).isZero();
    }

    @Test
    void secretsAreChangedAsTheGuideSays() throws Exception {
        Machine machine = node("node-rotated", Guide.block("once"));
        Path token = machine.at("/etc/ominigate/credentials/OMINIGATE_OPERATOR_TOKEN");
        String old = Files.readString(token);
        Service before = started(machine, FreePort.any());
        assertThat(before.post(LEDGER, old, "").statusCode()).isEqualTo(200);
        before.stop();

        for (Map.Entry<String, String> each : ROTATED.entrySet()) {
            Files.writeString(
                    machine.at("/etc/ominigate/credentials/" + each.getKey()),
                    Dist.run("bash", "-c", each.getValue()).strip());
        }
        Service after = started(machine, before.port());

        assertThat(after.post(LEDGER, old, "").statusCode()).isEqualTo(401);
        assertThat(after.post(LEDGER, Files.readString(token), "").statusCode()).isEqualTo(200);
        Files.writeString(
                machine.at("/var/lib/ominigate/audit/trusted-keys"),
                whatTheLogAsksFor(after) + "\n",
                StandardOpenOption.APPEND);
        assertThat(verifyTheLog(machine, after).status()).isZero();
    }

    /** As operators start it: without the demo, and with the database on its own. */
    @Test
    void aNodeServesAgainSoonAfterItWasStopped() throws Exception {
        Machine machine = node("node-starting", Guide.block("once"));
        Map<String, String> port = Map.of("OMINIGATE_PORT", String.valueOf(FreePort.any()));
        try (Service first = Service.on(machine, port)) {
            System.out.printf("A node's first start, which makes the tables: %s%n", first.startedIn());
            first.stop();
        }
        for (int start = 2; start <= STARTS; start++) {
            try (Service again = Service.on(machine, port)) {
                System.out.printf(
                        "A node from start %d to /health: %s (wanted: under %s)%n", start, again.startedIn(), START);
                again.stop();
            }
        }
    }

    private String asSuperuser(String script) {
        return "export PGPASSWORD=super PGHOST=127.0.0.1 PGUSER=postgres PGPORT=%d%ncd '%s'%n%s%n"
                .formatted(postgres, folder, script);
    }

    private static String whatTheLogAsksFor(Service service) throws IOException {
        long deadline = System.nanoTime() + ASKED.toNanos();
        Matcher line = TRUSTED.matcher(service.said());
        while (!line.find()) {
            assertThat(System.nanoTime())
                    .as("no line is asked for in: %s", service.said())
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            line = TRUSTED.matcher(service.said());
        }
        return line.group(1);
    }

    private static Dist.Said verifyTheLog(Machine machine, Service service) throws Exception {
        Dist.Said said = Dist.said(
                List.of(machine.at("/usr/lib/ominigate/bin/ominigate").toString(), "audit", "verify"),
                Map.of(
                        "OMINIGATE_PORT", String.valueOf(service.port()),
                        "OMINIGATE_DATA_DIR", machine.at("/var/lib/ominigate").toString(),
                        "OMINIGATE_OPERATOR_TOKEN",
                                Files.readString(machine.at("/etc/ominigate/credentials/OMINIGATE_OPERATOR_TOKEN"))));
        System.out.println(said.words().strip());
        return said;
    }

    private void booksAreRight(Callers callers) throws Exception {
        long deadline = System.nanoTime() + STORED.toNanos();
        while (!stored().containsAll(callers.whole()) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        List<String> rows = ask("SELECT event_id FROM metering.usage_event");
        assertThat(rows).as("none twice").doesNotHaveDuplicates();
        assertThat(rows).as("none lost").containsAll(callers.whole());
        Set<String> others =
                rows.stream().filter(row -> !callers.whole().contains(row)).collect(Collectors.toSet());
        assertThat(others)
                .as("rows of calls that callers did not get whole")
                .hasSizeLessThanOrEqualTo(callers.failed().size());
        String usage = ask("SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_event")
                .getFirst();
        assertThat(ask("SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_hourly"))
                .containsExactly(usage);
        assertThat(ask("""
                        SELECT coalesce(sum(e.amount), 0)
                          FROM billing.ledger_entry AS e
                          JOIN billing.ledger_tx AS tx ON tx.id = e.tx_id
                          JOIN billing.ledger_account AS a ON a.id = e.account_id
                         WHERE tx.kind = 'usage' AND a.code LIKE 'revenue%'
                        """)).as("the ledger and the usage").containsExactly(usage);
        System.out.printf("The books: %d rows of usage, %d of calls that failed%n", rows.size(), others.size());
    }

    private Set<String> stored() throws Exception {
        return Set.copyOf(ask("SELECT event_id FROM metering.usage_event"));
    }

    private List<String> ask(String sql) throws Exception {
        return Dist.run(
                        List.of(
                                "psql",
                                "--no-psqlrc",
                                "--tuples-only",
                                "--no-align",
                                "--command",
                                sql,
                                "postgresql://ominigate:%s@127.0.0.1:%d/ominigate".formatted(PASSWORD, postgres)),
                        Map.of())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private Machine node(String name, String keys) throws Exception {
        Machine machine = Machine.empty(name);
        machine.install(Dist.only("ominigate_.*\\.deb"));
        Path shared = Files.createDirectories(folder.resolve("shared"));
        Files.createDirectories(shared.resolve("tombstones"));
        Dist.run("chown", "--recursive", machine.user("ominigate"), shared.toString());
        Path made = folder.resolve("keys");
        if (!Files.exists(made)) {
            sh(keys + "set | grep -E '^(STAFF_KEY|AUDIT_KEY|OPERATOR_TOKEN)=' > " + made + "\n");
        }
        sh(". " + made + "\n"
                + Guide.block("on each node")
                        .replace("/etc/ominigate", machine.at("/etc/ominigate").toString())
                        .replace("valkey.internal:6379", "127.0.0.1:" + valkey));
        String settings = Guide.block("/etc/ominigate/ominigate.yml of each node")
                .replace("db.internal:5432", "127.0.0.1:" + postgres)
                .replace("10.0.0.5/32", "127.0.0.1/32")
                .replace("/srv/ominigate", shared.toString());
        Files.writeString(machine.at("/etc/ominigate/ominigate.yml"), settings);
        return machine;
    }

    private Service started(Machine machine, int port) throws Exception {
        Map<String, String> further = new HashMap<>();
        further.put("OMINIGATE_PORT", String.valueOf(port));
        // Its model provider, and an account with money.
        further.put("OMINIGATE_DEMO", "true");
        // Calls of nobody's would come into what is counted.
        further.put("OMINIGATE_POLICY_FIRST_CANARY_AFTER", "1d");
        Service service = Service.on(machine, further);
        running.add(service);
        return service;
    }

    private void startNginx(int one, int two) throws Exception {
        String site = Guide.file("nginx-nodes.conf")
                .replace("10.0.0.11:8080", "127.0.0.1:" + one)
                .replace("10.0.0.12:8080", "127.0.0.1:" + two)
                .replace("listen 80;", "listen 127.0.0.1:" + nginx + ";");
        Path temporary = Files.createDirectories(folder.resolve("nginx"));
        String temporaries = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(each -> "%s_temp_path %s/%s;".formatted(each, temporary, each))
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                user root;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events {}
                http {
                %2$s
                %3$s
                }
                """.formatted(temporary, temporaries, site));
        running.add(Daemon.at(nginx, output, List.of("nginx", "-p", temporary.toString(), "-c", file.toString())));
    }

    /** The newest that the system has, as a user of its own, with its disk's promises kept. */
    private void startPostgres() throws Exception {
        Path programs =
                Folders.files(Path.of("/usr/lib/postgresql"), "").getLast().resolve("bin");
        Path data = Files.createDirectories(folder.resolve("postgres"));
        Path password = Files.writeString(data.resolveSibling("super"), "super\n");
        Dist.run("chown", "nobody", data.toString(), password.toString());
        List<String> nobody = List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
        Dist.run(
                with(
                        nobody,
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=postgres",
                        "--auth=scram-sha-256",
                        "--pwfile=" + password,
                        "--encoding=UTF8",
                        "--locale=C.UTF-8"),
                Map.of());
        running.add(Daemon.at(
                postgres,
                output,
                with(
                        nobody,
                        programs.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-p",
                        String.valueOf(postgres),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=")));
    }

    private static List<String> with(List<String> prefix, String... command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(command));
        return all;
    }

    private void sh(String script) throws IOException, InterruptedException {
        Dist.run(
                List.of("bash", "-eu", "-c", script),
                Map.of(
                        "OWNER_PASSWORD", OWNER_PASSWORD,
                        "DATABASE_PASSWORD", PASSWORD,
                        "VALKEY_PASSWORD", VALKEY_PASSWORD));
    }
}
