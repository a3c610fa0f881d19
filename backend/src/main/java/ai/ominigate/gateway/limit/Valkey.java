package ai.ominigate.gateway.limit;

import ai.ominigate.platform.CannotStart;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One connection to the Valkey (or Redis) that nodes share, on which scripts run. Sends nothing twice and queues little. */
final class Valkey implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    private static final Duration PING = Duration.ofMillis(500);

    /** Commands under way at most; one more fails at once. */
    private static final int MAX_QUEUED = 10_000;

    private static final int THREADS = 2;

    private static final Map<String, String> SCHEMES =
            Map.of("valkey", "redis", "redis", "redis", "valkeys", "rediss", "rediss", "rediss");

    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connecting;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    /** A Lua script and the name the server knows it by. */
    record Script(String text, String sha1) {
        static Script of(String text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
                return new Script(text, HexFormat.of().formatHex(digest));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-1", e);
            }
        }
    }

    private Valkey(RedisURI uri) {
        this.uri = uri;
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.constant(RECONNECT))
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_QUEUED)
                // A script that was under way when the connection broke may have run: never again.
                .replayFilter(_ -> true)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .tcpNoDelay(true)
                        .build())
                .build());
    }

    /**
     * Not connected yet.
     *
     * @param url {@code valkey://:password@host:6379/0}, or with {@code redis}, {@code valkeys}, {@code rediss}
     * @throws CannotStart if it is none
     */
    static Valkey at(String url) {
        try {
            URI address = URI.create(url.strip());
            String scheme = SCHEMES.get(Objects.requireNonNullElse(address.getScheme(), ""));
            if (scheme == null || address.getHost() == null) {
                throw new IllegalArgumentException("no scheme or no host");
            }
            return new Valkey(RedisURI.create(
                    scheme + address.toString().substring(address.getScheme().length())));
        } catch (IllegalArgumentException e) {
            // The cause may repeat the URL, and with it a password.
            throw new CannotStart(
                    "OMINIGATE_VALKEY_URL is not the address of a Valkey or Redis server; it looks like valkey://host:6379, with a password like valkey://:password@host:6379.");
        }
    }

    /**
     * Connects, unless there is a connection already, and asks whether the server answers. One thread at a time.
     *
     * @throws CannotStart if the server refuses the password
     */
    boolean answers() throws InterruptedException {
        try {
            connected().async().ping().toCompletableFuture().get(PING.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            refusedPassword(e);
            return false;
        } catch (TimeoutException | RedisException e) {
            return false;
        }
    }

    private StatefulRedisConnection<String, String> connected()
            throws ExecutionException, TimeoutException, InterruptedException {
        StatefulRedisConnection<String, String> current = connection;
        if (current != null) {
            return current;
        }
        CompletableFuture<StatefulRedisConnection<String, String>> attempt = connecting;
        if (attempt == null || attempt.isCompletedExceptionally()) {
            attempt = client.connectAsync(StringCodec.ASCII, uri).toCompletableFuture();
            connecting = attempt;
        }
        current = attempt.get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        connection = current;
        return current;
    }

    private static void refusedPassword(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause instanceof RedisCommandExecutionException ? cause.getMessage() : null;
            if (message != null && (message.startsWith("WRONGPASS") || message.startsWith("NOAUTH"))) {
                throw new CannotStart(
                        "The Valkey server refuses the user or the password in OMINIGATE_VALKEY_URL; check them.");
            }
        }
    }

    /** Where it is, without the password. */
    String place() {
        return uri.getHost() + ":" + uri.getPort();
    }

    /** Runs it, also on a server that has forgotten it. Fails at once when there is no connection. */
    CompletableFuture<List<Long>> run(Script script, String[] keys, String... arguments) {
        StatefulRedisConnection<String, String> current = connection;
        if (current == null) {
            return CompletableFuture.failedFuture(new RedisException("not connected"));
        }
        try {
            RedisAsyncCommands<String, String> commands = current.async();
            return commands.<List<Long>>evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments)
                    .toCompletableFuture()
                    .exceptionallyCompose(failure -> unwrapped(failure) instanceof RedisNoScriptException
                            ? commands.<List<Long>>eval(script.text(), ScriptOutputType.MULTI, keys, arguments)
                            : CompletableFuture.failedFuture(failure));
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, CONNECT);
        resources.shutdown(0, CONNECT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
