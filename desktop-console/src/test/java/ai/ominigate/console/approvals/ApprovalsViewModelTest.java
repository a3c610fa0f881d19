package ai.ominigate.console.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApprovalStatus;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The approvals inbox, without a toolkit. */
class ApprovalsViewModelTest {

    private static final String PROPOSALS = "/admin/v1/approvals";
    private static final String ONE = PROPOSALS + "/019a1b2c-0000-7000-8000-000000000009";
    private static final String PROPOSER = "019a1b2c-0000-7000-8000-000000000003";

    private final ModelBench bench = new ModelBench();
    private final ApprovalsViewModel model = bench.ask(() -> new ApprovalsViewModel(bench.calls(), PROPOSER));
    private final List<String> done = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    private static ObjectNode open(boolean mayDecide) {
        ObjectNode open = (ObjectNode) StaffServer.golden("ApprovalDetails");
        open.put("status", "OPEN").put("mayDecide", mayDecide);
        open.remove(List.of("decidedBy", "decidedAt", "note"));
        return open;
    }

    /** The only one in the inbox. */
    private ApprovalDetails listed(boolean mayDecide) {
        ObjectNode page = (ObjectNode) StaffServer.read("{\"items\":[],\"next\":null}");
        page.withArray("items").add(open(mayDecide));
        bench.server().answer("GET " + PROPOSALS, Answer.json(200, page));
        bench.act(() -> model.list().open());
        bench.until("it is listed", () -> !model.list().rows().isEmpty());
        return bench.ask(() -> model.list().rows().getFirst());
    }

    @Test
    void whatWaitsShowsFirst() {
        listed(true);

        assertThat(bench.server().asked("GET " + PROPOSALS).getFirst().query()).contains("status=OPEN");
    }

    @Test
    void whoeverMayDecidesAndOnlyWhoeverProposedItTakesItBack() {
        ApprovalDetails proposal = listed(true);

        assertThat(ApprovalsViewModel.canDecide(proposal)).isTrue();
        assertThat(model.canWithdraw(proposal)).isTrue();
        assertThat(bench.ask(() -> new ApprovalsViewModel(bench.calls(), "somebody else"))
                        .canWithdraw(proposal))
                .isFalse();
        assertThat(ApprovalsViewModel.canDecide(bench.read("ApprovalDetails", ApprovalDetails.class)))
                .as("it is decided")
                .isFalse();
        assertThat(ApprovalsViewModel.canDecide(null)).isFalse();
    }

    @Test
    void whoeverAgreesNamesTheVersionThatTheySawAndTheRowShowsWhatBecameOfIt() {
        ApprovalDetails proposal = listed(true);
        bench.server().answers("POST " + ONE + "/approve", "ApprovalDetails");

        bench.act(() -> model.approve(proposal, () -> done.add("approved"), failed::add));
        bench.until("it is approved", () -> !done.isEmpty());

        assertThat(bench.server().asked("POST " + ONE + "/approve").getFirst().headers())
                .containsEntry("if-match", "\"2\"");
        assertThat(bench.ask(() -> model.list().rows().getFirst().status())).isEqualTo(ApprovalStatus.APPROVED);
    }

    @Test
    void whoWasSlowerSeesWhatTheOtherDecided() {
        ApprovalDetails proposal = listed(true);
        ObjectNode stale = (ObjectNode) StaffServer.read("{\"title\":\"Changed\",\"status\":412,\"code\":\"stale\"}");
        stale.set("current", StaffServer.golden("ApprovalDetails"));
        bench.server().answer("POST " + ONE + "/refuse", Answer.json(412, stale));

        bench.act(() -> model.refuse(proposal, "Too soon.", () -> done.add("refused"), failed::add));
        bench.until("it is refused", () -> !failed.isEmpty());

        assertThat(failed.getFirst()).isInstanceOf(Failure.Conflict.class);
        assertThat(done).isEmpty();
        assertThat(bench.ask(() -> model.list().rows().getFirst().status())).isEqualTo(ApprovalStatus.APPROVED);
    }

    @Test
    void aReasonGoesWithARefusal() {
        ApprovalDetails proposal = listed(true);
        bench.server().answers("POST " + ONE + "/refuse", "ApprovalDetails");

        bench.act(() -> model.refuse(proposal, "Too soon.", () -> done.add("refused"), failed::add));
        bench.until("it is refused", () -> !done.isEmpty());

        assertThat(bench.server().asked("POST " + ONE + "/refuse").getFirst().body())
                .contains("Too soon.");
    }
}
