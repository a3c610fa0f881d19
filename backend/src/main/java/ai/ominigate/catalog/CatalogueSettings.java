package ai.ominigate.catalog;

import ai.ominigate.platform.AddressScope;
import ai.ominigate.platform.CannotStart;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.naming.NameUtils;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What configuration says about providers ({@code ominigate.providers.<name>}) and models
 * ({@code ominigate.models.<name>}).
 *
 * <p>Micronaut makes property names lower-case, swaps their dashes and splits them at dots, so a model called
 * {@code GPT_4.1} would come back as something else. What customers type must arrive as it was written: models are read
 * from the property sources as they are.
 *
 * @param providers by name, with what the seed says where configuration says nothing
 * @param models by the name customers use, as written
 */
record CatalogueSettings(Map<String, Provider> providers, Map<String, ModelSettings> models) {

    /** What is said about a model; null where nothing is. */
    record ModelSettings(
            @Nullable List<UpstreamSettings> upstreams,
            @Nullable PriceList price,
            @Nullable Long contextWindow,
            @Nullable Long maxOutput) {}

    /** One way to serve a model. */
    record UpstreamSettings(String provider, String model, int priority, int weight) {}

    private static final String PROVIDERS = "ominigate.providers.";
    private static final String MODELS = "ominigate.models.";
    private static final Pattern PROVIDER_KEY = Pattern.compile("([^.\\[]+)\\.(.+)");
    private static final Pattern PROVIDER_NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Set<String> PROVIDER_FIELDS =
            Set.of("dialect", "base-url", "api-key", "subprocessor", "cancel-policy", "allow-private-address");

    /** A model's name may hold dots, so what follows it tells where it ends. */
    private static final Pattern MODEL_KEY = Pattern.compile(
            "(.+)\\.(price(?:\\.[A-Za-z0-9-]+)?|context-?[wW]indow|max-?[oO]utput|upstreams(?:\\[\\d+](?:\\.[A-Za-z-]+)?)?)");

    private static final Pattern UPSTREAM_KEY = Pattern.compile("upstreams\\[(\\d+)]\\.(.+)");
    private static final int MAX_MODEL_NAME = 200;
    private static final int MAX_PRIORITY = 1_000;
    private static final int MAX_WEIGHT = 1_000;
    private static final long MAX_TOKENS = 1_000_000_000L;
    private static final int MAX_DECIMALS = 6;
    private static final Set<String> UPSTREAM_FIELDS = Set.of("provider", "model", "priority", "weight");

    /** What prices are called in configuration. */
    private static final Map<String, Unit> PRICES = Map.of(
            "input", Unit.INPUT,
            "cached-input", Unit.CACHE_READ,
            "cache-write", Unit.CACHE_WRITE_5M,
            "cache-write-1h", Unit.CACHE_WRITE_1H,
            "output", Unit.OUTPUT,
            "reasoning", Unit.REASONING,
            "audio-input", Unit.AUDIO_INPUT,
            "audio-output", Unit.AUDIO_OUTPUT,
            "per-call", Unit.REQUEST);

    /**
     * Reads and checks all of it.
     *
     * @throws CannotStart naming the first setting that is wrong, and what is allowed
     */
    static CatalogueSettings read(Environment environment, Seed seed) {
        Map<String, Provider> providers = new Providers(environment, seed).read();
        Set<String> known = new TreeSet<>(providers.keySet());
        seed.providers().forEach(company -> known.add(company.name()));
        return new CatalogueSettings(providers, new Models(environment, known).read());
    }

    /** Every setting below a prefix, as it was written; a source of higher order wins, as everywhere in Micronaut. */
    private static Map<String, Object> raw(Environment environment, String prefix) {
        Map<String, Object> raw = new LinkedHashMap<>();
        environment.getPropertySources().stream()
                .filter(source -> source.getConvention() == PropertySource.PropertyConvention.JAVA_PROPERTIES)
                .sorted(Comparator.comparingInt(PropertySource::getOrder))
                .forEach(source -> {
                    for (String key : source) {
                        if (key.startsWith(prefix)) {
                            flatten(key.substring(prefix.length()), source.get(key), raw);
                        }
                    }
                });
        return raw;
    }

