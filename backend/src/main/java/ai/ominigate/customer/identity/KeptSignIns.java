package ai.ominigate.customer.identity;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Sessions of customers, and what led to them, as something that is kept for a time after it is over. */
@Factory
final class KeptSignIns {

    @Singleton
    @Named("customer-sessions")
    RetainedData sessions() {
        return DatedRows.ofNobody(DataClass.SESSIONS, "customer.session", "least(expires_at, ended_at)");
    }

    /** Whoever has come has none any more: who waits has not shown who they are. */
    @Singleton
    @Named("sign-ups")
    RetainedData signUps() {
        return DatedRows.ofNobody(DataClass.SESSIONS, "customer.sign_up", "expires_at");
    }

    @Singleton
    @Named("customer-links")
    RetainedData links() {
        return DatedRows.ofNobody(DataClass.SESSIONS, "customer.link", "least(expires_at, used_at)");
    }

    @Singleton
    @Named("customer-invitations")
    RetainedData invitations() {
        return DatedRows.ofNobody(DataClass.SESSIONS, "customer.invitation", "least(expires_at, ended_at)");
    }
}
