package ai.ominigate.egress;

import ai.ominigate.model.system.EgressHost;
import ai.ominigate.model.system.EgressReport;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.model.system.RefusedHost;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this node may connect to: hosts of companies in the registry of subprocessors, hosts of the operator's own, and this
 * machine. Whoever connects to anywhere asks here first; what is not registered is refused, logged by its name, counted and
 * shown. What is registered is in memory, so that asking never blocks.
 */
@Singleton
public final class Egress {
    /** Hosts that are remembered as refused, of all that ever were: a bound, as names may come from outside. */
    private static final int MOST_REFUSED = 200;

    private static final String OWN = "own infrastructure";
    private static final String THIS_MACHINE = "this machine";
    private static final Logger LOG = LoggerFactory.getLogger(Egress.class);

    private final RegisteredHosts registry;
    private final Set<String> own;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final ConcurrentMap<String, Instant> contacted = new ConcurrentHashMap<>();
    private final ConcurrentMap<Refusal, Refusals> refused = new ConcurrentHashMap<>();
    private volatile Map<String, String> registered;

    private record Refusal(String host, EgressUse use) {}

    private record Refusals(long times, Instant lastAt) {}

    Egress(RegisteredHosts registry, OwnHosts own, MeterRegistry meters, InstantSource clock) throws SQLException {
        this.registry = registry;
        this.own = own.hosts();
        this.meters = meters;
        this.clock = clock;
        this.registered = registry.read();
        // A counter that is there before it counts can be watched for its first step.
        for (EgressUse use : EgressUse.values()) {
            count(use, 0);
        }
    }

    /** The host is not registered. */
    public static final class UnregisteredHost extends IOException {
        private static final long serialVersionUID = 1L;

        private UnregisteredHost(String host) {
            super(host + " is not registered as a host of a subprocessor, nor in ominigate.own-hosts");
        }
    }

    /** Reads anew what is registered. Blocks. */
    public void refresh() throws SQLException {
        Map<String, String> present = registry.read();
        if (!present.equals(registered)) {
            registered = present;
        }
    }

    /**
     * Whoever asks connects now. Never blocks.
     *
     * @param host a name or a literal address
     * @return whether they may; if not, that is logged and counted
     */
    public boolean permits(String host, EgressUse use) {
        String name = plain(host);
        if (owner(name) != null) {
            contacted.put(name, clock.instant());
            return true;
        }
        refuse(name, use);
        return false;
    }

    /**
     * The same for whoever has an exception for it.
     *
     * @throws UnregisteredHost if they may not
     */
    public void require(String host, EgressUse use) throws UnregisteredHost {
        if (!permits(host, use)) {
            throw new UnregisteredHost(host);
        }
    }

    private static String plain(String host) {
        return host.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    }

    /** Whose host it is; null if it is not registered. */
    private @Nullable String owner(String host) {
        String company = registered.get(host);
        if (company != null) {
            return company;
        }
        if (own.contains(host)) {
            return OWN;
        }
        return isThisMachine(host) ? THIS_MACHINE : null;
    }

    private static boolean isThisMachine(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }

    private void refuse(String host, EgressUse use) {
        count(use, 1);
        Refusal refusal = new Refusal(host, use);
        boolean isNew = !refused.containsKey(refusal);
        if (isNew && refused.size() >= MOST_REFUSED) {
            return;
        }
        if (isNew) {
            LOG.warn(
                    "Nothing was sent to {} ({}), as it is not registered. If it belongs to a company that may have personal"
                            + " data, register that as a subprocessor with this host; if it is your own, name it in"
                            + " OMINIGATE_OWN_HOSTS.",
                    host,
                    use);
        }
        refused.merge(
                refusal,
                new Refusals(1, clock.instant()),
                (before, now) -> new Refusals(before.times() + 1, now.lastAt()));
    }

    private void count(EgressUse use, int more) {
        meters.counter("ominigate.egress.refused", "use", use.name().toLowerCase(Locale.ROOT))
                .increment(more);
    }

    /**
     * Hosts that somebody on this node wanted to connect to since then, though they are not registered, with the last time.
     * Empty is as it must be.
     */
    public Map<String, Instant> refusedSince(Instant since) {
        Map<String, Instant> hosts = new TreeMap<>();
        refused.forEach((refusal, refusals) -> {
            if (!refusals.lastAt().isBefore(since)) {
                hosts.merge(refusal.host(), refusals.lastAt(), (one, other) -> one.isAfter(other) ? one : other);
            }
        });
        return hosts;
    }

    /** Where this node may connect to, and where it would have but for this. */
    public EgressReport report() {
        Map<String, String> owners = new TreeMap<>(registered);
        own.forEach(host -> owners.putIfAbsent(host, OWN));
        contacted.keySet().forEach(host -> {
            String owner = owner(host);
            owners.putIfAbsent(host, owner == null ? "no longer registered" : owner);
        });
        List<EgressHost> hosts = new ArrayList<>();
        owners.forEach((host, owner) -> hosts.add(new EgressHost(host, owner, contacted.get(host))));
        List<RefusedHost> refusals = new ArrayList<>();
        refused.forEach((refusal, seen) ->
                refusals.add(new RefusedHost(refusal.host(), refusal.use(), seen.times(), seen.lastAt())));
        refusals.sort((one, other) -> other.lastAt().compareTo(one.lastAt()));
        return new EgressReport(hosts, refusals);
    }
}
