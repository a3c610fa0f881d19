package ai.ominigate.console.staff;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.staff.GiveRoles;
import ai.ominigate.model.staff.InviteMember;
import ai.ominigate.model.staff.Invited;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.MemberStatus;
import ai.ominigate.model.staff.RemoveMember;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SessionDetails;
import java.util.List;
import java.util.function.Consumer;

/** The staff's screen without its looks. */
final class StaffViewModel {

    private final Calls calls;
    private final StaffApi api;
    private final ListModel<MemberDetails> list;

    StaffViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(StaffApi.class);
        this.list = new ListModel<>(calls, api::members, MemberDetails::id);
        list.filter("status", MemberStatus.ACTIVE.name());
    }

    ListModel<MemberDetails> list() {
        return list;
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
