package ai.ominigate.customer.profile;

import ai.ominigate.customer.identity.CustomerSession;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.model.own.CustomerSessionDetails;
import ai.ominigate.model.own.OwnProfile;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People and their sessions as they see them themselves. */
final class Forms {
    private Forms() {}

    static OwnProfile profile(Member me) {
        ZoneId zone = me.profile().timeZone();
        return new OwnProfile(
                me.id().toString(),
                me.version(),
                me.account().toString(),
                me.email(),
                me.role(),
                me.language().toLanguageTag(),
                me.profile().name(),
                me.profile().company(),
                me.profile().country(),
                zone == null ? null : zone.getId(),
                me.secondFactor(),
                me.createdAt());
    }

    /** @param current the session that asks; null if none does yet */
    static CustomerSessionDetails session(CustomerSession session, @Nullable UUID current) {
        return new CustomerSessionDetails(
                session.id().toString(),
                session.device(),
                session.signedInAt(),
                session.lastUsedAt(),
                session.expiresAt(),
                session.id().equals(current));
    }
}
