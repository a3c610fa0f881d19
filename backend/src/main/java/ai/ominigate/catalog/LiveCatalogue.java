package ai.ominigate.catalog;

import ai.ominigate.platform.Notifications;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import jakarta.annotation.PreDestroy;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue in memory: what the seed and configuration said when this node started, at the prices that the database
 * has in force, and with those providers alone whose companies may be sent what customers ask. A new price and a company
 * that may no more, whoever says so, are seen when the database does.
 */
@Context
final class LiveCatalogue implements Catalogue, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCatalogue.class);

    private final Map<String, Offer> offers;
    private final List<Provider> providers;
    private final PriceBook prices;
    private final Processors processors;
    private final Notifications.Subscription subscription;

    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), Map.of(), Map.of(), Set.of());

    /** What {@link #snapshot} was made from; only touched by whoever refreshes, one at a time. */
    private PriceBook.@Nullable State known;

    private Map<String, Processors.Standing> standings = Map.of();

    /**
     * @param sold the models that can be called, by name
     * @param found the same, by every name that means them
     * @param whyNot why the others cannot, by every name that means them
     * @param barred why nobody may serve those of them that would be sold, by every name that means them
     * @param admitted providers that calls may go to, by name
     */
    private record Snapshot(
            Map<String, Model> sold,
            Map<String, Model> found,
            Map<String, String> whyNot,
            Map<String, String> barred,
            Set<String> admitted) {}

    LiveCatalogue(Environment environment, PriceBook prices, Processors processors, Notifications notifications)
            throws SQLException {
        Seed seed = Seed.load();
        CatalogueSettings settings = CatalogueSettings.read(environment, seed);
        this.offers = Offer.all(seed, settings);
        this.providers = List.copyOf(settings.providers().values());
        this.prices = prices;
        this.processors = processors;
        int changed = prices.add(offers.values());
        refresh();
        LOG.info("{} models can be called, of {} known; {} prices are new", models().size(), offers.size(), changed);
        this.subscription = notifications.listen("catalog", this::refresh);
    }

    @Override
    public @Nullable Model find(String name) {
        return snapshot.found().get(name);
    }

    @Override
    public Collection<Model> models() {
        return snapshot.sold().values();
    }

    @Override
    public Collection<Provider> providers() {
        return providers;
    }

    @Override
    public boolean admits(Provider provider) {
        return snapshot.admitted().contains(provider.name());
    }

    @Override
    public @Nullable String whyNobodyMayServe(String name) {
        return snapshot.barred().get(name);
    }

    @Override
    public @Nullable String whyNotCallable(String name) {
        return snapshot.whyNot().get(name);
    }

    @Override
    @PreDestroy
    public void close() {
        subscription.close();
    }

    private synchronized void refresh() throws SQLException {
        PriceBook.State state = prices.state();
        Map<String, Processors.Standing> present = processors.standings();
        if (!state.equals(known) || !present.equals(standings)) {
            Set<String> before = snapshot.admitted();
            snapshot = snapshot(prices.inForce(), present);
            if (known != null && !before.equals(snapshot.admitted())) {
                LOG.info("Calls go to {} now: {} models can be called", snapshot.admitted(), models().size());
            }
            known = state;
            standings = present;
        }
    }

    private Snapshot snapshot(Map<String, PriceBook.Version> inForce, Map<String, Processors.Standing> present) {
        Map<String, String> whyNoCalls = new TreeMap<>();
        Set<String> admitted = new TreeSet<>();
        for (Provider provider : providers) {
            String why = Processors.whyNot(provider, present);
            if (why == null) {
                admitted.add(provider.name());
            } else {
                whyNoCalls.put(provider.name(), why);
            }
        }
        Map<String, Model> sold = new TreeMap<>();
        Map<String, String> whyNot = new HashMap<>();
        Map<String, String> barred = new HashMap<>();
        for (Offer offer : offers.values()) {
            PriceBook.Version version = inForce.get(offer.name());
            switch (offer.verdict(version == null ? PriceList.EMPTY : version.prices())) {
                case Offer.Verdict.NotSold(String why) -> whyNot.put(offer.name(), why);
                case Offer.Verdict.Sold sale -> {
                    Price price = version == null ? null : price(offer, version);
                    List<Upstream> upstreams = offer.upstreams().stream()
                            .filter(upstream ->
                                    admitted.contains(upstream.provider().name()))
                            .toList();
                    if (price == null) {
                        whyNot.put(offer.name(), "The price of the model '" + offer.name() + "' cannot be billed.");
                    } else if (upstreams.isEmpty()) {
                        barred.put(offer.name(), nobody(offer, whyNoCalls));
                    } else {
                        sold.put(offer.name(), model(offer, price, sale, upstreams));
                    }
                }
            }
        }
        whyNot.putAll(barred);
        Map<String, Model> found = new HashMap<>(sold);
        for (Offer offer : offers.values()) {
            for (String alias : offer.aliases()) {
                if (!offers.containsKey(alias)) {
                    putIfPresent(found, alias, sold.get(offer.name()));
                    putIfPresent(whyNot, alias, whyNot.get(offer.name()));
                    putIfPresent(barred, alias, barred.get(offer.name()));
                }
            }
        }
        return new Snapshot(Collections.unmodifiableMap(sold), found, whyNot, barred, admitted);
    }

    private static String nobody(Offer offer, Map<String, String> whyNoCalls) {
        String reasons = offer.upstreams().stream()
                .map(upstream -> whyNoCalls.get(upstream.provider().name()))
                .distinct()
                .collect(Collectors.joining("; "));
        return "No provider is left that may be sent what '%s' is asked: %s. Call another model of GET /v1/models, or ask whoever runs this gateway to look at its subprocessors (GET /admin/v1/subprocessors)."
                .formatted(offer.name(), reasons);
    }

    private static <V> void putIfPresent(Map<String, V> map, String key, @Nullable V value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    private static @Nullable Price price(Offer offer, PriceBook.Version version) {
        try {
            return version.prices().toPrice(version.id());
        } catch (IllegalArgumentException e) {
            LOG.error("Version {} of the price of {} cannot be billed: {}", version.id(), offer.name(), e.getMessage());
            return null;
        }
    }

    private static Model model(Offer offer, Price price, Offer.Verdict.Sold sale, List<Upstream> upstreams) {
        return new Model(offer.name(), offer.contextWindow(), offer.maxOutput(), price, sale.tasks(), upstreams);
    }
}
