package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that stands still while something is decided. */
class FrozenNodeIT {
    private static final int TIMES = 3;
    private static final Duration FROZEN = Duration.ofMillis(1_500);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private RealProcess gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = RealProcess.in(folder)
                .with("OMINIGATE_TRUSTED_PROXIES", "127.0.0.0/8,::1/128")
                .start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void theFirstCallAfterItWakesIsJudgedByWhatWasDecidedMeanwhile() throws Exception {
        String key = gateway.apiKey();
        for (int i = 1; i <= TIMES; i++) {
            String address = "203.0.113." + i;
            String call = WireClient.post("/v1/chat/completions", key, """
                            {"model": "demo-echo", "messages": [{"role": "user", "content": "hello"}]}""")
                    .replaceFirst("Host: gateway\r\n", "Host: gateway\r\nX-Forwarded-For: " + address + "\r\n");
            try (WireClient client = WireClient.to(gateway.url())) {
                assertThat(client.send(call).answer().status()).isEqualTo(200);

                signal("STOP");
                try {
                    block(address);
                    client.send(call);
                    LockSupport.parkNanos(FROZEN.toNanos());
                } finally {
                    signal("CONT");
                }
                WireClient.Answer answer = client.answer();
                assertThat(answer.status()).as(answer.body()).isEqualTo(403);
                assertThat(CallerView.of(answer).error()).isEqualTo("blocked");
            }
        }
    }

    private void block(String address) throws SQLException, IOException {
        try (Connection connection = gateway.database();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO abuse.decision (
                            id, action, entity, network, scope, reason, decided_by, decided_at, lasts_millis, begins_at,
                            ends_at, state)
                        VALUES (
                            gen_random_uuid(), 'BLOCK_NETWORK', 'network:' || ? || '/32', ?::cidr, 'API', 'a test',
                            gen_random_uuid(), now(), 3600000, now(), now() + INTERVAL '1 hour', 'IN_FORCE')
                        """)) {
            insert.setString(1, address);
            insert.setString(2, address);
            insert.executeUpdate();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(gateway.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
