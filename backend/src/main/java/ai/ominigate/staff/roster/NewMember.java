package ai.ominigate.staff.roster;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Invitations;
import ai.ominigate.staff.live.LiveNews;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Invites somebody. The agreement shows no token, as it is kept: each of the two who have decided it has a part of one
 * made ({@code POST /admin/v1/invitations/{id}/token}) and hands it over.
 */
@Singleton
final class NewMember implements RosterAction<NewMember.Wish> {
    private final Invitations invitations;
    private final AuditLog audit;
    private final LiveNews news;

    NewMember(Invitations invitations, AuditLog audit, LiveNews news) {
        this.invitations = invitations;
        this.audit = audit;
        this.news = news;
    }

    /** Whom to invite. */
    record Wish(String email, String name, List<Role> roles) {}

    @Override
    public String kind() {
        return "staff.invite";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public String lastingEffect(Wish wish, String effect) {
        return "Invites somebody, as: " + Roster.titles(EnumSet.copyOf(wish.roles())) + ".";
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) {
        return List.of(
                ProposedChange.of("name", null, wish.name()),
                ProposedChange.of("email", null, wish.email()),
                ProposedChange.of("roles", null, wish.roles().stream().sorted().toList()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Set<Role> roles = EnumSet.copyOf(wish.roles());
        UUID invitation = invitations.inviteByTwo(
                transaction,
                wish.email(),
                wish.name(),
                roles,
                consent.proposer(),
                consent.approver().member());
        news.tell(transaction, Roster.invitationChanged(invitation, 1L));
        audit.append(
                transaction,
                Roster.act(consent, kind(), "invitation:" + invitation, Map.of("roles", roles.toString())));
    }
}
