package ai.ominigate.gateway.relay;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The bounds of one call. Every wait and every buffer of the relay has its limit here.
 *
 * @param maxRequest bytes of a request's body
 * @param maxAnswer bytes of an answer that is not streamed; it is whole in memory before it leaves, because its price
 *     is in its headers
 * @param maxErrorBody bytes of an upstream's error that are read; the rest is thrown away
 * @param maxConnections callers' connections at once; beyond it, the one that has been idle longest makes room for a new
 *     one. 0 for what the system's bound on open files and the heap allow
 * @param bodyMemory bytes that all large request bodies may take in memory together; beyond it, further ones are told to
 *     come back. 0 for an eighth of the heap
 * @param headTimeout from the first byte of a request to the last of its headers
 * @param requestTimeout between two pieces of a request's body
 * @param requestRate bytes a second that a body must bring on average from {@code requestTimeout} on
 * @param connectTimeout until an upstream's connection stands, with TLS
 * @param firstByteTimeout until an upstream's answer begins; models think for minutes
 * @param idleTimeout between two pieces of an upstream's answer
 * @param totalTimeout for a whole call
 * @param keepAlive silence after which a streamed answer carries a comment, so that no proxy on the way gives up
 * @param progressEvery how often the journal hears how far a stream is
 * @param drainTimeout how long an upstream whose caller has left is read on for its usage
 * @param drainBytes how much of it is read at most
 * @param drainsAtOnce how many such upstreams one event loop reads at once; beyond it, they are closed and estimated
 * @param idleUpstreams idle connections kept for each provider and event loop
 * @param upstreamIdleTimeout how long an idle connection is kept
 * @param shutdownTimeout how long open calls may go on when this node stops
 */
@ConfigurationProperties("ominigate.relay")
public record RelaySettings(
        @Bindable(defaultValue = "33554432") int maxRequest,
        @Bindable(defaultValue = "67108864") int maxAnswer,
        @Bindable(defaultValue = "65536") int maxErrorBody,
        @Bindable(defaultValue = "0") int maxConnections,
        @Bindable(defaultValue = "0") long bodyMemory,
        @Bindable(defaultValue = "10s") Duration headTimeout,
        @Bindable(defaultValue = "30s") Duration requestTimeout,
        @Bindable(defaultValue = "1024") int requestRate,
        @Bindable(defaultValue = "5s") Duration connectTimeout,
        @Bindable(defaultValue = "5m") Duration firstByteTimeout,
        @Bindable(defaultValue = "2m") Duration idleTimeout,
        @Bindable(defaultValue = "30m") Duration totalTimeout,
        @Bindable(defaultValue = "15s") Duration keepAlive,
        @Bindable(defaultValue = "2s") Duration progressEvery,
        @Bindable(defaultValue = "60s") Duration drainTimeout,
        @Bindable(defaultValue = "16777216") long drainBytes,
        @Bindable(defaultValue = "256") int drainsAtOnce,
        @Bindable(defaultValue = "64") int idleUpstreams,
        @Bindable(defaultValue = "30s") Duration upstreamIdleTimeout,
        @Bindable(defaultValue = "15s") Duration shutdownTimeout) {

    /** Whether a body has taken longer than one of this many bytes may. */
    boolean bodyTooSlow(long sinceFirstByteNanos, long bytes) {
        return sinceFirstByteNanos
                > requestTimeout.toNanos() + bytes * TimeUnit.SECONDS.toNanos(1) / Math.max(1, requestRate);
    }
}
