package ai.ominigate.console.requests;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.model.privacy.RequestFilter;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.privacy.RequestState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The privacy desk's lists, without a toolkit. */
class RequestsViewModelTest {

    private final ModelBench bench = new ModelBench();
    private final RequestsViewModel model = bench.ask(() -> new RequestsViewModel(bench.calls(), bench.me()));

    @AfterEach
    void leaveNothingBehind() {
        bench.close();
    }

    @Test
    void aSavedFilterAndTheQueuesParametersAreTheSame() {
        RequestFilter filter =
                bench.read("RequestFilterDetails", RequestFilterDetails.class).filter();

        Map<String, String> parameters = RequestsViewModel.parameters(filter);

        assertThat(parameters).containsEntry("state", "IN_PROGRESS").containsEntry("awaiting", "true");
        assertThat(RequestsViewModel.filter(parameters)).isEqualTo(filter);
    }

    @Test
    void whatAFilterCannotHoldIsLeftOut() {
        RequestFilter filter = RequestsViewModel.filter(Map.of("state", "TRIAGED", "account", "019a"));

        assertThat(filter.state()).isEqualTo(RequestState.TRIAGED);
        assertThat(filter.type()).isNull();
    }

    @Test
    void aSavedFilterShowsWhatIsInIt() {
        Requests.queue(bench.server());
        bench.act(() -> {
            model.queue().open();
            model.countFilters();
        });
        bench.until("filters are there", () -> model.filters().size() == 7);

        bench.act(() -> model.show(model.filters().get(1)));
        bench.until(
                "the server is asked",
                () -> bench.server().asked("GET /admin/v1/privacy/requests").stream()
                        .anyMatch(each -> each.query().contains("assignee=MINE")));

        assertThat(bench.ask(() -> model.shows(model.filters().get(1)))).isTrue();
        assertThat(bench.ask(() -> model.shows(model.filters().get(0)))).isFalse();
    }

    @Test
    void whatIsAssignedChangesInItsRowAndFiltersAreCountedAnew() {
        Requests.queue(bench.server()).answers("POST " + Requests.ROUTE + "/assign", "RequestSummary");
        bench.act(() -> model.queue().open());
        bench.until("rows are there", () -> !model.queue().rows().isEmpty());

        bench.act(() -> model.assign(model.queue().rows().getFirst(), "me", "Took it on.", _ -> {}, failure -> {
            throw new AssertionError(failure);
        }));
        bench.until(
                "the row has changed",
                () -> model.queue().rows().getFirst().state() == RequestState.AWAITING_SECOND_APPROVAL);

        assertThat(bench.server()
                        .asked("POST " + Requests.ROUTE + "/assign")
                        .getFirst()
                        .body())
                .contains("\"to\":\"me\"");
        bench.until(
                "filters are counted",
                () -> !bench.server().asked("GET /admin/v1/privacy/filters").isEmpty());
    }

    @Test
    void filtersThatDoNotComeTakeNothingElseAway() {
        Requests.queue(bench.server()).answer("GET /admin/v1/privacy/filters", Answer.problem(500, "internal", ""));
        bench.act(() -> {
            model.queue().open();
            model.countFilters();
        });

        bench.until("it is told", () -> model.filterFailureProperty().get() != null);
        bench.until("rows are there", () -> !model.queue().rows().isEmpty());
    }

    @Test
    void theServerSaysWhoHasARight() {
        assertThat(bench.ask(() -> model.rolesWith("READ_AUDIT_LOG"))).hasSize(7);
        assertThat(bench.ask(() -> model.rolesWith("UNKNOWN"))).isEqualTo(List.of());
    }

    @Test
    void aDayIsOverWhenTheNextBegins() {
        assertThat(RequestsViewModel.endOf(LocalDate.of(2026, 12, 23)))
                .isEqualTo(Instant.parse("2026-12-24T00:00:00Z"));
    }
}
