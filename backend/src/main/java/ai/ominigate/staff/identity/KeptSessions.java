package ai.ominigate.staff.identity;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Sessions and invitations as something that is kept for a time after they have ended. */
@Factory
final class KeptSessions {

    @Singleton
    @Named("sessions")
    RetainedData sessions() {
        return DatedRows.ofNobody(DataClass.SESSIONS, "staff.session", "least(expires_at, ended_at)");
    }

    /** Who was invited, and came or did not: as a member they are kept where members are. */
    @Singleton
    @Named("invitations")
    RetainedData invitations() {
        return DatedRows.ofNobody(DataClass.SESSIONS, "staff.invitation", "least(expires_at, ended_at)");
    }
}
