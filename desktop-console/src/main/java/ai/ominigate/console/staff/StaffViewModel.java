package ai.ominigate.console.staff;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.MappedCall;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.Page;
import ai.ominigate.model.staff.AccessDetails;
import ai.ominigate.model.staff.GiveRoles;
import ai.ominigate.model.staff.InvitationDetails;
import ai.ominigate.model.staff.InviteMember;
import ai.ominigate.model.staff.Invited;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.MemberStatus;
import ai.ominigate.model.staff.RemoveMember;
import ai.ominigate.model.staff.ReviewAccess;
import ai.ominigate.model.staff.RightsTable;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SessionDetails;
import java.util.List;
import java.util.function.Consumer;

/** The staff's screen without its looks. */
final class StaffViewModel {

    private final Calls calls;
    private final StaffApi api;
    private final ListModel<MemberDetails> list;
    private final ListModel<InvitationDetails> invitations;
    private final ListModel<RightsTable.Row> rights;
    private final ListModel<AccessDetails> access;

    StaffViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(StaffApi.class);
        this.list = new ListModel<>(calls, api::members, MemberDetails::id);
        this.invitations = new ListModel<>(calls, api::invitations, InvitationDetails::id);
        this.rights = new ListModel<>(
                calls,
                _ -> MappedCall.of(api.rights(), table -> new Page<>(table.rows(), null)),
                RightsTable.Row::capability);
        this.access = new ListModel<>(calls, api::access, AccessDetails::id);
        list.filter("status", MemberStatus.ACTIVE.name());
    }

    ListModel<MemberDetails> list() {
        return list;
    }

    /** Invitations that nobody has confirmed yet. */
    ListModel<InvitationDetails> invitations() {
        return invitations;
    }

    /** What each role may do. */
    ListModel<RightsTable.Row> rights() {
        return rights;
    }

    /** What everybody may do since when, who was looked at longest ago first. */
    ListModel<AccessDetails> access() {
        return access;
    }

    /**
     * Says which roles are still needed. What is not goes when another administrator agrees.
     *
     * @param done is told what it is now
     */
    void review(
            AccessDetails member,
            List<Role> kept,
            String reason,
            Consumer<AccessDetails> done,
            Consumer<Failure> failed) {
        calls.write(
                api.review(member.id(), Version.of(member), new ReviewAccess(kept, reason)),
                reviewed -> {
                    access.replace(reviewed);
                    done.accept(reviewed);
                },
                failed);
    }

    /** Makes the token of an invitation anew: the one before is good for nothing then. */
    void renew(InvitationDetails invitation, Consumer<Invited> done, Consumer<Failure> failed) {
        calls.write(
                api.renew(invitation.id(), Version.of(invitation)),
                invited -> {
                    invitations.refresh();
                    done.accept(invited);
                },
                failed);
    }

    /** Takes an invitation back. */
    void withdraw(InvitationDetails invitation, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.withdraw(invitation.id(), Version.of(invitation)),
                () -> {
                    invitations.refresh();
                    done.run();
                },
                failed);
    }

    void sessions(MemberDetails member, Consumer<List<SessionDetails>> shown) {
        calls.read(api.sessions(member.id()), page -> shown.accept(page.items()), _ -> {});
    }

    /** Asks for other roles, which another administrator agrees to. */
    void giveRoles(MemberDetails member, List<Role> roles, String reason, Runnable asked, Consumer<Failure> failed) {
        calls.write(
                api.giveRoles(member.id(), Version.of(member), new GiveRoles(roles, reason)), _ -> asked.run(), failed);
    }

    /** Asks to remove somebody, which another administrator agrees to. */
    void remove(MemberDetails member, String reason, Runnable asked, Consumer<Failure> failed) {
        calls.write(api.remove(member.id(), Version.of(member), new RemoveMember(reason)), _ -> asked.run(), failed);
    }

    /** Signs somebody out of one of the places where they are signed in. */
    void endSession(MemberDetails member, SessionDetails session, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.endSession(member.id(), session.id()),
                () -> {
                    list.refresh();
                    done.run();
                },
                failed);
    }

    /** Signs somebody out everywhere, at once. */
    void endSessions(MemberDetails member, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.endSessions(member.id()),
                () -> {
                    list.refresh();
                    done.run();
                },
                failed);
    }

    /** Invites somebody, or asks another administrator to agree. */
    void invite(InviteMember wish, Consumer<Invited> done, Consumer<Failure> failed) {
        calls.write(api.invite(wish), done, failed);
    }
}
