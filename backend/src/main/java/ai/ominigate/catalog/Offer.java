package ai.ominigate.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model that could be sold: what seed and configuration say together. Whether it is sold depends on its price in force
 * and on who can serve it.
 *
 * @param name the name customers use
 * @param aliases other names that mean it
 * @param contextWindow tokens; 0 where unknown
 * @param maxOutput tokens; 0 where unknown
 * @param purposes what it is for
 * @param bills units that a call of it is charged for unasked, whether or not they have a price
 * @param prices what it costs by the seed or by configuration
 * @param priceSource which of the two, in words
 * @param upstreams who can serve it, by priority, without those whose provider has no key
 * @param providers everybody who could serve it
 */
record Offer(
        String name,
        Set<String> aliases,
        long contextWindow,
        long maxOutput,
        Set<Seed.Purpose> purposes,
        Set<Unit> bills,
        PriceList prices,
        String priceSource,
        List<Upstream> upstreams,
        Set<String> providers) {

    /** What configuration is called as the source of a price. */
    static final String CONFIGURATION = "configuration";

    /** Everything that could be sold, by name. */
    static Map<String, Offer> all(Seed seed, CatalogueSettings settings) {
        Map<String, Seed.Entry> entries = seed.byName();
        Map<String, Offer> offers = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            CatalogueSettings.ModelSettings said = settings.models().get(name);
            offers.put(name, known(name, entry, seed.source(), said, settings.providers()));
        });
        settings.models().forEach((name, said) -> {
            if (!entries.containsKey(name)) {
                offers.put(name, unknown(name, said, settings.providers()));
            }
        });
        return offers;
    }

    private static Offer known(
            String name,
            Seed.Entry entry,
            String source,
            CatalogueSettings.@Nullable ModelSettings said,
            Map<String, Provider> providers) {
        List<CatalogueSettings.UpstreamSettings> upstreams = said == null || said.upstreams() == null
                ? List.of(new CatalogueSettings.UpstreamSettings(entry.provider(), entry.model(), 1, 1))
                : said.upstreams();
        PriceList price = said == null ? null : said.price();
        Long contextWindow = said == null ? null : said.contextWindow();
        Long maxOutput = said == null ? null : said.maxOutput();
        return new Offer(
                name,
                Set.of(entry.qualifiedName()),
                contextWindow == null ? entry.contextWindow() : contextWindow,
                maxOutput == null ? 0 : maxOutput,
                entry.purposes(),
                entry.bills(),
                price == null ? entry.prices() : price,
                price == null ? source : CONFIGURATION,
                usable(upstreams, providers),
                names(upstreams));
    }

    private static Offer unknown(String name, CatalogueSettings.ModelSettings said, Map<String, Provider> providers) {
        List<CatalogueSettings.UpstreamSettings> upstreams = said.upstreams();
        if (upstreams == null) {
            throw CatalogueSettings.missingUpstreams(name);
        }
        return new Offer(
                name,
                Set.of(),
                said.contextWindow() == null ? 0 : said.contextWindow(),
                said.maxOutput() == null ? 0 : said.maxOutput(),
                EnumSet.of(Seed.Purpose.CHAT, Seed.Purpose.EMBEDDINGS),
                Set.of(),
                said.price() == null ? PriceList.EMPTY : said.price(),
                CONFIGURATION,
                usable(upstreams, providers),
                names(upstreams));
    }

    private static List<Upstream> usable(
            List<CatalogueSettings.UpstreamSettings> upstreams, Map<String, Provider> providers) {
        List<Upstream> usable = new ArrayList<>();
        for (CatalogueSettings.UpstreamSettings upstream : upstreams) {
            Provider provider = providers.get(upstream.provider());
            if (provider != null) {
                usable.add(new Upstream(provider, upstream.model(), upstream.priority(), upstream.weight()));
            }
        }
        usable.sort(Comparator.comparingInt(Upstream::priority));
        return usable;
    }

    private static Set<String> names(List<CatalogueSettings.UpstreamSettings> upstreams) {
        return upstreams.stream()
                .map(CatalogueSettings.UpstreamSettings::provider)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether it can be sold at these prices, and if not, why. */
    sealed interface Verdict {

        /** It can be asked for these. */
        record Sold(Set<Model.Task> tasks) implements Verdict {}

        /** It cannot be asked for anything, for this reason: a sentence for a caller. */
        record NotSold(String why) implements Verdict {}
    }

    /** Judges whether every unit that a call may be charged for has a price and can be counted. */
    Verdict verdict(PriceList inForce) {
        Set<Model.Task> tasks = EnumSet.noneOf(Model.Task.class);
        String why = "The model '" + name + "' is for " + spoken(purposes) + ", which this gateway does not serve.";
        if (purposes.contains(Seed.Purpose.EMBEDDINGS)) {
            String embeddings = whyNoEmbeddings(inForce);
            if (embeddings == null) {
                tasks.add(Model.Task.EMBEDDINGS);
            } else {
                why = embeddings;
            }
        }
        if (purposes.contains(Seed.Purpose.CHAT)) {
            String chat = whyNoChat(inForce);
            if (chat == null) {
                tasks.add(Model.Task.CHAT);
            } else {
                why = chat;
            }
        }
        if (tasks.isEmpty()) {
            return new Verdict.NotSold(why);
        }
        if (upstreams.isEmpty()) {
            return new Verdict.NotSold(
                    "The model '" + name + "' cannot be called here: no key is set up for its provider ("
                            + String.join(", ", providers) + ").");
        }
        return new Verdict.Sold(tasks);
    }

    /** Only text can be embedded by way of this gateway, so input tokens are all that a call can be charged for. */
    private @Nullable String whyNoEmbeddings(PriceList inForce) {
        return inForce.prices(Unit.INPUT) ? null : noPrice(Set.of(Unit.INPUT));
    }

    private @Nullable String whyNoChat(PriceList inForce) {
        Set<Unit> unpriced = EnumSet.of(Unit.INPUT, Unit.OUTPUT);
        unpriced.addAll(bills);
        unpriced.removeAll(inForce.units());
        Set<Unit> uncounted = EnumSet.noneOf(Unit.class);
        inForce.units().stream()
                .filter(unit -> unit.sale() == Unit.Sale.NOT_COUNTED)
                .forEach(uncounted::add);
        bills.stream().filter(unit -> unit.sale() != Unit.Sale.COUNTED).forEach(uncounted::add);
        if (!uncounted.isEmpty()) {
            return "The model '" + name + "' charges for " + plurals(uncounted)
                    + ", which this gateway cannot count, so it is not sold.";
        }
        return unpriced.isEmpty() ? null : noPrice(unpriced);
    }

    private String noPrice(Set<Unit> units) {
        return "The model '" + name + "' has no price for " + plurals(units) + ", so it is not sold.";
    }

    private static String plurals(Set<Unit> units) {
        return EnumSet.copyOf(units).stream().map(Unit::plural).collect(Collectors.joining(" and "));
    }

    private static String spoken(Set<Seed.Purpose> purposes) {
        return EnumSet.copyOf(purposes).stream().map(Seed.Purpose::key).collect(Collectors.joining(" and "));
    }
}
