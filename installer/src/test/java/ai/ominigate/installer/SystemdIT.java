package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The service as systemd runs it, with everything in force that its unit takes from it. */
@EnabledOnOs(OS.LINUX)
class SystemdIT {

    private static final Duration START = Duration.ofMinutes(3);
    private static final int PORT = FreePort.any();

    private static Booted machine;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void boot() throws Exception {
        Needed.isHere();
        Optional<String> reason = Booted.notHere();
        reason.ifPresent(words -> System.out.println("The unit is not run by systemd here: " + words));
        assumeTrue(reason.isEmpty());
        machine = Booted.with(Dist.only("ominigate_.*\\.deb"));
        machine.sh("""
                dpkg --install --force-depends /root/package.deb
                systemctl stop ominigate
                printf 'OMINIGATE_DEMO=true\\nOMINIGATE_PORT=%d\\n' > /etc/ominigate/environment
                printf a-token-of-the-operators-own-choice > /etc/ominigate/credentials/OMINIGATE_OPERATOR_TOKEN
                systemctl reset-failed ominigate || true
                systemctl start ominigate
                """.formatted(PORT));
    }

    @AfterAll
    static void powerOff() throws Exception {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void itServesWithNothingButItsTwoFoldersAndNoRights() throws Exception {
        awaitHealth();

        assertThat(post("/admin/v1/ledger/verify", "a-token-of-the-operators-own-choice", "")
                        .statusCode())
                .as("a credential that systemd hands over")
                .isEqualTo(200);
        HttpResponse<String> answer = post("/v1/chat/completions", apiKey(), """
                {"model": "demo-echo", "max_tokens": 20, "messages": [{"role": "user", "content": "by systemd"}]}
                """);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-ominigate-cost")).isPresent();

        String server = machine.run("systemctl", "show", "--property=MainPID", "--value", "ominigate");
        assertThat(machine.sh("grep -E '^(NoNewPrivs|Seccomp|CapEff|CapBnd):' /proc/" + server + "/status"))
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("Seccomp:\\s+2")
                .containsPattern("CapEff:\\s+0000000000000000")
                .containsPattern("CapBnd:\\s+0000000000000000");
        assertThat(machine.run("nsenter", "--target", server, "--mount", "sh", "-c", "touch /usr/here 2>&1 || true"))
                .contains("Read-only file system");
    }

    @Test
    void itIsStartedAgainWhenItIsKilledAndStopsInOrder() throws Exception {
        awaitHealth();
        String killed = machine.run("systemctl", "show", "--property=MainPID", "--value", "ominigate");

        machine.run("systemctl", "kill", "--signal=KILL", "--kill-whom=main", "ominigate");
        awaitAnotherThan(killed);
        awaitHealth();
        machine.run("systemctl", "stop", "ominigate");

        assertThat(machine.run("systemctl", "show", "--property=Result", "--value", "ominigate"))
                .isEqualTo("success");
        assertThat(machine.sh("pgrep --list-full --uid ominigate || true")).isEmpty();
        machine.run("systemctl", "start", "ominigate");
    }

    private void awaitAnotherThan(String killed) throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        String now = killed;
        while (now.equals(killed) || now.equals("0")) {
            assertThat(System.nanoTime()).as("it is not started again").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            now = machine.run("systemctl", "show", "--property=MainPID", "--value", "ominigate");
        }
    }

    private void awaitHealth() throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        while (!isHealthy()) {
            if (System.nanoTime() > deadline) {
                fail("It does not serve; it said:\n" + machine.run("journalctl", "--no-pager", "--unit=ominigate"));
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            return http.send(
                                    HttpRequest.newBuilder(at("/health"))
                                            .timeout(Duration.ofSeconds(10))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private static String apiKey() throws Exception {
        return machine.sh(
                "grep -o '\"apiKey\" *: *\"[^\"]*\"' /var/lib/ominigate/demo.json | head -1 | cut -d'\"' -f4");
    }

    private HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(at(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI at(String path) {
        return URI.create("http://localhost:" + PORT + path);
    }
}
