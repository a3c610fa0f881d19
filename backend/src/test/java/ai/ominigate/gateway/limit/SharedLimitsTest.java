package ai.ominigate.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.FreePort;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.gateway.limit.Admission.Denied;
import ai.ominigate.gateway.limit.Admission.Granted;
import ai.ominigate.gateway.limit.Admission.OverSpendingLimit;
import ai.ominigate.metering.KeySpend;
import ai.ominigate.platform.CannotStart;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class SharedLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<Node> nodes = new ArrayList<>();
    private int port;
    private RedisServer server;

    @BeforeEach
    void startServer() throws IOException {
        port = FreePort.any();
        server = newServer();
        server.start();
    }

    @AfterEach
    void stopAll() throws Exception {
        for (Node node : nodes) {
            node.limits.stop();
        }
        if (server.isActive()) {
            server.stop();
        }
    }

    @Test
    void twoNodesShareTheRequestsOfAMinute() {
        Node one = node(LONG);
        Node two = node(LONG);
        ApiKey key = Keys.limited().requestsPerMinute(7).key();
        for (int i = 0; i < 3; i++) {
            granted(one.admit(key, 0));
            granted(two.admit(key, 0));
        }
        assertThat(granted(one.admit(key, 0)).standing().requestsRemaining()).isZero();

        Denied denied = denied(two.admit(key, 0));

        assertThat(denied.message()).startsWith("This API key may make 7 requests per minute, and has made them.");
        assertThat(denied.retryAfter()).isPositive().isLessThan(Duration.ofSeconds(10));
        denied(one.admit(key, 0));
    }

    @Test
    void twoNodesShareTheTokensOfAMinuteAndGiveBackWhatWasNotUsed() {
        Node one = node(LONG);
        Node two = node(LONG);
        ApiKey key = Keys.limited().tokensPerMinute(1_000).key();
        Granted call = granted(one.admit(key, 900));
        denied(two.admit(key, 500));

        call.permit().close(100, 0);
        call.permit().close(100, 0);

        Granted other =
                granted(Await.value("the tokens are back", () -> two.admit(key, 500), Granted.class::isInstance));
        assertThat(other.standing().tokensRemaining()).isBetween(400L, 600L);
        other.permit().close(800, 0);
        Await.until(
                "what was used beyond is taken",
                () -> one.admit(key, 0).standing().tokensRemaining() < 250);
    }

    @Test
    void callsAtTheSameTimeAreCountedOnAllNodes() {
        Node one = node(LONG);
        Node two = node(LONG);
        ApiKey key = Keys.limited().concurrency(2).key();
        Granted first = granted(one.admit(key, 0));
        granted(two.admit(key, 0));
        assertThat(denied(two.admit(key, 0)).message()).startsWith("This API key may have 2 calls under way");

        first.permit().close(0, 0);

        Await.until("the place is free", () -> two.admit(key, 0) instanceof Granted);
        denied(one.admit(key, 0));
    }

    @Test
    void theCallsOfADeadNodeStopCountingAndThoseOfLiveOnesDoNot() throws InterruptedException {
        Node dying = node(LONG);
        Node live = node(LONG);
        ApiKey key = Keys.limited().concurrency(2).key();
        granted(dying.admit(key, 0));
        granted(live.admit(key, 0));

        dying.limits.stop();

        Await.until("the dead node's place is free", () -> live.admit(key, 0) instanceof Granted);
        denied(live.admit(key, 0));
    }

    @Test
    void aRefusalByTheOthersTakesNothingHere() {
        Node one = node(LONG);
        Node two = node(LONG);
        ApiKey key = Keys.limited().concurrency(1).requestsPerMinute(2).key();
        Granted call = granted(one.admit(key, 0));
        for (int i = 0; i < 5; i++) {
            denied(two.admit(key, 0));
        }

        call.permit().close(0, 0);

        Await.until("the second request is let through", () -> two.admit(key, 0) instanceof Granted);
    }

    @Test
    void spendingIsLookedAtWithoutTheServer() {
        Node node = node(LONG);
        ApiKey key = Keys.limited().spendPerDay(1_000).requestsPerMinute(1).key();

        assertThat(node.limits.admit(key, 0, 2_000).toCompletableFuture())
                .isCompletedWithValueMatching(OverSpendingLimit.class::isInstance);
        granted(node.admit(key, 0));
    }

    @Test
    void whenTheServerDiesEachNodeDecidesAloneAndTogetherAgainWhenItIsBack() throws IOException {
        Node one = node(LONG);
        Node two = node(LONG);
        ApiKey key = Keys.limited().requestsPerMinute(2).key();
        granted(one.admit(key, 0));

        server.stop();
        granted(one.admit(key, 0));
        denied(one.admit(key, 0));
        granted(two.admit(key, 0));
        granted(two.admit(key, 0));
        denied(two.admit(key, 0));
        assertThat(one.decidedAlone()).isPositive();

        server = newServer();
        server.start();
        Await.until("the nodes are back", () -> one.up() && two.up());
        ApiKey other = Keys.limited().requestsPerMinute(2).key();
        granted(one.admit(other, 0));
        granted(two.admit(other, 0));
        denied(one.admit(other, 0));
    }

    @Test
    void aSilentServerKeepsNobodyWaitingAndWhatItGrantedTooLateIsGivenBack() {
        Node patient = node(LONG);
        Node hasty = node(Duration.ofMillis(50));
        ApiKey key = Keys.limited().requestsPerMinute(1).concurrency(1).key();
        freezeServer(Duration.ofMillis(1_500));

        Granted alone = granted(hasty.admit(key, 0));

        assertThat(hasty.decidedAlone()).isOne();
        alone.permit().close(0, 0);
        Await.until("the late grant is given back", () -> patient.admit(key, 0) instanceof Granted);
    }

    @Test
    void aServerThatIsAwayKeepsNoNodeFromStarting() throws IOException {
        server.stop();

        Node node = node(LONG);

        assertThat(node.up()).isFalse();
        granted(node.admit(Keys.limited().requestsPerMinute(1).key(), 0));
        server = newServer();
        server.start();
        Await.until("the node finds it", node::up);
    }

    @Test
    void aWrongUrlIsToldInASentence() {
        for (String wrong : List.of("nonsense", "http://localhost:6379", "valkey://", "valkey://:secret@:x")) {
            assertThatThrownBy(() -> Valkey.at(wrong))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("OMINIGATE_VALKEY_URL")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aWrongPasswordIsToldInASentence() {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
                var connection = client.connect()) {
            connection.sync().configSet("requirepass", "another");
        }
        try (Valkey valkey = Valkey.at("valkey://:secret@127.0.0.1:" + port)) {
            assertThatThrownBy(valkey::answers)
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("password")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void nothingIsKeptOfAKeyThatWasNotUsedForAMinute() throws IOException {
        Node node = node(LONG);
        ApiKey key =
                Keys.limited().requestsPerMinute(60_000).tokensPerMinute(60_000).key();
        granted(node.admit(key, 1)).permit().close(1, 0);

        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
                var connection = client.connect()) {
            Await.until("the key is gone", () -> connection.sync().dbsize() == 0);
        }
    }

    private Node node(Duration patience) {
        Node node = new Node(patience, "valkey://127.0.0.1:" + port);
        nodes.add(node);
        return node;
    }

    private RedisServer newServer() throws IOException {
        return RedisServer.newRedisServer()
                .bind(InetAddress.getLoopbackAddress().getHostAddress())
                .port(port)
                .setting("save \"\"")
                .build();
    }

    /** The command itself answers only when the time is over, so nobody waits for it. */
    /** From when this returns, the server answers nobody for that long. */
    private void freezeServer(Duration time) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
                var connection = client.connect()) {
            connection.sync().clientPause(time.toMillis());
        }
    }

    private static Granted granted(Admission admission) {
        assertThat(admission).isInstanceOf(Granted.class);
        return (Granted) admission;
    }

    private static Denied denied(Admission admission) {
        assertThat(admission).isInstanceOf(Denied.class);
        return (Denied) admission;
    }

    private static final class Node {
        private static final Duration LEASE = Duration.ofSeconds(3);
        private static final KeySpend NOTHING_SPENT = _ -> new KeySpend.Spent(0, 0, 0);

        private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        private final AtomicLong nanoTime = new AtomicLong();
        private final SharedLimits limits;

        Node(Duration patience, String url) {
            LocalLimits local = new LocalLimits(NOTHING_SPENT, InstantSource.system(), nanoTime::get);
            limits = new SharedLimits(local, url, patience, LEASE, metrics);
            limits.prepare(URI.create("http://localhost"));
        }

        Admission admit(ApiKey key, long tokens) {
            return limits.admit(key, tokens, 0).toCompletableFuture().join();
        }

        boolean up() {
            return metrics.get("ominigate.limits.shared.up").gauge().value() == 1;
        }

        double decidedAlone() {
            return metrics.get("ominigate.limits.decided.alone").counter().count();
        }
    }
}
