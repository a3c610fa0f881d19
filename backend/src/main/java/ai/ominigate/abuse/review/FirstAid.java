package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.decision.NetworkOrigins;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a case before a person has looked, once for each band: slowed down from 50 points on, and a network
 * blocked from 75 on, for an hour at most. Whoever pays is never stopped by a rule: a key or an account is slowed down
 * (GDPR, article 22). Calls are not slowed down for what happens where people sign up and in: there whoever comes from the
 * network has to show that a person is there. In the network of a hoster only those doors are shut, as programs of customers
 * live there and are judged by their keys. Blocks.
 */
@Singleton
final class FirstAid {
    static final Duration LASTS = Duration.ofMinutes(60);

    private static final String DISPUTED_PAYMENT = "S11";

    /** What is done where people sign up and in. */
    private static final Set<Family> AT_THE_DOOR = EnumSet.of(Family.AUTHENTICATION, Family.TAKEOVER, Family.ENROLMENT);

    private final Decisions decisions;
    private final @Nullable NetworkOrigins origins;

    FirstAid(Decisions decisions, @Nullable NetworkOrigins origins) {
        this.decisions = decisions;
        this.origins = origins;
    }

    /** Does what the band asks for; the case is held. Nothing where it is allowed, protected or decided already. */
    void act(Connection transaction, CaseFile file, Band band, Instant now) throws SQLException {
        Entity entity = file.subject();
        if (isLeftToWhoeverKeepsPayments(transaction, file)) {
            return;
        }
        DecisionAction action = action(entity, file.families(), band);
        if (action == null) {
            return;
        }
        UUID decision = decisions.automatic(
                transaction,
                entity,
                action,
                scope(entity, file.family()),
                category(file.family()),
                LASTS,
                file.id(),
                "score-" + band.from());
        if (decision != null) {
            Timeline.add(transaction, file.id(), now, Timeline.Kind.DECIDED, null, null, "decision:" + decision);
        }
    }

    /** An account of which a payment was taken back, and nothing else is known, is suspended as that is written down. */
    private static boolean isLeftToWhoeverKeepsPayments(Connection transaction, CaseFile file) throws SQLException {
        List<FlagTable.Kept> flags = FlagTable.of(transaction, file.id());
        return file.subject() instanceof Entity.Account
                && !flags.isEmpty()
                && flags.stream().allMatch(kept -> kept.flag().signal().equals(DISPUTED_PAYMENT));
    }

    private static @Nullable DecisionAction action(Entity entity, Set<Family> families, Band band) {
        return switch (entity) {
            case Entity.Key ignored -> DecisionAction.THROTTLE;
            case Entity.Account ignored -> DecisionAction.THROTTLE;
            case Entity.Net net when isOfOneParty(net) && band == Band.STOP -> DecisionAction.BLOCK_NETWORK;
            case Entity.Net net
            when isOfOneParty(net) ->
                AT_THE_DOOR.containsAll(families) ? DecisionAction.REQUIRE_STEP : DecisionAction.THROTTLE;
            case Entity.Net ignored -> null;
            case Entity.Asn ignored -> null;
            case Entity.Country ignored -> null;
        };
    }

    private static boolean isOfOneParty(Entity.Net net) {
        return net.network().bits() >= (net.network().isIpv6() ? 64 : 32);
    }

    /** What owners are told that it looks like: no more than a family of signals, and no rule's name. */
    private static AbuseCategory category(Family family) {
        return switch (family) {
            case AUTHENTICATION, TAKEOVER, KEYS, SPEND -> AbuseCategory.STOLEN_KEY;
            case PAYMENT -> AbuseCategory.PAYMENT_FRAUD;
            case CONTENT -> AbuseCategory.PROHIBITED_CONTENT;
            case TRAFFIC -> AbuseCategory.EXCESSIVE_LOAD;
            case ENROLMENT -> AbuseCategory.REPEATED_SIGN_UP;
        };
    }

    /** A network is kept from what it abuses: who guesses passwords can go on to call with a key. */
    private BlockScope scope(Entity entity, Family family) {
        boolean ofHoster = origins != null
                && entity instanceof Entity.Net net
                && origins.isHosting(net.network().address());
        return switch (family) {
            case AUTHENTICATION, TAKEOVER -> BlockScope.SIGN_IN;
            case ENROLMENT -> BlockScope.SIGN_UP;
            case KEYS -> ofHoster ? BlockScope.SIGN_IN : BlockScope.API;
            case SPEND, PAYMENT, CONTENT, TRAFFIC -> ofHoster ? BlockScope.SIGN_IN : BlockScope.ALL;
        };
    }
}
