package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.platform.Network;
import com.maxmind.db.Reader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of networks, from files on this machine alone. What is not there, cannot be read or is older than {@link
 * #LONGEST_AGE} is no data, which is something else than an answer: rules that need it then say nothing at all. For any thread; looking up takes no lock.
 */
@Singleton
final class NetworkData {
    /** After which networks have changed hands too often. */
    static final Duration LONGEST_AGE = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(NetworkData.class);
    private static final int REMEMBERED = 10_000;
    private static final double SECONDS_PER_DAY = 86_400;

    private final Map<String, Path> files;
    private final InstantSource clock;
    private final Set<String> unreadable = new HashSet<>();
    private volatile Map<String, Source> sources = Map.of();

    /** What was looked up since the files were read last; emptied when it is full, as it is made again soon. */
    private volatile Map<Entity.Net, Known> known = new ConcurrentHashMap<>();

    /** What a file holds. */
    private sealed interface Content {

        record Databased(Reader reader) implements Content {}

        record Listed(Set<String> lines, List<Network> networks) implements Content {}
    }

    /**
     * @param changedAt of the file, by which a new one is noticed
     * @param builtAt from when its content is
     */
    private record Source(Instant changedAt, Instant builtAt, Content content) {}

    /**
     * Where a network is.
     *
     * @param system the number of its autonomous system; null for no data
     * @param country two capital letters; null for no data
     */
    record Origin(@Nullable Long system, @Nullable String country) {}

    /** A point on Earth, and how far from it the network may really be. */
    record Place(double latitude, double longitude, double radiusKilometres) {
        private static final double EARTH_RADIUS_KILOMETRES = 6371;

        /** The distance along a great circle, less what both may be nearer. */
        double leastKilometresTo(Place other) {
            double lat = Math.toRadians(other.latitude - latitude);
            double lon = Math.toRadians(other.longitude - longitude);
            double chord = Math.pow(Math.sin(lat / 2), 2)
                    + Math.cos(Math.toRadians(latitude))
                            * Math.cos(Math.toRadians(other.latitude))
                            * Math.pow(Math.sin(lon / 2), 2);
            double distance = 2 * EARTH_RADIUS_KILOMETRES * Math.asin(Math.min(1, Math.sqrt(chord)));
            return Math.max(0, distance - radiusKilometres - other.radiusKilometres);
        }
    }

    private record Known(
            @Nullable Origin origin, @Nullable Place place, boolean torExit, boolean hosting, boolean vpn) {
        static final Known NOTHING = new Known(null, null, false, false, false);
    }

    @Inject
    NetworkData(NetworkFiles files, InstantSource clock, MeterRegistry metrics) {
        this(files, clock);
        for (String kind : this.files.keySet()) {
            Gauge.builder("ominigate.network.data.age", this, data -> data.days(kind))
                    .tag("file", kind)
                    .description("Days since this file about networks was made; not a number where it cannot be read")
                    .register(metrics);
        }
    }

    NetworkData(NetworkFiles files, InstantSource clock) {
        this.files = files.set();
        this.clock = clock;
        refresh();
    }

    /** Knows nothing. */
    static NetworkData none() {
        return new NetworkData(NetworkFiles.none(), InstantSource.system());
    }

    private double days(String kind) {
        Source source = sources.get(kind);
        return source == null
                ? Double.NaN
                : Duration.between(source.builtAt(), clock.instant()).toSeconds() / SECONDS_PER_DAY;
    }

    /** Where it is; null without data about it. */
    @Nullable
    Origin origin(Entity.@Nullable Net network) {
        return network == null ? null : known(network).origin();
    }

    /** Where it is as exactly as can be told; null without data about it. */
    @Nullable
    Place place(Entity.@Nullable Net network) {
        return network == null ? null : known(network).place();
    }

    /** Whether a Tor exit is in it, as far as is known. */
    boolean isTorExit(Entity.Net network) {
        return known(network).torExit();
    }

    /** Whether it is a hoster's, as far as is known. */
    boolean isHosting(Entity.Net network) {
        return known(network).hosting();
    }

    /** Whether it is a VPN's, as far as is known. */
    boolean isVpn(Entity.Net network) {
        return known(network).vpn();
    }

    /** Whether there is data of this kind that is fresh enough to be used. */
    boolean has(String kind) {
        return content(kind) != null;
    }

    /** When the oldest of the files was made that are fresh enough to be used; null if there is none. */
    @Nullable
    Instant oldest() {
        return sources.values().stream()
                .filter(source -> !isTooOld(source))
                .map(Source::builtAt)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private Known known(Entity.Net network) {
        Map<Entity.Net, Known> all = known;
        Known found = all.get(network);
        if (found == null) {
            if (all.size() >= REMEMBERED) {
                all.clear();
            }
            found = read(network);
            all.put(network, found);
        }
        return found;
    }

    private Known read(Entity.Net network) {
        try {
            InetAddress address = InetAddress.getByAddress(network.network().address());
            Map<?, ?> geo = record(NetworkFiles.GEO, address);
            Map<?, ?> asn = record(NetworkFiles.ASN, address);
            String country = geo == null || !(field(geo, "country", "iso_code") instanceof String iso) ? null : iso;
            Long system = asn == null || !(asn.get("autonomous_system_number") instanceof Number number)
                    ? null
                    : Long.valueOf(number.longValue());
            Origin origin = country == null && system == null ? null : new Origin(system, country);
            return new Known(
                    origin,
                    geo == null ? null : place(geo),
                    content(NetworkFiles.TOR) instanceof Content.Listed tor
                            && tor.networks().stream()
                                    .anyMatch(exit -> network.network().contains(exit)),
                    content(NetworkFiles.HOSTING) instanceof Content.Listed hosting
                            && hosting.lines().contains(String.valueOf(system)),
                    content(NetworkFiles.VPN) instanceof Content.Listed vpn
                            && vpn.networks().stream().anyMatch(each -> each.contains(network.network())));
        } catch (IOException e) {
            LOG.warn("A file about networks cannot be read: {}", e.getMessage());
            return Known.NOTHING;
        }
    }

    private @Nullable Map<?, ?> record(String kind, InetAddress address) throws IOException {
        return content(kind) instanceof Content.Databased database
                ? database.reader().get(address, Map.class)
                : null;
    }

    private static @Nullable Object field(Map<?, ?> record, String name, String inner) {
        return record.get(name) instanceof Map<?, ?> map ? map.get(inner) : null;
    }

    private static @Nullable Place place(Map<?, ?> geo) {
        return field(geo, "location", "latitude") instanceof Number latitude
                        && field(geo, "location", "longitude") instanceof Number longitude
                ? new Place(
                        latitude.doubleValue(),
                        longitude.doubleValue(),
                        field(geo, "location", "accuracy_radius") instanceof Number radius ? radius.doubleValue() : 0)
                : null;
    }

    private @Nullable Content content(String kind) {
        Source source = sources.get(kind);
        return source == null || isTooOld(source) ? null : source.content();
    }

    private boolean isTooOld(Source source) {
        return clock.instant().isAfter(source.builtAt().plus(LONGEST_AGE));
    }

    /**
     * Reads files that are new or changed, and forgets what it knew of networks. One that cannot be read is as good as none,
     * and is told of. Blocks.
     */
    synchronized void refresh() {
        Map<String, Source> read = new TreeMap<>();
        files.forEach((kind, file) -> {
            try {
                Instant changedAt = Files.getLastModifiedTime(file).toInstant();
                Source present = sources.get(kind);
                read.put(
                        kind,
                        present != null && present.changedAt().equals(changedAt)
                                ? present
                                : source(kind, file, changedAt));
            } catch (IOException | IllegalArgumentException e) {
                if (unreadable.add(kind)) {
                    LOG.warn("The file {} about networks cannot be read, so there is no data: {}", file, e.toString());
                }
            }
        });
        unreadable.removeAll(read.keySet());
        sources = read;
        known = new ConcurrentHashMap<>();
    }

    private static Source source(String kind, Path file, Instant changedAt) throws IOException {
        if (kind.equals(NetworkFiles.GEO) || kind.equals(NetworkFiles.ASN)) {
            Reader reader = new Reader(file.toFile(), Reader.FileMode.MEMORY);
            Instant builtAt =
                    Instant.ofEpochSecond(reader.getMetadata().buildEpoch().longValueExact());
            return new Source(changedAt, builtAt, new Content.Databased(reader));
        }
        try (Stream<String> lines = Files.lines(file)) {
            List<String> kept = lines.map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
            return new Source(changedAt, changedAt, listed(kind, kept));
        }
    }

    private static Content listed(String kind, List<String> lines) {
        if (kind.equals(NetworkFiles.HOSTING)) {
            Set<String> numbers = new HashSet<>();
            lines.forEach(line -> numbers.add(line.replaceFirst("(?i)^AS", "")));
            return new Content.Listed(numbers, List.of());
        }
        return new Content.Listed(Set.of(), lines.stream().map(Network::parse).toList());
    }
}
