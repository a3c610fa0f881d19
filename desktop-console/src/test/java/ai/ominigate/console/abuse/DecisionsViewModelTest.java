package ai.ominigate.console.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionState;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No toolkit runs here. */
class DecisionsViewModelTest {

    private final ModelBench bench = new ModelBench();
    private final StaffServer server = bench.server();
    private final DecisionsViewModel model = new DecisionsViewModel(bench.calls());
    private boolean done;
    private @Nullable Failure failed;

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    @Test
    void onlyWhatIsInForceCanBeLifted() {
        assertThat(DecisionsViewModel.canLift(bench.read("DecisionInForce", DecisionDetails.class)))
                .isTrue();
        assertThat(DecisionsViewModel.canLift(ended())).isFalse();
    }

    private DecisionDetails ended() {
        return bench.read("DecisionDetails", DecisionDetails.class);
    }

    @Test
    void aLiftedDecisionIsSentWithItsVersionAndChangesItsRow() {
        server.page("GET /admin/v1/abuse/decisions", "DecisionInForce", 2);
        bench.act(model.decisions()::open);
        bench.until("the decisions", () -> model.decisions().rows().size() == 2);
        DecisionDetails first = bench.ask(() -> model.decisions().rows().getFirst());
        ObjectNode lifted = (ObjectNode) StaffServer.golden("DecisionDetails");
        lifted.put("id", first.id()).put("state", "ENDED");
        String route = "DELETE /admin/v1/abuse/decisions/" + first.id();
        server.answer(route, Answer.json(200, lifted));
        bench.act(() -> model.lift(first, () -> done = true, failure -> failed = failure));
        bench.until("it is lifted", () -> done);

        assertThat(server.asked(route).getFirst().headers()).containsEntry("if-match", "\"" + first.version() + "\"");
        assertThat(bench.ask(() -> model.decisions().rows().getFirst().state())).isEqualTo(DecisionState.ENDED);
    }

    @Test
    void addressesAndEntitiesAreAllowedEachByItsOwnName() {
        server.answer("POST /admin/v1/abuse/allow-list", Answer.json(201, StaffServer.golden("DecisionInForce")));
        server.page("GET /admin/v1/abuse/allow-list", "DecisionInForce", 1);
        allow("203.0.113.0/24");
        allow("account:019a1b2c-0000-7000-8000-000000000001");

        assertThat(server.asked("POST /admin/v1/abuse/allow-list"))
                .extracting(StaffServer.Asked::body)
                .satisfiesExactly(
                        body -> assertThat(body).contains("\"203.0.113.0/24\"").doesNotContain("account:"),
                        body -> assertThat(body).contains("\"account:019a1b2c-0000-7000-8000-000000000001\""));
    }

    private void allow(String what) {
        done = false;
        bench.act(() -> model.allow(
                what, Duration.ofDays(7), "A customer's own", null, () -> done = true, failure -> failed = failure));
        bench.until("it is allowed", () -> done);
    }

    @Test
    void anAppealIsSettledInItsRow() {
        server.page("GET /admin/v1/abuse/appeals", "AppealDetails", 1);
        bench.act(model.appeals()::open);
        bench.until("the appeals", () -> model.appeals().rows().size() == 1);
        AppealDetails appeal = bench.ask(() -> model.appeals().rows().getFirst());
        ObjectNode settled = (ObjectNode) StaffServer.golden("AppealDetails");
        settled.put("id", appeal.id()).put("status", "OVERTURNED");
        server.answer("POST /admin/v1/abuse/appeals/" + appeal.id() + "/overturn", Answer.json(200, settled));
        bench.act(() ->
                model.overturn(appeal, "It was a shared address", () -> done = true, failure -> failed = failure));
        bench.until("it is settled", () -> done);

        assertThat(bench.ask(() -> model.appeals().rows().getFirst().status().name()))
                .isEqualTo("OVERTURNED");
    }
}
