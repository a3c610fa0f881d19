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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue in memory: what the seed and configuration said when this node started, at the prices that the database
 * has in force. A new price, whoever adds it, is seen when the database says so.
 */
@Context
final class LiveCatalogue implements Catalogue, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCatalogue.class);

    private final Map<String, Offer> offers;
    private final List<Provider> providers;
    private final PriceBook prices;
    private final Notifications.Subscription subscription;

    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), Map.of());

    /** What {@link #snapshot} was made from; only touched by whoever refreshes, one at a time. */
    private PriceBook.@Nullable State known;

    /**
     * @param sold the models that can be called, by name
     * @param found the same, by every name that means them
     * @param whyNot why the others cannot, by every name that means them
     */
    private record Snapshot(Map<String, Model> sold, Map<String, Model> found, Map<String, String> whyNot) {}

    LiveCatalogue(Environment environment, PriceBook prices, Notifications notifications) throws SQLException {
        Seed seed = Seed.load();
        CatalogueSettings settings = CatalogueSettings.read(environment, seed);
        this.offers = Offer.all(seed, settings);
        this.providers = List.copyOf(settings.providers().values());
        this.prices = prices;
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
        if (!state.equals(known)) {
            snapshot = snapshot(prices.inForce());
            known = state;
        }
    }

    private Snapshot snapshot(Map<String, PriceBook.Version> inForce) {
        Map<String, Model> sold = new TreeMap<>();
        Map<String, String> whyNot = new HashMap<>();
        for (Offer offer : offers.values()) {
            PriceBook.Version version = inForce.get(offer.name());
            switch (offer.verdict(version == null ? PriceList.EMPTY : version.prices())) {
                case Offer.Verdict.NotSold(String why) -> whyNot.put(offer.name(), why);
                case Offer.Verdict.Sold sale -> {
                    Price price = version == null ? null : price(offer, version);
                    if (price == null) {
                        whyNot.put(offer.name(), "The price of the model '" + offer.name() + "' cannot be billed.");
                    } else {
                        sold.put(offer.name(), model(offer, price, sale));
                    }
                }
            }
        }
        Map<String, Model> found = new HashMap<>(sold);
        for (Offer offer : offers.values()) {
            for (String alias : offer.aliases()) {
                if (!offers.containsKey(alias)) {
                    putIfPresent(found, alias, sold.get(offer.name()));
                    putIfPresent(whyNot, alias, whyNot.get(offer.name()));
                }
            }
        }
        return new Snapshot(Collections.unmodifiableMap(sold), found, whyNot);
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

    private static Model model(Offer offer, Price price, Offer.Verdict.Sold sale) {
        return new Model(
                offer.name(), offer.contextWindow(), offer.maxOutput(), price, sale.tasks(), offer.upstreams());
    }
}
