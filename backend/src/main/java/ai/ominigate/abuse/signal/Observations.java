package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where the faces tell what they saw, from any thread. Telling takes no lock, waits for nothing and costs one small
 * object; what does not fit is counted and dropped, for a call never waits for its observation.
 */
@Singleton
public final class Observations {
    /** Observations that wait for the counting thread at most; a second of them at full speed, about 8 MB. */
    static final int MAX_WAITING = 1 << 16;

    private static final int PREFIX_CHARACTERS = 12;
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    private final MpscAtomicArrayQueue<Told> waiting;
    private final LongAdder dropped = new LongAdder();

    @Inject
    Observations(MeterRegistry metrics) {
        this(MAX_WAITING);
        FunctionCounter.builder("ominigate.observations.dropped", dropped, LongAdder::sum)
                .description("Observations that no rule has counted because too many waited; 0 is healthy")
                .register(metrics);
        Gauge.builder("ominigate.observations.waiting", waiting, MpscAtomicArrayQueue::size)
                .description("Observations that rules have yet to count")
                .register(metrics);
    }

    Observations(int capacity) {
        this.waiting = new MpscAtomicArrayQueue<>(capacity);
    }

    /** What waits: as it was told, to be made into an observation by the thread that counts. */
    private sealed interface Told {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record EndedCall(
            long at,
            byte[] address,
            UUID key,
            UUID account,
            @Nullable String model,
            boolean declared,
            boolean limited,
            long tokens,
            long costNanos,
            @Nullable RefusalKind refused)
            implements Told {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record TriedKey(long at, byte[] address, int prefixHash) implements Told {}

    private record Ready(Observation observation) implements Told {}

    /**
     * A call with a known key is over.
     *
     * @param at milliseconds since 1970
     * @param address 4 or 16 bytes; not to be changed any more
     * @param model as customers call it; null if the call was refused before it was known
     * @param declared whether the key is limited to networks
     * @param limited whether it was refused because the key calls too often
     * @param refused what the provider said of the content for which it refused to answer; null if it did not refuse
     */
    @SuppressWarnings("TooManyParameters") // a record of them would be an object more for each call
    public void callEnded(
            long at,
            byte[] address,
            UUID key,
            UUID account,
            @Nullable String model,
            boolean declared,
            boolean limited,
            long tokens,
            long costNanos,
            @Nullable RefusalKind refused) {
        offer(new EndedCall(at, address, key, account, model, declared, limited, tokens, costNanos, refused));
    }

    /** Somebody came with this as an API key, and there is none such. Nothing of it is kept but a short hash. */
    public void unknownKeyTried(long at, byte[] address, CharSequence secret) {
        offer(new TriedKey(at, address, prefixHash(secret)));
    }

    /** Tells what is rarer than calls. */
    public void tell(Observation observation) {
        offer(new Ready(observation));
    }

    private void offer(Told told) {
        if (!waiting.offer(told)) {
            dropped.increment();
        }
    }

    /** How many wait for the counting thread. */
    int waiting() {
        return waiting.size();
    }

    /** How many were lost so far. */
    long dropped() {
        return dropped.sum();
    }

    /** FNV-1a over the first characters: for telling apart, not for secrecy, which 32 bits of a longer prefix give. */
    static int prefixHash(CharSequence secret) {
        int hash = FNV_OFFSET;
        for (int i = 0; i < Math.min(secret.length(), PREFIX_CHARACTERS); i++) {
            hash = (hash ^ secret.charAt(i)) * FNV_PRIME;
        }
        return hash ^ (hash >>> 15);
    }

    /**
     * Gives what waits to the one thread that counts, alike calls as one.
     *
     * @return how many observations it was before
     */
    int drain(int atMost, Consumer<Observation> counting) {
        Turn turn = new Turn(counting);
        int drained = waiting.drain((MessagePassingQueue.Consumer<Told>) turn::gather, atMost);
        turn.end();
        return drained;
    }

    /** What calls are alike in that are counted as one. */
    private record Likeness(
            UUID key,
            Entity.@Nullable Net network,
            @Nullable String model,
            long second) {}

    /** What is taken from the queue at once. */
    private static final class Turn {
        private final Consumer<Observation> counting;
        private final Map<ByteBuffer, Optional<Entity.Net>> networks = new HashMap<>();
        private final Map<Likeness, Observation.Calls> calls = new LinkedHashMap<>();
        private final Map<Entity.Net, Observation.CatalogueRead> reads = new HashMap<>();

        Turn(Consumer<Observation> counting) {
            this.counting = counting;
        }

        void gather(Told told) {
            switch (told) {
                case EndedCall call -> gather(call);
                case TriedKey tried ->
                    counting.accept(
                            new Observation.UnknownKeyTried(tried.at(), network(tried.address()), tried.prefixHash()));
                case Ready(Observation.CatalogueRead read)
                when read.network() != null ->
                    reads.merge(
                            read.network(),
                            read,
                            (one, other) -> new Observation.CatalogueRead(
                                    Math.max(one.at(), other.at()), one.network(), one.count() + other.count()));
                case Ready ready -> counting.accept(ready.observation());
            }
        }

        private void gather(EndedCall call) {
            Entity.Net network = network(call.address());
            Observation.Calls one = new Observation.Calls(
                    call.at(),
                    network,
                    call.key(),
                    call.account(),
                    call.model(),
                    call.declared(),
                    1,
                    call.limited() ? 1 : 0,
                    call.tokens(),
                    call.costNanos(),
                    call.refused() == null ? Map.of() : Map.of(call.refused(), 1L));
            Likeness likeness = new Likeness(call.key(), network, call.model(), call.at() / MILLIS_PER_SECOND);
            calls.merge(likeness, one, Observation.Calls::and);
        }

        /** Many calls of a turn come from the same address. */
        private Entity.@Nullable Net network(byte[] address) {
            return networks.computeIfAbsent(
                            ByteBuffer.wrap(address), unknown -> Optional.ofNullable(Observation.network(address)))
                    .orElse(null);
        }

        void end() {
            calls.values().forEach(counting);
            reads.values().forEach(counting);
        }
    }
}
