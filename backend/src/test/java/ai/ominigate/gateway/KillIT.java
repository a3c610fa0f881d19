package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.gateway.BilledCalls.Row;
import ai.ominigate.metering.EndReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that dies while callers call. */
class KillIT {
    private static final int KILLS = 3;
    private static final Duration STORED_WITHIN = Duration.ofSeconds(90);

    private final MeteredUpstream upstream = MeteredUpstream.start();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private RealProcess gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = RealProcess.in(folder).withYaml(upstream.yaml()).start();
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void whatCallersGotWholeIsBilledOnceHoweverOftenTheGatewayDies() throws Exception {
        Load load = Load.on(gateway.url(), gateway.apiKey(), MeteredUpstream.MODEL);
        for (int i = 0; i < KILLS; i++) {
            int before = load.whole().size();
            Await.until("calls are answered", () -> load.whole().size() > before + 50);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.SECONDS.toNanos(2)));
            gateway.kill();
            gateway.start();
        }
        int before = load.whole().size();
        Await.until("calls are answered", () -> load.whole().size() > before + 50);
        load.close();

        Map<UUID, Row> rows =
                BilledCalls.in(gateway::database).settled(load.whole().keySet(), STORED_WITHIN);

        BilledCalls.assertBilled(load.whole(), rows);
        List<Row> others = rows.values().stream()
                .filter(row -> !load.whole().containsKey(row.id()))
                .toList();
        assertThat(others)
                .as("rows of calls that callers began and did not get whole")
                .hasSizeLessThanOrEqualTo(load.cutShort())
                .allSatisfy(row -> {
                    if (row.end() == EndReason.GATEWAY_CRASHED) {
                        assertThat(row.costNanos()).isZero();
                    }
                });
        assertThat(load.refusals().keySet())
                .as("answers other than 200: only 503, while it starts")
                .isSubsetOf(503);
    }
}
