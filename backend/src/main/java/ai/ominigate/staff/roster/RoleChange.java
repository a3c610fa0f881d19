package ai.ominigate.staff.roster;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.identity.Sessions;
import ai.ominigate.staff.live.LiveNews;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Gives a member other roles. They have to sign in again, so that nothing they still see is from the old ones. */
@Singleton
final class RoleChange implements RosterAction<RoleChange.Wish> {
    private final Members members;
    private final Administrators administrators;
    private final Sessions sessions;
    private final OpenInvitations invitations;
    private final AuditLog audit;
    private final LiveNews news;

    RoleChange(
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

    /**
     * What to do.
     *
     * @param version of the member whom whoever proposes it saw
     */
    record Wish(UUID member, long version, List<Role> roles) {}

    @Override
    public String kind() {
        return "staff.give-roles";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Members.Listed member = members.listed(connection, wish.member());
        return List.of(ProposedChange.of(
                "roles",
                member == null
                        ? null
                        : member.member().roles().stream().sorted().toList(),
                wish.roles().stream().sorted().toList()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Roster.requireUninvolved(wish.member(), consent);
        administrators.hold(transaction);
        Members.Listed member = Roster.stillActive(members, transaction, wish.member());
        if (member.member().version() != wish.version()) {
            throw Roster.changedSince();
        }
        Set<Role> before = member.member().roles();
        Set<Role> after = EnumSet.copyOf(wish.roles());
        administrators.requireOneLeft(transaction, before, after);
        members.giveRoles(transaction, member.member(), after);
        sessions.endAll(transaction, wish.member(), null);
        if (!after.contains(Role.ADMIN)) {
            invitations.withdrawAllBy(transaction, wish.member(), consent);
        }
        news.tell(transaction, Roster.changed(wish.member(), member.member().version() + 1));
        audit.append(
                transaction,
                Roster.act(
                        consent,
                        kind(),
                        wish.member(),
                        Map.of("before", before.toString(), "after", after.toString())));
    }
}
