package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.platform.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All decisions in force at a time, ready to be asked. Immutable.
 *
 * <p>What is allowed goes before what is protected, and that before what is refused or slowed down, whenever each was
 * decided and however wide it is: an allowed network is a hole in every block around it and undoes every block inside it.
 * A key or an account that is allowed may call from anywhere; an allowed network excuses no key and no account.
 */
final class Snapshot {
    private final Map<Face, Ranges> blocks = new EnumMap<>(Face.class);
    private final Ranges throttles;
    private final Ranges steps;
    private final Map<UUID, Ruling> stepsOfAccounts = new HashMap<>();
    private final Map<UUID, Ruling> cardsOfAccounts = new HashMap<>();
    private final Map<Entity, Ruling> origins = new HashMap<>();
    private final Map<UUID, Ruling> refused = new HashMap<>();
    private final Map<UUID, Ruling> throttled = new HashMap<>();
    private final Set<UUID> allowed = new HashSet<>();
    private final List<Network> allowedNetworks = new ArrayList<>();
    private final Set<Entity> allowedOrigins = new HashSet<>();
    private final List<Network> holes = new ArrayList<>();
    private final long changesAtMillis;
    private final boolean empty;

    /** @param rulings those in force at {@code nowMillis} are taken */
    Snapshot(Collection<Ruling> rulings, Collection<Network> protectedNetworks, long nowMillis) {
        List<Ruling> inForce = rulings.stream()
                .filter(ruling -> nowMillis < ruling.endsAtMillis())
                .sorted(Comparator.comparingLong(Ruling::revision))
                .toList();
        inForce.stream()
                .filter(ruling -> ruling.action() == DecisionAction.ALLOW)
                .forEach(this::allow);
        holes.addAll(allowedNetworks);
        holes.addAll(protectedNetworks);
        inForce.forEach(this::enforce);
        for (Face face : Face.values()) {
            blocks.put(
                    face,
                    ranges(
                            inForce,
                            ruling -> ruling.action() == DecisionAction.BLOCK_NETWORK && shuts(ruling.scope(), face)));
        }
        throttles = ranges(inForce, ruling -> ruling.action() == DecisionAction.THROTTLE);
        steps = ranges(inForce, ruling -> ruling.action() == DecisionAction.REQUIRE_STEP);
        changesAtMillis = inForce.stream().mapToLong(Ruling::endsAtMillis).min().orElse(Long.MAX_VALUE);
        empty = refused.isEmpty()
                && throttled.isEmpty()
                && origins.isEmpty()
                && throttles.isEmpty()
                && blocks.values().stream().allMatch(Ranges::isEmpty);
    }

    private static boolean shuts(@Nullable BlockScope scope, Face face) {
        return scope != null && face.isIn(scope);
    }

    private interface Choice {
        boolean takes(Ruling ruling);
    }

    private Ranges ranges(List<Ruling> inForce, Choice choice) {
        List<Ranges.Rule> rules = new ArrayList<>();
        for (Ruling ruling : inForce) {
            if (ruling.entity() instanceof Entity.Net net && choice.takes(ruling)) {
                rules.add(new Ranges.Rule(net.network(), ruling));
            }
        }
        return rules.isEmpty() ? Ranges.NONE : Ranges.of(rules, holes);
    }

    private void allow(Ruling ruling) {
        switch (ruling.entity()) {
            case Entity.Net net -> allowedNetworks.add(net.network());
            case Entity.Key key -> allowed.add(key.id());
            case Entity.Account account -> allowed.add(account.id());
            case Entity.Asn asn -> allowedOrigins.add(asn);
            case Entity.Country country -> allowedOrigins.add(country);
        }
    }

    private void enforce(Ruling ruling) {
        switch (ruling.action()) {
            case SUSPEND_KEY, SUSPEND_ACCOUNT, BAN_ACCOUNT -> refused.put(id(ruling.entity()), ruling);
            case THROTTLE -> {
                if (!(ruling.entity() instanceof Entity.Net)) {
                    throttled.put(id(ruling.entity()), ruling);
                }
            }
            case BLOCK_NETWORK -> {
                if (!(ruling.entity() instanceof Entity.Net)) {
                    origins.put(ruling.entity(), ruling);
                }
            }
            case REQUIRE_STEP -> {
                if (ruling.entity() instanceof Entity.Account account) {
                    (ruling.step() == RequiredStep.CONFIRM_CARD ? cardsOfAccounts : stepsOfAccounts)
                            .put(account.id(), ruling);
                }
            }
            case DISMISS, ALLOW, WARN, REFUND_AND_CLOSE -> {}
        }
    }

    private static UUID id(Entity entity) {
        return switch (entity) {
            case Entity.Key key -> key.id();
            case Entity.Account account -> account.id();
            case Entity.Net ignored -> throw new IllegalArgumentException("a network has no id");
            case Entity.Asn ignored -> throw new IllegalArgumentException("an autonomous system has no id");
            case Entity.Country ignored -> throw new IllegalArgumentException("a country has no id");
        };
    }

