package ai.ominigate.abuse.signal;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All rules over all observations, in their present versions. Reads no clock and nothing from outside but what is known
 * of networks and since when models are sold, so that every node that sees the same comes to the same, and so that the past can be replayed. One thread.
 */
final class Detection {
    private final NetworkData networks;
    private final Habits habits;
    private final Launches launches = new Launches();
    private final Map<Signal, Rule> rules = new EnumMap<>(Signal.class);
    private final Map<Signal, RuleVersion> versions = new EnumMap<>(Signal.class);

    private Detection(NetworkData networks, Collection<RuleVersion> versions) {
        this.networks = networks;
        this.habits = new Habits(networks);
        use(versions);
    }

    /** With every rule in its first version. */
    Detection(NetworkData networks) {
        this(networks, RuleTable.first());
    }

    /** With one rule alone. */
    static Detection of(RuleVersion version, NetworkData networks) {
        return new Detection(networks, List.of(version));
    }

    /** From now on by these versions; a rule that has another version begins to count anew, and the others go on. */
    void use(Collection<RuleVersion> present) {
        for (RuleVersion version : present) {
            RuleVersion before = versions.put(version.signal(), version);
            if (!version.equals(before)) {
                rules.put(version.signal(), rule(version));
            }
        }
    }

    Habits habits() {
        return habits;
    }

    Launches launches() {
        return launches;
    }

    void observe(Observation observation, Consumer<Finding> found) {
        rules.values().forEach(rule -> rule.observe(observation, found));
        habits.observe(observation);
    }

    private Rule rule(RuleVersion version) {
        return switch (version.signal()) {
            case S1 -> new SignInRules.CredentialStuffing(version);
            case S2 -> new SignInRules.PasswordGuessing(version);
            case S3 -> new KeyRules.InvalidKeyProbing(version);
            case S4 -> new KeyRules.KeySharing(version, networks, habits);
            case S5 -> new KeyRules.StolenKeyAtWork(version, habits, launches);
            case S6 -> new SpendRules.SpendSpike(version, habits);
            case S8 -> new KeyRules.AddressRotation(version);
            case S9 -> new EnrolmentRules.FreeCreditFarming(version);
            case S10 -> new PaymentRules.CardTesting(version);
            case S12 -> new ContentRules.RefusedByProviders(version);
            // Raised where they are written down, each by itself: nothing is counted that a node could lose.
            case S7, S11, S13 -> (observation, found) -> {};
            case S14 -> new TrafficRules.RateLimitStorm(version);
            case S15 -> new TrafficRules.CatalogueScraping(version);
            case S16 -> new TakeoverRules.ImpossibleTravel(version, networks);
            case S17 -> new TrafficRules.NetworkClass(version, networks);
            case S18 -> new TakeoverRules.Takeover(version);
        };
    }
}
