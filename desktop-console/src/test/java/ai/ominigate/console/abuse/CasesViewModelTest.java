package ai.ominigate.console.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.abuse.CasesViewModel.Opened;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.abuse.CaseSummary;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No toolkit runs here: a thread of the test's own stands where JavaFX's would. */
class CasesViewModelTest {

    private static final String CASES = "GET /admin/v1/abuse/cases";

    private final ModelBench bench = new ModelBench();
    private final StaffServer server = bench.server();
    private final CasesViewModel model = new CasesViewModel(bench.calls());
    private @Nullable Failure failed;

    @BeforeEach
    void aQueueOfThree() {
        server.page(CASES, "CaseSummary", 3).empty("GET /admin/v1/abuse/filters");
        for (int i = 0; i < 3; i++) {
            ObjectNode details = (ObjectNode) StaffServer.golden("CaseDetails");
            ((ObjectNode) details.get("summary")).put("id", id(i));
            server.answer(CASES + "/" + id(i), Answer.json(200, details));
        }
        bench.act(model.queue()::open);
        bench.until("the queue", () -> model.queue().rows().size() == 3);
    }

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    private static String id(int i) {
        return "019a1b2c-0000-7000-8000-%012d".formatted(i);
    }

    private void open(int i) {
        bench.act(() -> model.open(id(i)));
        bench.until(
                "case " + i,
                () -> model.details() != null && model.details().summary().id().equals(id(i)));
    }

    @Test
    void theNextCaseOpensAfterOneIsDoneAndTheQueueAfterTheLast() {
        open(1);
        assertThat(bench.ask(model::remaining)).isEqualTo(1);
        bench.act(model::goOn);
        bench.until(
                "the next",
                () -> model.details() != null && model.details().summary().id().equals(id(2)));

        bench.act(model::goOn);
        bench.until("the queue", () -> model.openedProperty().get() instanceof Opened.None);
    }

    @Test
    void whatIsDoneIsSentWithTheVersionThatWasSeenAndChangesTheRow() {
        CaseSummary seen = bench.ask(() -> model.queue().rows().getFirst());
        ObjectNode claimed = (ObjectNode) StaffServer.golden("CaseSummary");
        claimed.put("id", id(0)).put("status", "IN_REVIEW").put("version", seen.version() + 1);
        server.answer("POST /admin/v1/abuse/cases/" + id(0) + "/claim", Answer.json(200, claimed));
        boolean[] done = {false};
        bench.act(() -> model.act(seen, model.claim(seen, false), _ -> done[0] = true, failure -> failed = failure));
        bench.until("it is claimed", () -> done[0]);

        StaffServer.Asked asked =
                server.asked("POST /admin/v1/abuse/cases/" + id(0) + "/claim").getFirst();
        assertThat(asked.headers()).containsEntry("if-match", "\"" + seen.version() + "\"");
        assertThat(bench.ask(() -> model.queue().rows().getFirst().version())).isEqualTo(seen.version() + 1);
    }

    @Test
    void aConflictTellsWhatTheCaseIsNow() {
        CaseSummary seen = bench.ask(() -> model.queue().rows().getFirst());
        ObjectNode stale = (ObjectNode) StaffServer.read("{\"title\":\"x\",\"status\":412,\"code\":\"version_stale\"}");
        ObjectNode theirs = (ObjectNode) StaffServer.golden("CaseSummary");
        stale.set("current", theirs.put("id", id(0)).put("version", 9));
        server.answer("POST /admin/v1/abuse/cases/" + id(0) + "/claim", Answer.json(412, stale));
        bench.act(() -> model.act(seen, model.claim(seen, false), _ -> {}, failure -> failed = failure));
        bench.until("the conflict", () -> failed != null);

        CaseSummary now = Objects.requireNonNull(model.current(Objects.requireNonNull(failed)));
        assertThat(now.version()).isEqualTo(9);
    }

    @Test
    void anOpenCaseStaysWhenItCannotBeAskedForAnewAndGoesWhenItMayNotBeSeen() {
        open(0);
        server.breaks(CASES + "/" + id(0));
        int before = server.asked(CASES + "/" + id(0)).size();
        bench.act(model::reopenQuietly);
        bench.until("it was asked for", () -> server.asked(CASES + "/" + id(0)).size() > before);
        server.refuses(CASES + "/" + id(0));
        assertThat(bench.ask(model::details)).isNotNull();

        bench.act(model::reopenQuietly);
        bench.until("it is gone", () -> model.openedProperty().get() instanceof Opened.Failed);
    }

    @Test
    void whatCannotBeOpenedSaysWhy() {
        bench.act(() -> model.open("019a1b2c-0000-7000-8000-00000000ffff"));
        bench.until("why", () -> model.openedProperty().get() instanceof Opened.Failed);
        assertThat(bench.ask(model::details)).isNull();
    }
}
