package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.DecisionAction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a case before a person has looked, once for each band: slowed down from 50 points on, and a network
 * blocked from 75 on, for an hour at most. Whoever pays is never stopped by a rule: a key or an account is slowed down
 * (GDPR, article 22). Blocks.
 */
@Singleton
final class FirstAid {
    static final Duration LASTS = Duration.ofMinutes(60);

    private final Decisions decisions;

    FirstAid(Decisions decisions) {
        this.decisions = decisions;
    }

    /** Does what the band asks for; the case is held. Nothing where it is allowed, protected or decided already. */
    void act(Connection transaction, CaseFile file, Band band, Instant now) throws SQLException {
        Entity entity = file.subject();
        DecisionAction action = action(entity, band);
        if (action == null) {
            return;
        }
        UUID decision = decisions.automatic(
                transaction, entity, action, scope(file.family()), LASTS, file.id(), "score-" + band.from());
        if (decision != null) {
            Timeline.add(transaction, file.id(), now, Timeline.Kind.DECIDED, null, null, "decision:" + decision);
        }
    }

    private static @Nullable DecisionAction action(Entity entity, Band band) {
        return switch (entity) {
            case Entity.Key ignored -> DecisionAction.THROTTLE;
            case Entity.Account ignored -> DecisionAction.THROTTLE;
            case Entity.Net net
            when isOfOneParty(net) -> band == Band.STOP ? DecisionAction.BLOCK_NETWORK : DecisionAction.THROTTLE;
            case Entity.Net ignored -> null;
            case Entity.Asn ignored -> null;
            case Entity.Country ignored -> null;
        };
    }

    private static boolean isOfOneParty(Entity.Net net) {
        return net.network().bits() >= (net.network().isIpv6() ? 64 : 32);
    }

    /** A network is kept from what it abuses: who guesses passwords can go on to call with a key. */
    private static BlockScope scope(Family family) {
        return switch (family) {
            case AUTHENTICATION, TAKEOVER -> BlockScope.SIGN_IN;
            case ENROLMENT -> BlockScope.SIGN_UP;
            case KEYS -> BlockScope.API;
            case SPEND, PAYMENT, CONTENT, TRAFFIC -> BlockScope.ALL;
        };
    }
}
