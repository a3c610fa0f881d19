package ai.ominigate.console.notices;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.notices.Notice.Kind;
import ai.ominigate.console.session.Rights;
import ai.ominigate.model.live.LiveEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told of what. No toolkit runs here. */
class NoticesViewModelTest {

    private static final String ME = "019a1b2c-0000-7000-8000-000000000001";
    private static final String OTHER = "019a1b2c-0000-7000-8000-000000000002";
    private static final String ID = "019a1b2c-0000-7000-8000-000000000000";

    private final ModelBench bench = new ModelBench();
    private final StaffServer server = bench.server();
    private final NoticesViewModel model = new NoticesViewModel(
            bench.calls(), new Rights(Set.of("DECIDE_ABUSE", "PREPARE_REQUESTS")), ME, Instant::now);

    @AfterEach
    void leaveNothingBehind() {
        bench.act(model::stop);
        bench.close();
    }

    private void hear(String kind, String subject) {
        bench.act(() -> model.heard(new LiveEvent(7, Instant.now(), kind, subject, null)));
    }

    private List<Kind> told() {
        return bench.ask(() -> model.notices().stream().map(Notice::kind).toList());
    }

    private ObjectNode approval(String proposer, String decider, String status, boolean mayDecide) {
        ObjectNode approval = (ObjectNode) StaffServer.golden("ApprovalDetails");
        approval.put("id", ID).put("status", status).put("mayDecide", mayDecide).put("effect", "Ends it");
        approval.putObject("proposedBy").put("id", proposer).put("name", "Ada");
        approval.putObject("decidedBy").put("id", decider).put("name", "Grace");
        return approval;
    }

    private void approvals(ObjectNode one) {
        server.answer("GET /admin/v1/approvals", Answer.json(200, "{\"items\":[" + one + "]}"));
    }

    @Test
    void aCaseThatIsTheirsAndEscalatesIsToldAndThatOfSomebodyElseIsNot() {
        server.page("GET /admin/v1/abuse/cases", "CaseSummary", 1);
        hear("case.escalated", "case:019a1b2c-0000-7000-8000-00000000ffff");
        bench.until("it was asked", () -> server.asked().size() == 1);
        hear("case.escalated", "case:" + ID);
        bench.until("a notice", () -> !model.notices().isEmpty());

        assertThat(server.asked().getFirst().query()).contains("claim=MINE");
        assertThat(told()).containsExactly(Kind.ESCALATED);
        assertThat(bench.ask(() -> model.notices().getFirst().id())).isEqualTo(ID);
        assertThat(bench.ask(() -> model.unreadProperty().get())).isEqualTo(1);
    }

    @Test
    void whatWaitsIsToldToWhoMayDecideItAndOnce() {
        approvals(approval(OTHER, OTHER, "OPEN", true));
        hear("approval.proposed", "approval:" + ID);
        bench.until("a notice", () -> !model.notices().isEmpty());
        hear("approval.proposed", "approval:" + ID);
        bench.until("it was asked again", () -> server.asked().size() == 2);

        assertThat(told()).containsExactly(Kind.WAITS);
        assertThat(bench.ask(() -> model.notices().getFirst().what())).isEqualTo("Ends it");
    }

    @Test
    void whatBecameOfTheirOwnProposalIsTold() {
        approvals(approval(ME, OTHER, "REFUSED", false));
        hear("approval.decided", "approval:" + ID);
        bench.until("a notice", () -> !model.notices().isEmpty());

        assertThat(server.asked().getFirst().query()).contains("proposer=" + ME);
        assertThat(told()).containsExactly(Kind.NOT_APPROVED);
    }

    @Test
    void whoWithdrawsTheirOwnProposalIsNotToldOfIt() {
        approvals(approval(ME, ME, "WITHDRAWN", false));
        hear("approval.decided", "approval:" + ID);
        bench.until("it was asked", () -> server.asked().size() == 1);
        approvals(approval(ME, OTHER, "APPROVED", false));
        hear("approval.decided", "approval:" + ID);
        bench.until("a notice", () -> !model.notices().isEmpty());

        assertThat(told()).containsExactly(Kind.APPROVED);
    }

    @Test
    void requestsThatAreTheirsAndDueSoonAreToldOnceHoweverOftenItIsAsked() {
        server.page("GET /admin/v1/privacy/requests", "RequestSummary", 2);
        bench.act(model::start);
        bench.until("two notices", () -> model.notices().size() == 2);
        bench.act(model::start);
        bench.until("it was asked again", () -> server.asked().size() == 2);

        assertThat(server.asked().getFirst().query()).contains("assignee=MINE", "due=SOON");
        assertThat(told()).containsExactly(Kind.DUE, Kind.DUE);
        bench.act(model::read);
        assertThat(bench.ask(() -> model.unreadProperty().get())).isZero();
    }
}
