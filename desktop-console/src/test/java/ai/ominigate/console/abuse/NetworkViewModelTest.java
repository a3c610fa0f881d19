package ai.ominigate.console.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.abuse.NetworkViewModel.Seen;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No toolkit runs here. */
class NetworkViewModelTest {

    private static final String ADDRESS = "GET /admin/v1/abuse/networks/203.0.113.7";

    private final ModelBench bench = new ModelBench();
    private final StaffServer server = bench.server();
    private final NetworkViewModel model = new NetworkViewModel(bench.calls());

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    private void ready() {
        bench.until("it is there", () -> model.seenProperty().get() instanceof Seen.Ready);
    }

    @Test
    void whoLooksAtAnAddressSaysWhatForAndInWhichCase() {
        server.answers(ADDRESS, "NetworkDetails");
        bench.act(() -> model.look(" 203.0.113.7 ", "019a1b2c-0000-7000-8000-00000000000d"));
        ready();

        assertThat(server.asked(ADDRESS).getFirst().query())
                .contains("purpose=ABUSE", "case=019a1b2c-0000-7000-8000-00000000000d");
    }

    @Test
    void aWiderNetworkIsAskedForByItsSize() {
        server.answers(ADDRESS, "NetworkDetails");
        bench.act(() -> model.look("203.0.113.7", null));
        ready();
        server.answer(ADDRESS + "/24", Answer.json(200, StaffServer.golden("NetworkDetails")));
        int before = server.asked().size();
        bench.act(() -> model.widen(24));
        bench.until("it was asked for", () -> server.asked().size() > before);
        ready();

        assertThat(server.asked().getLast().path() + "?"
                        + server.asked().getLast().query())
                .contains("24");
    }

    @Test
    void theAddressOfACaseIsRevealedBeforeItIsLookedAt() {
        ObjectNode revealed = (ObjectNode) StaffServer.golden("RevealedField");
        server.answer("POST /admin/v1/reveal", Answer.json(200, revealed.put("value", "203.0.113.7")));
        server.answers(ADDRESS, "NetworkDetails");
        bench.act(() -> model.lookAtCase("019a1b2c-0000-7000-8000-00000000000d"));
        ready();

        assertThat(server.asked("POST /admin/v1/reveal").getFirst().body())
                .contains("\"field\":\"ADDRESS\"", "\"purpose\":\"ABUSE\"");
    }

    @Test
    void aRefusalIsToldAndShowsNothingOfTheAddress() {
        server.refuses(ADDRESS);
        bench.act(() -> model.look("203.0.113.7", null));
        bench.until("the refusal", () -> model.seenProperty().get() instanceof Seen.Failed);
        assertThat(bench.ask(model::details)).isNull();
    }
}
