package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.platform.DatabaseAway;
import ai.ominigate.platform.NodeIdentity;
import ai.ominigate.platform.Notifications;
import io.micronaut.context.annotation.Context;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is decided, in memory, on the path of every call. What changed in the database is read when it says so; while it is
 * away, what is known stays known, and ends at its time all the same.
 *
 * <p>While nothing is decided, asking costs one look at a field.
 */
@Context
public final class Enforcement implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);

    /** How long this process may stand still until it takes for old what it knows. */
    static final Duration STANDSTILL = Duration.ofSeconds(1);

    private static final Duration BETWEEN_TICKS = Duration.ofMillis(250);

    /** How long calls wait for this node to catch up; then it goes on with what it knows, as in any outage. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final DataSource dataSource;
    private final ProtectedNetworks protectedNetworks;
    private final @Nullable NetworkOrigins origins;
    private final KeyDirectory keys;
    private final Set<RequiredStep> steps;
    private final UUID node;
    private final String contact;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Notifications.Subscription subscription;
    private final Object refreshing = new Object();

    /** What is known to be in force; with the snapshot guarded by this object, which nobody holds for long. */
    private final Map<UUID, Ruling> rulings = new HashMap<>();

    private final Map<UUID, Hits> hits = new ConcurrentHashMap<>();
    private final AtomicReference<CompletableFuture<Boolean>> catchingUp =
            new AtomicReference<>(CompletableFuture.completedFuture(true));

    private volatile Snapshot snapshot;
    private volatile long tickedAt;
    private volatile boolean old;
    private volatile boolean closed;

    /** The state of {@link #rulings}; read and written by whoever refreshes, one at a time. */
    private long known = -1;

    /** Since when what is known is old; written by whoever ticks alone, as is who looks. */
    private volatile long oldSince;

    private @Nullable Thread catcher;

    @Inject
    Enforcement(
            DataSource dataSource,
            Notifications notifications,
            ProtectedNetworks protectedNetworks,
            @Nullable NetworkOrigins origins,
            KeyDirectory keys,
            List<OfferedStep> steps,
            NodeIdentity node,
            AbuseSettings settings,
            InstantSource clock)
            throws SQLException {
        this(
                dataSource,
                notifications,
                protectedNetworks,
                origins,
                keys,
                steps,
                node.id(),
                settings.contact(),
                clock,
                System::nanoTime);
    }

    /** @param nanoTime what {@link System#nanoTime()} is otherwise */
    Enforcement(
            DataSource dataSource,
            Notifications notifications,
            ProtectedNetworks protectedNetworks,
            @Nullable NetworkOrigins origins,
            KeyDirectory keys,
            List<OfferedStep> steps,
            UUID node,
            String contact,
            InstantSource clock,
            LongSupplier nanoTime)
            throws SQLException {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.protectedNetworks = protectedNetworks;
        this.origins = origins;
        this.keys = keys;
        this.steps = steps.stream()
                .filter(OfferedStep::isPossible)
                .map(OfferedStep::kind)
                .collect(Collectors.toUnmodifiableSet());
        this.node = node;
        this.contact = contact;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.snapshot = new Snapshot(List.of(), protectedNetworks.all(), clock.millis());
        this.tickedAt = nanoTime.getAsLong();
        refresh();
        this.subscription = notifications.listen("abuse_decisions", this::refresh);
    }

    /** Begins to watch whether this process stands still. */
    @PostConstruct
    void watch() {
        // Of the platform, so that no busy virtual thread makes it look like a standstill.
        Thread.ofPlatform().daemon().name("enforcement-watch").start(() -> {
            while (!closed) {
                tick();
                LockSupport.parkNanos(BETWEEN_TICKS.toNanos());
            }
        });
    }

    /** Says that this process runs; after a standstill what it knows is old until it has been read again. */
    void tick() {
        long now = nanoTime.getAsLong();
        if (now - tickedAt > STANDSTILL.toNanos()) {
            LOG.info(
                    "This node stood still for {} ms; it looks at what was decided meanwhile before it serves.",
                    TimeUnit.NANOSECONDS.toMillis(now - tickedAt));
            oldSince = now;
            old = true;
        }
        tickedAt = now;
        if (!old) {
            return;
        }
        if (now - oldSince > PATIENCE.toNanos()) {
            LOG.warn("What was decided meanwhile could not be read in time; this node goes on with what it knows.");
            caughtUp();
        } else if (catcher == null || !catcher.isAlive()) {
            catcher = Thread.ofVirtual().name("enforcement-catch-up").start(this::catchUp);
        }
    }

    /** Tried again with the next tick: connections may have died while this node stood still. */
    private void catchUp() {
        long since = oldSince;
        try {
            keys.catchUp();
            refresh();
            if (since == oldSince) {
                caughtUp();
            }
        } catch (SQLException e) {
            LOG.debug("What was decided meanwhile cannot be read yet: SQLSTATE {}.", e.getSQLState());
        }
    }

    private void caughtUp() {
        old = false;
        catchingUp.get().complete(true);
    }

    /**
     * Whether this process has stood still for so long that it may have missed a decision.
     *
     * @param nanos now, by {@link System#nanoTime()}
     */
    public boolean isBehind(long nanos) {
        return old || nanos - tickedAt > STANDSTILL.toNanos();
    }

    /** Completes, with whether it has, when this node has caught up or a few seconds are over; never exceptionally. */
    public CompletionStage<Boolean> caughtUpSoon() {
        CompletableFuture<Boolean> pending = catchingUp.updateAndGet(before -> before.isDone()
                ? new CompletableFuture<Boolean>()
                        .completeOnTimeout(false, 2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                : before);
        if (!isBehind(nanoTime.getAsLong())) {
            pending.complete(true);
        }
        return pending;
    }

    /**
     * The block that this address meets, or null.
     *
     * @param address 4 or 16 bytes, network order
     */
    public @Nullable Ruling block(Face face, byte[] address, long nowMillis) {
        Snapshot now = at(nowMillis);
        return now.isEmpty() ? null : now.block(face, address, null, null, origins);
    }

    /** The block that a call from this address with this key meets, or null: a key or an account can be let through. */
    public @Nullable Ruling block(byte[] address, UUID key, UUID account, long nowMillis) {
        return block(Face.API, address, key, account, nowMillis);
    }

    /** The block that somebody meets who has shown whose they are, or null. */
    @Nullable
    Ruling block(Face face, byte[] address, UUID key, UUID account, long nowMillis) {
        Snapshot now = at(nowMillis);
        return now.isEmpty() ? null : now.block(face, address, key, account, origins);
    }

    /** Whether any key or account is allowed, so that it matters who comes before they are refused. */
    boolean allowsSomebody(long nowMillis) {
        return at(nowMillis).allowsSomebody();
    }

    /**
     * Whether somebody may sign up or sign in from this address: what a page asks before it takes a password. A step that
     * was decided and that nobody here can ask for shuts them out.
     *
     * @param face what they come for: {@link Face#SIGN_UP} or {@link Face#SIGN_IN}
     * @param address 4 or 16 bytes, network order
     * @param account whom they want to sign in as; null where that is not known yet
     */
    public Entry mayEnter(Face face, byte[] address, @Nullable UUID account, long nowMillis) {
        Snapshot now = at(nowMillis);
        Ruling block = now.block(face, address, null, account, origins);
        if (block != null) {
            block.hit(nowMillis);
            return new Entry.Shut(block);
        }
        Ruling asking = now.step(address, account, origins);
        if (asking == null) {
            return new Entry.Open();
        }
        asking.hit(nowMillis);
        RequiredStep step = step(asking);
        return steps.contains(step) ? new Entry.AfterStep(asking, step) : new Entry.Shut(asking);
    }

    /** A network is asked whether a person is there; of an account it is known, and only its owner can sign in anew. */
    private static RequiredStep step(Ruling asking) {
        return asking.entity() instanceof Entity.Net ? RequiredStep.ANSWER_QUESTION : RequiredStep.SIGN_IN_ANEW;
    }

    /** Whether whoever comes from there to sign up or in has to show first that a person is there; counts no hit. */
    boolean asksThere(byte[] address, @Nullable UUID account, long nowMillis) {
        Ruling asking = at(nowMillis).step(address, account, origins);
        return asking != null && step(asking) == RequiredStep.ANSWER_QUESTION;
    }

    /** The suspension or the ban that a call with this key meets, or null. */
    public @Nullable Ruling suspension(UUID key, UUID account, long nowMillis) {
        Snapshot now = at(nowMillis);
        return now.isEmpty() ? null : now.refusal(key, account);
    }

    /** The throttle that slows a call down, or null. */
    public @Nullable Ruling throttle(byte[] address, UUID key, UUID account, long nowMillis) {
        Snapshot now = at(nowMillis);
        return now.isEmpty() ? null : now.throttle(address, key, account, origins);
    }

    /** What requires that a card of this account is confirmed before it goes on, or null. */
    @Nullable
    Ruling card(UUID account, long nowMillis) {
        return at(nowMillis).card(account);
    }

    /** The step that is asked of whoever is signed in to this account, or null. */
    @Nullable
    Ruling step(UUID account, long nowMillis) {
        return at(nowMillis).step(account);
    }

    /**
     * What whoever comes from a blocked network is told: no more than that, whom to write to, and what to name.
     *
     * @param request the {@code x-request-id}; empty if there is none
     */
    public String sentenceForBlocked(String request) {
        return "Requests from this network are not accepted at present." + appeal(request);
    }

    /** What whoever comes with a suspended key or account is told. */
    public String sentenceForSuspended(Ruling ruling, String request) {
        return (ruling.action() == DecisionAction.SUSPEND_KEY
                        ? "This API key is suspended at present."
                        : "The account of this API key is suspended.")
                + appeal(request);
    }

    private String appeal(String request) {
        return " If you think that this is a mistake, write to " + contact
                + (request.isEmpty() ? "." : " and name the request " + request + ".");
    }

    private Snapshot at(long nowMillis) {
        Snapshot current = snapshot;
        return nowMillis < current.changesAtMillis() ? current : rebuilt(nowMillis);
    }

    /** Something has ended: takes a millisecond or so, once. */
    private synchronized Snapshot rebuilt(long nowMillis) {
        if (nowMillis >= snapshot.changesAtMillis()) {
            rulings.values().removeIf(ruling -> nowMillis >= ruling.endsAtMillis());
            snapshot = new Snapshot(rulings.values(), protectedNetworks.all(), nowMillis);
        }
        return snapshot;
    }

    /** Reads what has changed since the last time: one row of one table, when nothing has. */
    private void refresh() throws SQLException {
        synchronized (refreshing) {
            try (Connection connection = dataSource.getConnection()) {
                long current = DecisionTable.revision(connection);
                if (current != known) {
                    // What changes from here on has a higher number than `current`, and is read again next time.
                    List<Decision> changed = DecisionTable.changedSince(connection, known);
                    Instant now = clock.instant();
                    apply(changed, now);
                    known = current;
                    DecisionTable.enforced(connection, node, current, now);
                }
            }
        }
    }

    private synchronized void apply(List<Decision> changed, Instant now) {
        for (Decision decision : changed) {
            if (decision.inForce(now)) {
                Hits met = hits.computeIfAbsent(decision.id(), _ -> new Hits());
                rulings.put(decision.id(), new Ruling(decision, met));
            } else {
                rulings.remove(decision.id());
            }
        }
        snapshot = new Snapshot(rulings.values(), protectedNetworks.all(), now.toEpochMilli());
    }

    /** Tells the database how often decisions were met. */
    @Scheduled(initialDelay = "2s", fixedDelay = "2s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void tellHits() throws SQLException {
        for (Map.Entry<UUID, Hits> each : hits.entrySet()) {
            long count = each.getValue().take();
            if (count > 0) {
                tellHits(each.getKey(), each.getValue(), count);
            } else if (!isKnown(each.getKey())) {
                hits.remove(each.getKey(), each.getValue());
            }
        }
    }

    private synchronized boolean isKnown(UUID decision) {
        return rulings.containsKey(decision);
    }

    private void tellHits(UUID decision, Hits met, long count) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            DecisionTable.addHits(connection, decision, count, Instant.ofEpochMilli(met.lastAtMillis()));
        } catch (SQLException e) {
            met.putBack(count);
            throw e;
        }
    }

    @Override
    @PreDestroy
    public void close() throws SQLException {
        closed = true;
        subscription.close();
        try {
            tellHits();
        } catch (SQLException e) {
            if (!DatabaseAway.is(e)) {
                throw e;
            }
        }
    }
}
