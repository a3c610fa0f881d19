package ai.ominigate.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.model.audit.KeptCheckpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The audit log's screen, without a toolkit. */
class AuditViewModelTest {

    private static final String ENTRIES = "GET /admin/v1/audit/entries";
    private static final String STAFF = "GET /admin/v1/staff";

    private final ModelBench bench = new ModelBench();
    private final AuditViewModel model = bench.ask(() -> new AuditViewModel(bench.calls()));
    private final List<AuditReport> reports = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    @Test
    void whatWasShownInClearHasAListOfItsOwnThatKeepsItsOtherFilters() {
        bench.server().page(ENTRIES, "AuditEntry", "seq", 2);
        bench.act(() -> {
            model.reveals().filter("actor", "staff:7");
            model.reveals().open();
        });
        bench.until("reveals are there", () -> !model.reveals().rows().isEmpty());

        assertThat(bench.server().asked(ENTRIES))
                .allSatisfy(asked -> assertThat(asked.query()).contains("action=reveal", "actor=staff:7"));
        assertThat(bench.ask(() -> model.reveals().filters()))
                .as("nobody has to take it away")
                .doesNotContainKey("action");
    }

    @Test
    void colleaguesAreCalledByTheirNames() {
        bench.server().page(STAFF, "MemberDetails", 1);
        List<String> known = new ArrayList<>();
        bench.act(() -> model.learnNames(() -> known.add("known")));
        bench.until("they are known", () -> !known.isEmpty());

        assertThat(model.name("staff:019a1b2c-0000-7000-8000-000000000000")).contains("Grace Hopper");
        assertThat(model.name("system:postman")).isEmpty();
    }

    @Test
    void whoMayNotSeeTheStaffSeesIds() {
        bench.server().refuses(STAFF);
        bench.act(() -> model.learnNames(() -> {
            throw new AssertionError("nobody may know");
        }));
        bench.until("it was asked", () -> !bench.server().asked(STAFF).isEmpty());

        assertThat(model.name("staff:019a1b2c-0000-7000-8000-000000000000")).isEmpty();
    }

    @Test
    void theLogProvesItselfWholeOrAsFarAsACheckpointSpeaksForIt() {
        KeptCheckpoint checkpoint = bench.read("KeptCheckpoint", KeptCheckpoint.class);
        String upTo = "POST /admin/v1/audit/checkpoints/" + checkpoint.size() + "/verify";
        bench.server().answers("POST /admin/v1/audit/verify", "AuditReport").answers(upTo, "AuditReport");

        bench.act(() -> model.verify(reports::add, failed::add));
        bench.act(() -> model.verify(checkpoint, reports::add, failed::add));
        bench.until("both are there", () -> reports.size() == 2);

        assertThat(bench.server().asked(upTo)).hasSize(1);
        assertThat(failed).isEmpty();
    }
}
