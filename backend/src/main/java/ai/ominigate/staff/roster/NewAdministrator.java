package ai.ominigate.staff.roster;

import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Invitations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Invites an administrator. The agreement shows no token, as it is kept: whoever hands it over has one made ({@code POST
 * /admin/v1/invitations/{id}/token}).
 */
@Singleton
final class NewAdministrator implements ApprovableAction<NewAdministrator.Wish> {
    private final Invitations invitations;
    private final AuditLog audit;

    NewAdministrator(Invitations invitations, AuditLog audit) {
        this.invitations = invitations;
        this.audit = audit;
    }

    /** Whom to invite. */
    record Wish(String email, String name) {}

    @Override
    public String kind() {
        return "staff.invite-administrator";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public Needs needs() {
        return Roster.NEEDS;
    }

    @Override
    public Duration validFor() {
        return Roster.PROPOSALS_WAIT;
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Invitations.Issued issued =
                invitations.invite(transaction, wish.email(), wish.name(), Set.of(Role.ADMIN), consent.proposer());
        audit.append(transaction, Roster.act(consent, kind(), "invitation:" + issued.id(), Map.of("roles", "[ADMIN]")));
    }
}
