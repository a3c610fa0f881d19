package ai.ominigate.gateway.limit;

import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.gateway.limit.SharedCounters.Answer;
import ai.ominigate.gateway.limit.SharedCounters.Taking;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits that several nodes count together on a Valkey server. This node decides first, by what it knows itself; only a
 * call that it lets through is asked about, because the others' calls can only make the answer harder. When the server
 * is silent or away, this node's word stands: a call is never refused, nor kept waiting for long, because of it.
 *
 * <p>Spending is looked at here alone: {@code KeySpend} knows what other nodes have spent.
 */
@Primary
@Singleton
@Requires(property = "ominigate.valkey-url")
@Requires(property = "ominigate.valkey-url", notEquals = "")
final class SharedLimits implements Limits, BeforeReady {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLimits.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    /** Leases renewed by one command. */
    private static final int RENEWED_AT_ONCE = 500;

    private final LocalLimits local;
    private final Valkey valkey;
    private final SharedCounters counters;
    private final Duration betweenRenewals;
    private final long patienceMillis;
    private final Counter decidedAlone;
    private final String node = Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final AtomicLong calls = new AtomicLong();
    private final Set<SharedPlace> leases = ConcurrentHashMap.newKeySet();
    private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());
    private final Thread watch = Thread.ofVirtual().name("shared-limits").unstarted(this::watch);
    private volatile boolean up;
    private volatile boolean stopping;

    @Inject
    SharedLimits(
            LocalLimits local,
            @Property(name = "ominigate.valkey-url") String url,
            @Property(name = "ominigate.valkey-timeout", defaultValue = "50ms") Duration patience,
            MeterRegistry metrics) {
        this(local, url, patience, LEASE, metrics);
    }

    SharedLimits(LocalLimits local, String url, Duration patience, Duration lease, MeterRegistry metrics) {
        this.local = local;
        this.valkey = Valkey.at(url);
        this.counters = new SharedCounters(valkey, lease);
        this.betweenRenewals = lease.dividedBy(3);
        this.patienceMillis = Math.max(1, patience.toMillis());
        this.decidedAlone = Counter.builder("ominigate.limits.decided.alone")
                .description("Calls this node decided on alone because the shared limits were away")
                .register(metrics);
        Gauge.builder("ominigate.limits.shared.up", this, limits -> limits.up ? 1 : 0)
                .description("1 while this node counts limits together with others")
                .register(metrics);
    }

    /** A server that is away is waited for in the background: it must not keep a node from starting. */
    @Override
    public void prepare(URI baseUrl) {
        try {
            up = valkey.answers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (up) {
            LOG.info("Rate limits are shared through the Valkey server at {}", valkey.place());
        } else {
            warn();
        }
        watch.start();
    }

    @Override
    public CompletionStage<Admission> admit(ApiKey key, long tokens, long nanos) {
        if (!sharesAnything(key.limits())) {
            return local.admit(key, tokens, nanos);
        }
        Admission decided = local.decide(key, tokens, nanos);
        if (!(decided instanceof Admission.Granted granted) || !(granted.permit() instanceof LocalLimits.Place place)) {
            return CompletableFuture.completedStage(decided);
        }
        if (!up) {
            decidedAlone.increment();
            return CompletableFuture.completedStage(decided);
        }
        return askOthers(key, tokens, granted, place);
    }

    private static boolean sharesAnything(KeyLimits limits) {
        return limits.requestsPerMinute() != null || limits.tokensPerMinute() != null || limits.concurrency() != null;
    }

    private CompletionStage<Admission> askOthers(
            ApiKey key, long tokens, Admission.Granted granted, LocalLimits.Place place) {
        KeyLimits limits = key.limits();
        Taking taking = new Taking(
                key.id(),
                node + "-" + calls.incrementAndGet(),
                place.requestShare(),
                place.tokenShare(),
                limits.concurrency() == null ? 0 : limits.concurrency());
        CompletableFuture<Answer> answer = counters.admit(taking);
        return answer.copy().orTimeout(patienceMillis, TimeUnit.MILLISECONDS).handle((inTime, failure) -> {
            if (failure == null) {
                return decided(limits, tokens, inTime, taking, place);
            }
            answer.thenAccept(late -> giveBack(late, taking));
            up = false;
            decidedAlone.increment();
            warn();
            return granted;
        });
    }

    /** The answer came after the call had been let through without it. */
    private void giveBack(Answer late, Taking taking) {
        if (late.verdict() == SharedCounters.Verdict.GRANTED) {
            counters.undo(taking, late.takenAt());
        }
    }

    private Admission decided(KeyLimits limits, long tokens, Answer answer, Taking taking, LocalLimits.Place place) {
        Admission.Standing standing = Standings.of(limits, answer.requestsMissing(), answer.tokensMissing());
        return switch (answer.verdict()) {
            case GRANTED -> {
                SharedPlace shared = new SharedPlace(place, taking, answer.takenAt());
                if (taking.concurrency() > 0) {
                    leases.add(shared);
                }
                yield new Admission.Granted(shared, standing);
            }
            case TOO_MANY_CALLS -> {
                place.undo();
                yield new Admission.Denied(
                        Refusals.concurrency(taking.concurrency()), Refusals.CONCURRENCY_RETRY, standing);
            }
            case TOO_MANY_REQUESTS -> {
                place.undo();
                Duration retry = wait(answer.requestsMissing(), taking.requestShare());
                yield new Admission.Denied(Refusals.requests((int) standing.requestsLimit(), retry), retry, standing);
            }
            case TOO_MANY_TOKENS -> {
                place.undo();
                Duration retry = wait(answer.tokensMissing(), taking.tokenShare());
                String message =
                        Refusals.tokens((int) standing.tokensLimit(), tokens, standing.tokensRemaining(), retry);
                yield new Admission.Denied(message, retry, standing);
            }
        };
    }

    private static Duration wait(long missing, long share) {
        return Duration.ofNanos(Math.max(0, missing + share - Minute.LENGTH));
    }

    private void watch() {
        long nextRenewal = System.nanoTime() + betweenRenewals.toNanos();
        while (!stopping) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            look();
            if (up && System.nanoTime() - nextRenewal >= 0) {
                nextRenewal = System.nanoTime() + betweenRenewals.toNanos();
                renewLeases();
            }
        }
    }

    /** Calls are never used to find out whether the server is back. */
    private void look() {
        boolean was = up;
        try {
            up = valkey.answers();
        } catch (CannotStart e) {
            up = false;
        } catch (InterruptedException e) {
            stopping = true;
        }
        if (up && !was) {
            LOG.info("Rate limits are shared through the Valkey server at {} again", valkey.place());
        } else if (!up) {
            warn();
        }
    }

    private void renewLeases() {
        Map<UUID, List<String>> byKey = new HashMap<>();
        leases.forEach(place -> byKey.computeIfAbsent(place.taking.key(), _ -> new ArrayList<>())
                .add(place.taking.lease()));
        byKey.forEach((key, ofKey) -> {
            for (int from = 0; from < ofKey.size(); from += RENEWED_AT_ONCE) {
                counters.renew(key, ofKey.subList(from, Math.min(ofKey.size(), from + RENEWED_AT_ONCE)));
            }
        });
    }

    private void warn() {
        long now = System.nanoTime();
        long due = nextWarning.get();
        if (now - due >= 0 && nextWarning.compareAndSet(due, now + BETWEEN_WARNINGS.toNanos()) && !stopping) {
            LOG.warn(
                    "The Valkey server at {} does not answer; until it does, this node counts rate limits on its own.",
                    valkey.place());
        }
    }

    @PreDestroy
    void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(watch);
        if (watch.getState() != Thread.State.NEW && !watch.join(STOP_PATIENCE)) {
            LOG.warn("The watch over the Valkey server did not end.");
        }
        valkey.close();
    }

    /** A call that counts here and with the others. */
    private final class SharedPlace implements Admission.Permit {
        private final LocalLimits.Place place;
        private final Taking taking;
        private final long takenAt;
        private final AtomicBoolean over = new AtomicBoolean();

        private SharedPlace(LocalLimits.Place place, Taking taking, long takenAt) {
            this.place = place;
            this.taking = taking;
            this.takenAt = takenAt;
        }

        @Override
        public boolean grow(long nanos) {
            return place.grow(nanos);
        }

        @Override
        public void close(long tokensUsed, long nanosSpent) {
            if (over.compareAndSet(false, true)) {
                place.close(tokensUsed, nanosSpent);
                leases.remove(this);
                counters.release(taking, takenAt, place.share(tokensUsed));
            }
        }
    }
}