    private static void flatten(String key, @Nullable Object value, Map<String, Object> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> flatten(key + "." + name, inner, into));
        } else {
            into.put(key, value == null ? "" : value);
        }
    }

    private static CannotStart wrong(String key, String sentence) {
        return new CannotStart(key + " " + sentence);
    }

    /** A model that the seed does not have must say who serves it. */
    static CannotStart missingUpstreams(String model) {
        return wrong(
                MODELS + model + ".upstreams",
                "is missing; '" + model + "' is not a model that OminiGate knows, so say who serves it, as in "
                        + "[{provider: openai, model: gpt-4o}].");
    }

    /** With {@code ${NAME}} filled in. */
    private static String text(Environment environment, String key, Object value) {
        try {
            return environment
                    .getPlaceholderResolver()
                    .resolveRequiredPlaceholders(value.toString())
                    .strip();
        } catch (ConfigurationException e) {
            throw unresolved(key, e);
        }
    }

    private static CannotStart unresolved(String key, ConfigurationException e) {
        return new CannotStart(
                key + " names an environment variable or setting that is not there; set it, or give a default as in "
                        + "${NAME:default}.",
                e);
    }

    /** Reads what is said about providers. Their names are plain enough to survive Micronaut's. */
    private record Providers(Environment environment, Seed seed) {

        Map<String, Provider> read() {
            Map<String, Seed.Company> companies = new LinkedHashMap<>();
            seed.providers().forEach(company -> companies.put(company.name(), company));
            Set<String> configured = configuredNames();
            Set<String> names = new TreeSet<>(companies.keySet());
            names.addAll(configured);
            Map<String, Provider> providers = new LinkedHashMap<>();
            for (String name : names) {
                Provider provider = provider(name, companies.get(name), configured.contains(name));
                if (provider != null) {
                    providers.put(name, provider);
                }
            }
            return providers;
        }

        private Set<String> configuredNames() {
            Set<String> names = new TreeSet<>();
            for (String key : raw(environment, PROVIDERS).keySet()) {
                Matcher matcher = PROVIDER_KEY.matcher(key);
                if (!matcher.matches() || !PROVIDER_FIELDS.contains(NameUtils.hyphenate(matcher.group(2)))) {
                    throw wrong(
                            PROVIDERS + key,
                            "is not a setting; a provider has " + String.join(", ", new TreeSet<>(PROVIDER_FIELDS))
                                    + ".");
                }
                if (!PROVIDER_NAME.matcher(matcher.group(1)).matches()) {
                    throw wrong(
                            PROVIDERS + key,
                            "has a name that cannot be used; a provider's name is lower-case letters, digits and "
                                    + "dashes between them.");
                }
                names.add(matcher.group(1));
            }
            return names;
        }

        /** Null for a provider of the seed that nobody has given a key. */
        private @Nullable Provider provider(String name, Seed.@Nullable Company company, boolean configured) {
            String apiKey = field(name, "api-key");
            if (apiKey == null) {
                if (company != null && (!configured || isBlankOnPurpose(name))) {
                    return null;
                }
                throw wrong(PROVIDERS + name + ".api-key", "is missing; give the key that " + name + " issued to you.");
            }
            Dialect dialect = dialect(name, company);
            boolean allowPrivate = allowPrivateAddress(name);
            return new Provider(
                    name,
                    dialect,
                    baseUrl(name, company, dialect, allowPrivate),
                    apiKey,
                    orElse(field(name, "subprocessor"), company == null ? name : company.subprocessor()),
                    cancelPolicy(name, company, dialect),
                    allowPrivate);
        }

        /** {@code api-key: ${OPENAI_API_KEY:}} is how one file serves with and without that key. */
        private boolean isBlankOnPurpose(String name) {
            return environment.containsProperty(PROVIDERS + name + ".api-key");
        }

        private Dialect dialect(String name, Seed.@Nullable Company company) {
            String key = PROVIDERS + name + ".dialect";
            String dialect = orElse(field(name, "dialect"), company == null ? "" : company.dialect());
            return switch (dialect.toLowerCase(Locale.ROOT)) {
                case "openai" -> Dialect.OPENAI;
                case "anthropic" -> Dialect.ANTHROPIC;
                case "gemini" -> Dialect.GEMINI;
                case "" -> throw wrong(key, "is missing; it is openai, anthropic or gemini.");
                default -> throw wrong(key, "is '" + dialect + "'; it is openai, anthropic or gemini.");
            };
        }

        private boolean allowPrivateAddress(String name) {
            String text = orElse(field(name, "allow-private-address"), "false");
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default ->
                    throw wrong(PROVIDERS + name + ".allow-private-address", "is '" + text + "'; it is true or false.");
            };
        }

        /** The seed's URL is good for the seed's dialect only. */
        private URI baseUrl(String name, Seed.@Nullable Company company, Dialect dialect, boolean allowPrivate) {
            String key = PROVIDERS + name + ".base-url";
            String known =
                    company == null || !dialect.name().equalsIgnoreCase(company.dialect()) ? "" : company.baseUrl();
            String text = orElse(field(name, "base-url"), known);
            if (text.isEmpty()) {
                throw wrong(
                        key, "is missing; give the provider's URL up to its version, as in https://example.com/v1.");
            }
            String allowed = "is not a URL that can be called; give an http or https URL up to the version, as in "
                    + "https://example.com/v1, without user, query or fragment.";
            try {
                URI uri = new URI(text.replaceAll("/+$", ""));
                boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
                if (!http
                        || uri.getHost() == null
                        || uri.getRawUserInfo() != null
                        || uri.getRawQuery() != null
                        || uri.getRawFragment() != null) {
                    throw wrong(key, allowed);
                }
                refuseAddress(key, uri.getHost(), allowPrivate);
                return lowerCased(uri);
            } catch (URISyntaxException e) {
                throw new CannotStart(key + " " + allowed, e);
            }
        }

        /** Scheme and host mean the same in any case (RFC 3986, section 6.2.2.1); whoever compares them wants one. */
        private static URI lowerCased(URI uri) {
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return URI.create(
                    (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT) + port + uri.getRawPath());
        }

        /** An address that is written as such is known now; where a name leads is looked at with each connection. */
        private static void refuseAddress(String key, String host, boolean allowPrivate) {
            AddressScope scope;
            try {
                scope = AddressScope.of(InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")));
            } catch (IllegalArgumentException e) {
                return; // a name
            }
            if (scope == AddressScope.FORBIDDEN) {
                throw wrong(
                        key,
                        "is an address that no provider has: link-local, a cloud's metadata service, or nobody's. "
                                + "Give the provider's own.");
            }
            if (scope == AddressScope.PRIVATE && !allowPrivate) {
                throw wrong(
                        key,
                        "is an address of a private network; if that is meant, set allow-private-address of the "
                                + "provider to true.");
            }
        }

        /** Google charges for the whole of an answer, read or not. */
        private CancelPolicy cancelPolicy(String name, Seed.@Nullable Company company, Dialect dialect) {
            CancelPolicy usual =
                    dialect == Dialect.GEMINI ? CancelPolicy.DRAIN_TO_USAGE : CancelPolicy.CLOSE_AND_ESTIMATE;
            String fallback = company == null ? usual.name() : company.cancelPolicy();
            String text = orElse(field(name, "cancel-policy"), fallback);
            String constant = text.replace('-', '_').toUpperCase(Locale.ROOT);
            for (CancelPolicy policy : CancelPolicy.values()) {
                if (policy.name().equals(constant)) {
                    return policy;
                }
            }
            throw wrong(
                    PROVIDERS + name + ".cancel-policy",
                    "is '" + text + "'; it is close-and-estimate or drain-to-usage.");
        }

        /** Null where it is not given or blank. From every source, the environment's variables too. */
        private @Nullable String field(String name, String field) {
            String key = PROVIDERS + name + "." + field;
            try {
                String value =
                        environment.getProperty(key, String.class).orElse("").strip();
                return value.isEmpty() ? null : value;
            } catch (ConfigurationException e) {
                throw unresolved(key, e);
            }
        }

        private static String orElse(@Nullable String value, String other) {
            return value == null ? other : value;
        }
    }

    /** Reads what is said about models. */
    private record Models(Environment environment, Set<String> knownProviders) {

        Map<String, ModelSettings> read() {
            Map<String, Map<String, Object>> byName = new LinkedHashMap<>();
            raw(environment, MODELS).forEach((key, value) -> {
                Matcher matcher = MODEL_KEY.matcher(key);
                if (!matcher.matches()) {
                    throw wrong(
                            MODELS + key,
                            "is not a setting; a model has upstreams, price, context-window and max-output.");
                }
                byName.computeIfAbsent(matcher.group(1), name -> new LinkedHashMap<>())
                        .put(matcher.group(2), value);
            });
            Map<String, ModelSettings> models = new LinkedHashMap<>();
            byName.forEach((name, fields) -> models.put(name, model(name, fields)));
            return models;
        }

        private ModelSettings model(String name, Map<String, Object> fields) {
            if (name.length() > MAX_MODEL_NAME || name.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
                throw wrong(
                        MODELS + name,
                        "has a name that cannot be used; a model's name is at most " + MAX_MODEL_NAME
                                + " characters without blanks.");
            }
            Long contextWindow = null;
            Long maxOutput = null;
            Map<String, Object> prices = new TreeMap<>();
            Map<Integer, Map<String, Object>> upstreams = new TreeMap<>();
            boolean hasUpstreams = false;
            for (Map.Entry<String, Object> setting : fields.entrySet()) {
                String field = setting.getKey();
                String key = MODELS + name + "." + field;
                Object value = setting.getValue();
                if (field.startsWith("price.")) {
                    prices.put(NameUtils.hyphenate(field.substring("price.".length())), value);
                } else if (field.startsWith("upstreams")) {
                    hasUpstreams = true;
                    collectUpstreams(key, field, value, upstreams);
                } else if (field.startsWith("context")) {
                    contextWindow = whole(key, value, MAX_TOKENS);
                } else if (field.startsWith("max")) {
                    maxOutput = whole(key, value, MAX_TOKENS);
                } else {
                    throw wrong(key, "is not a list of prices, as in {input: \"2.50\", output: \"10.00\"}.");
                }
            }
            return new ModelSettings(
                    hasUpstreams ? upstreams(name, upstreams) : null,
                    prices.isEmpty() ? null : prices(name, prices),
                    contextWindow,
                    maxOutput);
        }

        /** Either the whole list under {@code upstreams}, or single fields under {@code upstreams[0].provider}. */
        private static void collectUpstreams(
                String key, String field, Object value, Map<Integer, Map<String, Object>> into) {
            Matcher matcher = UPSTREAM_KEY.matcher(field);
            if (matcher.matches()) {
                into.computeIfAbsent(Integer.valueOf(matcher.group(1)), index -> new TreeMap<>())
                        .put(matcher.group(2), value);
                return;
            }
            if (!(value instanceof List<?> list)) {
                throw wrong(key, "is not a list of upstreams, as in [{provider: openai, model: gpt-4o}].");
            }
            for (int i = 0; i < list.size(); i++) {
                if (!(list.get(i) instanceof Map<?, ?> map)) {
                    throw wrong(key + "[" + i + "]", "is not an upstream, as in {provider: openai, model: gpt-4o}.");
                }
                Map<String, Object> upstream = into.computeIfAbsent(i, index -> new TreeMap<>());
                map.forEach((name, inner) -> upstream.put(String.valueOf(name), inner == null ? "" : inner));
            }
        }

        private List<UpstreamSettings> upstreams(String name, Map<Integer, Map<String, Object>> upstreams) {
            String key = MODELS + name + ".upstreams";
            if (upstreams.isEmpty()) {
                throw wrong(key, "is empty; name at least one, as in [{provider: openai, model: gpt-4o}].");
            }
            List<UpstreamSettings> settings = new ArrayList<>();
            upstreams.forEach((index, fields) -> settings.add(upstream(key + "[" + index + "]", fields)));
            return settings;
        }

        private UpstreamSettings upstream(String key, Map<String, Object> fields) {
            for (String field : fields.keySet()) {
                if (!UPSTREAM_FIELDS.contains(field)) {
                    throw wrong(
                            key + "." + field,
                            "is not a setting; an upstream has provider, model, priority and weight.");
                }
            }
            String provider = required(key + ".provider", fields.get("provider"));
            if (!knownProviders.contains(provider)) {
                throw wrong(
                        key + ".provider",
                        "is '" + provider + "', which is no provider; there are "
                                + String.join(", ", knownProviders)
                                + ", and you can add one under ominigate.providers.");
            }
            return new UpstreamSettings(
                    provider,
                    required(key + ".model", fields.get("model")),
                    ranged(key + ".priority", fields.get("priority"), MAX_PRIORITY),
                    ranged(key + ".weight", fields.get("weight"), MAX_WEIGHT));
        }

        private String required(String key, @Nullable Object value) {
            String text = value == null ? "" : text(environment, key, value);
            if (text.isEmpty()) {
                throw wrong(key, "is missing; an upstream names a provider and what that provider calls the model.");
            }
            return text;
        }

        private int ranged(String key, @Nullable Object value, int max) {
            return value == null ? 1 : Math.toIntExact(whole(key, value, max));
        }

        private long whole(String key, Object value, long max) {
            String text = text(environment, key, value);
            try {
                long number = Long.parseLong(text);
                if (number >= 1 && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new CannotStart(key + " is '" + text + "'; it is a whole number from 1 to " + max + ".", e);
            }
            throw wrong(key, "is " + text + "; it is a whole number from 1 to " + max + ".");
        }

        private PriceList prices(String name, Map<String, Object> prices) {
            List<PriceList.Component> components = new ArrayList<>();
            prices.forEach((field, value) -> {
                String key = MODELS + name + ".price." + field;
                Unit unit = PRICES.get(field);
                if (unit == null) {
                    throw wrong(
                            key,
                            "is not a price; there are " + String.join(", ", new TreeSet<>(PRICES.keySet())) + ".");
                }
                BigDecimal usd = usd(key, value);
                components.add(new PriceList.Component(unit, 0, usd, unit == Unit.REQUEST ? 1 : unit.per()));
            });
            return new PriceList(components);
        }

        private BigDecimal usd(String key, Object value) {
            String text = text(environment, key, value);
            boolean perCall = key.endsWith(".per-call");
            BigDecimal max = perCall ? BigDecimal.ONE : BigDecimal.valueOf(1_000);
            String allowed = "'; it is dollars per " + (perCall ? "call" : "million tokens") + " from 0 to " + max
                    + " with at most " + MAX_DECIMALS + " decimals, as in \"2.50\".";
            BigDecimal usd;
            try {
                usd = new BigDecimal(text);
            } catch (NumberFormatException e) {
                throw new CannotStart(key + " is '" + text + allowed, e);
            }
            if (usd.signum() < 0
                    || usd.compareTo(max) > 0
                    || usd.stripTrailingZeros().scale() > MAX_DECIMALS) {
                throw wrong(key, "is '" + text + allowed);
            }
            return usd;
        }
    }
}
