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

    /** What has no account of its own has its member's. */
    private static final String ACCOUNT_OF_MEMBER = "(SELECT m.account FROM customer.member m WHERE m.id = t.member)";

    @Singleton
    @Named("customer-sessions")
    RetainedData sessions() {
        return DatedRows.ofAccounts(
                DataClass.SESSIONS, "customer.session", "least(expires_at, ended_at)", ACCOUNT_OF_MEMBER);
    }

    /** Whoever has come has none any more: who waits has not shown who they are, and has no account. */
    @Singleton
    @Named("sign-ups")
    RetainedData signUps() {
        return DatedRows.ofNobody(DataClass.SESSIONS, "customer.sign_up", "expires_at");
    }

    @Singleton
    @Named("customer-links")
    RetainedData links() {
        return DatedRows.ofAccounts(DataClass.SESSIONS, "customer.link", "least(expires_at, used_at)", "t.account");
    }

    @Singleton
    @Named("customer-invitations")
    RetainedData invitations() {
        return DatedRows.ofAccounts(
                DataClass.SESSIONS, "customer.invitation", "least(expires_at, ended_at)", "t.account");
    }

    /** Over when it was taken back, or cannot be any more; one that was never confirmed when it cannot be any more. */
    @Singleton
    @Named("address-changes")
    RetainedData addressChanges() {
        return DatedRows.ofAccounts(
                DataClass.SESSIONS,
                "customer.email_change",
                "coalesce(reverted_at, done_at + INTERVAL '%d hours', asked_at + INTERVAL '%d hours')"
                        .formatted(
                                OneTimeLinks.Kind.EMAIL_BACK.holds().toHours(),
                                OneTimeLinks.Kind.EMAIL_NEW.holds().toHours()),
                ACCOUNT_OF_MEMBER);
    }
}
