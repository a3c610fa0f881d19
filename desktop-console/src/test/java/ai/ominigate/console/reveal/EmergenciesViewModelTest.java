package ai.ominigate.console.reveal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.reveal.BreakGlassDetails;
import ai.ominigate.model.reveal.Purpose;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Emergencies, without a toolkit. */
class EmergenciesViewModelTest {

    private static final String ALL = "/admin/v1/break-glass";
    private static final String GRACE = "019a1b2c-0000-7000-8000-000000000003";
    private static final String REASON = "Keys of many accounts are used from one network.";

    private final ModelBench bench = new ModelBench();
    private final EmergenciesViewModel model = bench.ask(() -> new EmergenciesViewModel(bench.calls()));
    private final List<String> done = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    @Test
    void aReasonIsASentence() {
        assertThat(EmergenciesViewModel.isReason("urgent")).isFalse();
        assertThat(EmergenciesViewModel.isReason("                    urgent")).isFalse();
        assertThat(EmergenciesViewModel.isReason("x".repeat(501))).isFalse();
        assertThat(EmergenciesViewModel.isReason(REASON)).isTrue();
    }

    @Test
    void onesOwnGoesOnUntilTheServerSaysItEnds() {
        bench.server().answers("POST " + ALL, "BreakGlassDetails");

        bench.act(() -> model.begin(Purpose.SECURITY_INCIDENT, REASON, () -> done.add("begun"), failed::add));
        bench.until("it is begun", () -> !done.isEmpty());

        assertThat(bench.ask(() -> model.endsAtProperty().get())).isEqualTo(Instant.parse("2026-11-23T12:30:00Z"));
        bench.act(model::over);
        assertThat(bench.ask(() -> model.endsAtProperty().get())).isNull();
    }

    @Test
    void whatIsRefusedHasNotBegun() {
        bench.server().refuses("POST " + ALL);

        bench.act(() -> model.begin(Purpose.SECURITY_INCIDENT, REASON, () -> done.add("begun"), failed::add));
        bench.until("it is refused", () -> !failed.isEmpty());

        assertThat(done).isEmpty();
        assertThat(bench.ask(() -> model.endsAtProperty().get())).isNull();
    }

    @Test
    void anotherPersonAcknowledgesItOnce() {
        ObjectNode unseen = (ObjectNode) StaffServer.golden("BreakGlassDetails");
        unseen.remove(List.of("acknowledgedBy", "acknowledgedAt"));
        ObjectNode page = (ObjectNode) StaffServer.read("{\"items\":[],\"next\":null}");
        page.withArray("items").add(unseen);
        String route = "POST " + ALL + "/019a1b2c-0000-7000-8000-00000000000c/acknowledge";
        bench.server().answer("GET " + ALL, Answer.json(200, page)).answers(route, "BreakGlassDetails");
        bench.act(() -> model.list().open());
        bench.until("it is listed", () -> !model.list().rows().isEmpty());
        BreakGlassDetails emergency = bench.ask(() -> model.list().rows().getFirst());
        assertThat(EmergenciesViewModel.canAcknowledge(emergency, GRACE))
                .as("it is hers")
                .isFalse();
        assertThat(EmergenciesViewModel.canAcknowledge(emergency, "another")).isTrue();

        bench.act(() -> model.acknowledge(emergency, () -> done.add("seen"), failed::add));
        bench.until("it is seen", () -> !done.isEmpty());

        assertThat(bench.server().asked(route).getFirst().headers()).containsEntry("if-match", "\"2\"");
        assertThat(EmergenciesViewModel.canAcknowledge(
                        bench.ask(() -> model.list().rows().getFirst()), "another"))
                .isFalse();
    }
}
