package ai.ominigate.console.staff;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.staff.InvitationDetails;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The staff's lists and what is done to them, without a toolkit. */
class StaffViewModelTest {

    private static final String MEMBERS = "GET /admin/v1/staff";
    private static final String INVITATIONS = "GET /admin/v1/invitations";
    private static final String MEMBER = "/admin/v1/staff/019a1b2c-0000-7000-8000-000000000003";
    private static final String INVITATION = "/admin/v1/invitations/019a1b2c-0000-7000-8000-000000000005";

    private final ModelBench bench = new ModelBench();
    private final StaffViewModel model = bench.ask(() -> new StaffViewModel(bench.calls()));
    private final MemberDetails member = bench.read("MemberDetails", MemberDetails.class);
    private final InvitationDetails invitation = bench.read("InvitationDetails", InvitationDetails.class);
    private final List<String> done = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    @Test
    void whoWorksHereNowShowsFirst() {
        bench.server().page(MEMBERS, "MemberDetails", 2);
        bench.act(() -> model.list().open());
        bench.until("members are there", () -> model.list().rows().size() == 2);

        assertThat(bench.server().asked(MEMBERS).getFirst().query()).contains("status=ACTIVE");
    }

    @Test
    void rolesAreAskedForByTheVersionThatSomebodySaw() {
        bench.server().answers("POST " + MEMBER + "/roles", "ApprovalDetails");
        bench.act(() ->
                model.giveRoles(member, List.of(Role.SUPPORT), "Moves on.", () -> done.add("asked"), failed::add));
        bench.until("it is asked for", () -> !done.isEmpty());

        assertThat(bench.server().asked("POST " + MEMBER + "/roles").getFirst().headers())
                .containsEntry("if-match", "\"2\"");
        assertThat(bench.server().asked("POST " + MEMBER + "/roles").getFirst().body())
                .contains("\"SUPPORT\"", "Moves on.");
    }

    @Test
    void whoeverChangedMeanwhileIsToldAndNothingIsDone() {
        bench.server().answer("POST " + MEMBER + "/remove", Answer.problem(412, "changed", "Changed meanwhile."));
        bench.act(() -> model.remove(member, "Left.", () -> done.add("asked"), failed::add));
        bench.until("it is refused", () -> !failed.isEmpty());

        assertThat(failed.getFirst()).isInstanceOf(Failure.Conflict.class);
        assertThat(done).isEmpty();
    }

    @Test
    void membersAreAskedForAnewWhenOneWasSignedOutEverywhere() {
        bench.server().page(MEMBERS, "MemberDetails", 2);
        bench.server().answer("DELETE " + MEMBER + "/sessions", Answer.nothing());
        bench.act(() -> model.list().open());
        bench.until("members are there", () -> !model.list().rows().isEmpty());

        bench.act(() -> model.endSessions(member, () -> done.add("ended"), failed::add));

        bench.until("it is done", () -> !done.isEmpty());
        bench.until(
                "they are asked for again", () -> bench.server().asked(MEMBERS).size() == 2);
    }

    @Test
    void aTokenMadeAnewIsShownAndTheListIsAskedForAnew() {
        bench.server().page(INVITATIONS, "InvitationDetails", 1);
        bench.server().answers("POST " + INVITATION + "/token", "Invited");
        bench.act(() -> model.invitations().open());
        bench.until("invitations are there", () -> !model.invitations().rows().isEmpty());

        bench.act(() -> model.renew(invitation, invited -> done.add(invited.token()), failed::add));

        bench.until("the token is there", () -> !done.isEmpty());
        assertThat(done.getFirst()).startsWith("invite-");
        bench.until(
                "the list is asked for again",
                () -> bench.server().asked(INVITATIONS).size() == 2);
        assertThat(bench.server()
                        .asked("POST " + INVITATION + "/token")
                        .getFirst()
                        .headers())
                .containsEntry("if-match", "\"1\"");
    }

    @Test
    void anInvitationThatIsTakenBackLeavesTheList() {
        bench.server().page(INVITATIONS, "InvitationDetails", 1);
        bench.server().answer("DELETE " + INVITATION, Answer.nothing());
        bench.act(() -> model.invitations().open());
        bench.until("invitations are there", () -> !model.invitations().rows().isEmpty());

        bench.server().empty(INVITATIONS);
        bench.act(() -> model.withdraw(invitation, () -> done.add("withdrawn"), failed::add));

        bench.until("the list is empty", () -> model.invitations().rows().isEmpty());
        assertThat(failed).isEmpty();
    }
}