    /** From when on this is not how it is any more, as something in it ends then; in milliseconds since 1970. */
    long changesAtMillis() {
        return changesAtMillis;
    }

    /** Whether nothing and nobody is refused or slowed down. */
    boolean isEmpty() {
        return empty;
    }

    /**
     * Whether nothing counts of what is decided about where somebody comes from: the place is allowed, or they are.
     *
     * @param key whose call it is; null if that is not known
     * @param account whose call it is, or who they say they are; null if that is not known
     */
    boolean isAllowed(byte[] address, @Nullable UUID key, @Nullable UUID account, @Nullable NetworkOrigins files) {
        return allows(key, account)
                || isOriginAllowed(address, files)
                || (!allowedNetworks.isEmpty()
                        && allowedNetworks.stream().anyMatch(network -> network.contains(address)));
    }

    private boolean isOriginAllowed(byte[] address, @Nullable NetworkOrigins files) {
        if (allowedOrigins.isEmpty() || files == null) {
            return false;
        }
        Entity asn = asn(address, files);
        Entity country = country(address, files);
        return (asn != null && allowedOrigins.contains(asn)) || (country != null && allowedOrigins.contains(country));
    }

    private static @Nullable Entity asn(byte[] address, NetworkOrigins files) {
        long number = files.asn(address);
        return number == 0 ? null : new Entity.Asn(number);
    }

    private static @Nullable Entity country(byte[] address, NetworkOrigins files) {
        String letters = files.country(address);
        return letters == null ? null : new Entity.Country(letters);
    }

    /** The block that whoever comes from there meets; null if none. */
    @Nullable
    Ruling block(
            Face face, byte[] address, @Nullable UUID key, @Nullable UUID account, @Nullable NetworkOrigins files) {
        Ruling ofNetwork = blocks.getOrDefault(face, Ranges.NONE).find(address);
        Ruling met = ofNetwork == null && files != null ? blockOfOrigin(face, address, files) : ofNetwork;
        return met == null || isAllowed(address, key, account, files) ? null : met;
    }

    /** Networks of our own are holes in what is decided about networks, so they have to be looked for here alone. */
    private @Nullable Ruling blockOfOrigin(Face face, byte[] address, NetworkOrigins files) {
        if (origins.isEmpty() || holes.stream().anyMatch(hole -> hole.contains(address))) {
            return null;
        }
        Ruling ruling = shutting(face, asn(address, files));
        return ruling == null ? shutting(face, country(address, files)) : ruling;
    }

    private @Nullable Ruling shutting(Face face, @Nullable Entity origin) {
        Ruling ruling = origin == null ? null : origins.get(origin);
        return ruling != null && shuts(ruling.scope(), face) ? ruling : null;
    }

    /** What asks for a step before somebody enters from there, as whoever they say; null if nothing that counts does. */
    @Nullable
    Ruling step(byte[] address, @Nullable UUID account, @Nullable NetworkOrigins files) {
        // Before that of the account, which whoever signs in takes by signing in.
        Ruling ofNetwork = steps.find(address);
        if (ofNetwork != null && !isAllowed(address, null, account, files)) {
            return ofNetwork;
        }
        return account == null ? null : step(account);
    }

    /** What requires that a card of this account is confirmed; null if nothing that counts does. */
    @Nullable
    Ruling card(UUID account) {
        return cardsOfAccounts.isEmpty() || allows(null, account) ? null : cardsOfAccounts.get(account);
    }

    /** What asks everybody in this account to sign in anew; null if nothing that counts does. */
    @Nullable
    Ruling step(UUID account) {
        return stepsOfAccounts.isEmpty() || allows(null, account) ? null : stepsOfAccounts.get(account);
    }

    /** Whether any key or account is allowed, so that it matters who comes before they are refused. */
    boolean allowsSomebody() {
        return !allowed.isEmpty();
    }

    /** Whether the key or its account is allowed, wherever it calls from. */
    private boolean allows(@Nullable UUID key, @Nullable UUID account) {
        return !allowed.isEmpty()
                && ((key != null && allowed.contains(key)) || (account != null && allowed.contains(account)));
    }

    /** The suspension of the key or its account; null if there is none that counts. */
    @Nullable
    Ruling refusal(UUID key, UUID account) {
        if (refused.isEmpty() || allows(key, account)) {
            return null;
        }
        Ruling ruling = refused.get(account);
        return ruling != null ? ruling : refused.get(key);
    }

    /** The throttle of the key, else of its account, else of the network; null if there is none that counts. */
    @Nullable
    Ruling throttle(byte[] address, UUID key, UUID account, @Nullable NetworkOrigins files) {
        if ((throttled.isEmpty() && throttles.isEmpty()) || allows(key, account)) {
            return null;
        }
        Ruling ruling = throttled.get(key);
        if (ruling == null) {
            ruling = throttled.get(account);
        }
        if (ruling != null) {
            return ruling;
        }
        Ruling ofNetwork = throttles.find(address);
        return ofNetwork == null || isAllowed(address, key, account, files) ? null : ofNetwork;
    }
}
