package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.KeyOwner;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.platform.Network;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must not be decided whoever decides: looked at when something is proposed and when it begins to count. */
@Singleton
final class GuardRails {
    private final ProtectedNetworks protectedNetworks;
    private final Customers customers;
    private final @Nullable NetworkOrigins origins;
    private final StaffNetworks staff;
    private final Set<RequiredStep> steps;

    GuardRails(
            ProtectedNetworks protectedNetworks,
            Customers customers,
            @Nullable NetworkOrigins origins,
            StaffNetworks staff,
            List<OfferedStep> steps) {
        this.staff = staff;
        this.steps = steps.stream()
                .filter(OfferedStep::isPossible)
                .map(OfferedStep::kind)
                .collect(Collectors.toUnmodifiableSet());
        this.protectedNetworks = protectedNetworks;
        this.customers = customers;
        this.origins = origins;
    }

    /**
     * Why something cannot be decided.
     *
     * @param code the stable name that programs compare
     * @param message what to do, in a sentence
     */
    record Obstacle(String code, String message) {}

    /**
     * What is in the way of this decision; null if nothing is.
     *
     * @param scope of a block; null for whatever else
     * @param address whose decision it is calls from; null where a rule or a second person decides
     */
    @Nullable
    Obstacle obstacle(
            Connection connection,
            DecisionAction action,
            Entity entity,
            @Nullable BlockScope scope,
            byte @Nullable [] address,
            Instant now)
            throws SQLException {
        Obstacle unknown = unknown(connection, entity);
        if (unknown != null || !restricts(action)) {
            return unknown;
        }
        if (action == DecisionAction.BLOCK_NETWORK || action == DecisionAction.THROTTLE) {
            Obstacle ours = ours(entity, address);
            if (ours != null) {
                return ours;
            }
        }
        if ((scope == BlockScope.SIGN_IN || scope == BlockScope.ALL) && holdsStaff(connection, entity, now)) {
            return new Obstacle(
                    "staff_network",
                    "Colleagues have signed in from there within a week and would be shut out. Block what is abused alone, by"
                            + " the scope API or SIGN_UP, choose a narrower network, or put their network on the allow-list.");
        }
        return isAllowed(connection, entity, now)
                ? new Obstacle(
                        "allow_listed",
                        "It is on the allow-list, which goes before whatever else is decided. Take it off the list first.")
                : null;
    }

    /** Why this cannot be required of anybody; null if it can, or if nothing is required. */
    @Nullable
    Obstacle cannotAsk(@Nullable RequiredStep step) {
        return step == null || steps.contains(step)
                ? null
                : new Obstacle(
                        "step_not_available",
                        "Nothing here can ask for this step, and whoever must take one they cannot take is shut out."
                                + " Throttle or suspend instead.");
    }

    /** Where what is allowed is not blocked anyway. */
    private boolean holdsStaff(Connection connection, Entity entity, Instant now) throws SQLException {
        for (byte[] address : staff.addresses(connection, now)) {
            if (includes(entity, address) && !isAllowed(connection, Entity.Net.of(address), now)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it takes something from somebody. */
    static boolean restricts(DecisionAction action) {
        return switch (action) {
            case DISMISS, ALLOW, WARN -> false;
            case THROTTLE, REQUIRE_STEP, BLOCK_NETWORK, SUSPEND_KEY, SUSPEND_ACCOUNT, BAN_ACCOUNT, REFUND_AND_CLOSE ->
                true;
        };
    }

    private @Nullable Obstacle unknown(Connection connection, Entity entity) throws SQLException {
        return switch (entity) {
            case Entity.Account account
            when !customers.exists(connection, account.id()) ->
                new Obstacle("unknown_entity", "There is no account with this id.");
            case Entity.Key key
            when owner(connection, key.id()) == null -> new Obstacle("unknown_entity", "There is no key with this id.");
            case Entity.Asn ignored when !originsKnown() -> noFiles();
            case Entity.Country ignored when !originsKnown() -> noFiles();
            default -> null;
        };
    }

    private boolean originsKnown() {
        return origins != null && origins.known();
    }

    private static Obstacle noFiles() {
        return new Obstacle(
                "no_network_data",
                "This installation has no file, or too old a one, that tells whose an address is; nothing can be enforced for"
                        + " an autonomous system or a country. Block networks instead.");
    }

    /** Whose key this is; null if there is none. */
    @Nullable
    KeyOwner owner(Connection connection, UUID key) throws SQLException {
        return customers.ownersOf(connection, List.of(key)).get(key);
    }

    private @Nullable Obstacle ours(Entity entity, byte @Nullable [] address) {
        if (entity instanceof Entity.Net net && protectedNetworks.hold(net.network())) {
            return new Obstacle(
                    "network_protected",
                    "This network is our own: this machine, a proxy in front of it, or one that the setting"
                            + " ominigate.abuse.protected-networks names. It can never be blocked.");
        }
        return address != null && includes(entity, address)
                ? new Obstacle(
                        "own_address",
                        "You call from there yourself and would shut yourself out. Choose a narrower network, or let a"
                                + " colleague decide from elsewhere.")
                : null;
    }

    /** Whether this address of 4 or 16 bytes is touched by what is decided about that. */
    boolean includes(Entity entity, byte[] address) {
        return switch (entity) {
            case Entity.Net net -> net.network().contains(address);
            case Entity.Asn asn -> origins != null && origins.asn(address) == asn.number();
            case Entity.Country country -> origins != null && country.iso2().equals(origins.country(address));
            case Entity.Key ignored -> false;
            case Entity.Account ignored -> false;
        };
    }

    boolean isAllowed(Connection connection, Entity entity, Instant now) throws SQLException {
        return switch (entity) {
            case Entity.Net net ->
                DecisionTable.allowedTouching(connection, net.network(), now).stream()
                                .anyMatch(allowed -> allowed.entity() instanceof Entity.Net wider
                                        && wider.network().contains(net.network()))
                        || (Terms.isSingle(net) && isOriginAllowed(connection, net, now));
            case Entity.Key key -> {
                KeyOwner owner = owner(connection, key.id());
                yield isAllowedItself(connection, key, now)
                        || (owner != null && isAllowedItself(connection, new Entity.Account(owner.account()), now));
            }
            case Entity.Asn ignored -> isAllowedItself(connection, entity, now);
            case Entity.Country ignored -> isAllowedItself(connection, entity, now);
            case Entity.Account ignored -> isAllowedItself(connection, entity, now);
        };
    }

    /** What one party has is of one operator and one country; a wider network may be of several. */
    private boolean isOriginAllowed(Connection connection, Entity.Net net, Instant now) throws SQLException {
        if (origins == null) {
            return false;
        }
        byte[] address = net.network().address();
        long asn = origins.asn(address);
        String country = origins.country(address);
        return (asn != 0 && isAllowedItself(connection, new Entity.Asn(asn), now))
                || (country != null && isAllowedItself(connection, new Entity.Country(country), now));
    }

    private static boolean isAllowedItself(Connection connection, Entity entity, Instant now) throws SQLException {
        return DecisionTable.about(connection, entity).stream()
                .anyMatch(decision -> decision.action() == DecisionAction.ALLOW && decision.inForce(now));
    }

    /** Networks of our own that lie in this. */
    List<Network> spared(Entity entity) {
        return entity instanceof Entity.Net net ? protectedNetworks.within(net.network()) : List.of();
    }

    /** Whether all of this network is our own. */
    boolean isOurs(Network network) {
        return protectedNetworks.hold(network);
    }
}
