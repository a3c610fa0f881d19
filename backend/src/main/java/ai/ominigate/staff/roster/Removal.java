package ai.ominigate.staff.roster;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.staff.MemberStatus;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.identity.Sessions;
import ai.ominigate.staff.live.LiveNews;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Removes a member: no sign-in and no session of theirs is good any more. */
@Singleton
final class Removal implements RosterAction<Removal.Wish> {
    private final Members members;
    private final Administrators administrators;
    private final Sessions sessions;
    private final OpenInvitations invitations;
    private final AuditLog audit;
    private final LiveNews news;

    Removal(
            Members members,
            Administrators administrators,
            Sessions sessions,
            OpenInvitations invitations,
            AuditLog audit,
            LiveNews news) {
        this.members = members;
        this.administrators = administrators;
        this.sessions = sessions;
        this.invitations = invitations;
        this.audit = audit;
        this.news = news;
    }

    /** Whom to remove. */
    record Wish(UUID member) {}

    @Override
    public String kind() {
        return "staff.remove";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Members.Listed member = members.listed(connection, wish.member());
        if (member == null) {
            return List.of();
        }
        return List.of(
                ProposedChange.of(
                        "status", member.active() ? MemberStatus.ACTIVE : MemberStatus.REMOVED, MemberStatus.REMOVED),
                ProposedChange.of(
                        "roles", member.member().roles().stream().sorted().toList(), null));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Roster.requireUninvolved(wish.member(), consent);
        administrators.hold(transaction);
        Members.Listed member = Roster.stillActive(members, transaction, wish.member());
        administrators.requireOneLeft(transaction, member.member().roles(), Set.of());
        members.remove(transaction, wish.member());
        sessions.endAll(transaction, wish.member(), null);
        invitations.withdrawAllBy(transaction, wish.member(), consent);
        news.tell(transaction, Roster.changed(wish.member(), member.member().version() + 1));
        audit.append(transaction, Roster.act(consent, kind(), wish.member(), Map.of()));
    }
}
