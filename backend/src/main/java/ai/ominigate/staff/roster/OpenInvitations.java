package ai.ominigate.staff.roster;

import ai.ominigate.staff.approval.ApprovableAction.Consent;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Invitations;
import ai.ominigate.staff.live.LiveNews;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** What an administrator leaves behind who is none any more: nobody comes in by a token that they handed over. */
@Singleton
final class OpenInvitations {
    private final Invitations invitations;
    private final AuditLog audit;
    private final LiveNews news;

    OpenInvitations(Invitations invitations, AuditLog audit, LiveNews news) {
        this.invitations = invitations;
        this.audit = audit;
        this.news = news;
    }

    /** Withdraws all that this member has issued, with the transaction that takes their right to. */
    void withdrawAllBy(Connection transaction, UUID inviter, Consent consent) throws SQLException {
        for (UUID invitation : invitations.withdrawAllBy(transaction, inviter)) {
            news.tell(transaction, Roster.invitationChanged(invitation, null));
            audit.append(
                    transaction,
                    Roster.act(
                            consent,
                            "invitation.withdraw",
                            "invitation:" + invitation,
                            Map.of("inviter", "staff:" + inviter)));
        }
    }
}
