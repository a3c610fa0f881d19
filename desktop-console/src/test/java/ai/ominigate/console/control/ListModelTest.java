package ai.ominigate.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.Await;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Connection;
import ai.ominigate.console.remote.Gate;
import ai.ominigate.console.remote.Remote;
import ai.ominigate.console.remote.ServerAddress;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.Page;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.QueryMap;

/** No toolkit runs here: a thread of the test's own stands where JavaFX's would. */
class ListModelTest {

    private static final String ROUTE = "GET /admin/v1/things";

    private final StaffServer server = new StaffServer();
    private final ExecutorService screen = Executors.newSingleThreadExecutor();
    private final ListModel<Thing> list = model();

    record Thing(String id, String name) {}

    interface Things {
        @GET("admin/v1/things")
        Call<Page<Thing>> list(@QueryMap Map<String, String> query);
    }

    private ListModel<Thing> model() {
        InstantSource clock = InstantSource.system();
        Remote remote = new Remote(ServerAddress.parse(server.address()).orElseThrow(), () -> "token", clock, "test");
        Calls calls = new Calls(new Tasks(screen), remote, new Nobody(), new Connection(clock));
        return new ListModel<>(calls, calls.api(Things.class)::list, Thing::id);
    }

    private record Nobody() implements Gate {
        @Override
        public void signInAgain(Runnable then) {}

        @Override
        public void stepUp(Runnable then, Runnable givenUp) {
            givenUp.run();
        }
    }

    @AfterEach
    void leaveNothingBehind() {
        screen.shutdown();
        server.close();
    }

    @Test
    void theServerIsAskedForAHundredRowsAndForWhatFits() throws Exception {
        page("a", null, "1", "2");
        onScreen(() -> list.filter("state", "OPEN"));
        open();

        assertThat(server.asked(ROUTE).getLast().query()).contains("limit=100", "state=OPEN");
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void pagesAreTurnedByTheServersCursorsAndOnlyOneIsInMemory() throws Exception {
        page("a", "cursor-2", "1", "2");
        open();
        page("b", "cursor-3", "3");
        onScreen(list::turnOn);
        await("the second page", () -> list.pageProperty().get() == 1);
        assertThat(server.asked(ROUTE).getLast().query()).contains("cursor=cursor-2");
        assertThat(rows()).isEqualTo(1);

        page("a", "cursor-2", "1", "2");
        onScreen(list::turnBack);
        await("the first page", () -> list.pageProperty().get() == 0);
        assertThat(server.asked(ROUTE).getLast().query()).doesNotContain("cursor=");
    }

    @Test
    void aRefreshKeepsTheSelectionOnItsRow() throws Exception {
        page("a", null, "1", "2");
        open();
        onScreen(() -> list.select("2"));
        page("b", null, "0", "1", "2");
        onScreen(list::refresh);
        await("three rows", () -> list.rows().size() == 3);

        assertThat(ask(() -> list.selectedProperty().get())).isEqualTo(new Thing("2", "b"));
    }

    @Test
    void newsMoveNoRowAndAreGoneAfterARefresh() throws Exception {
        page("a", null, "1");
        open();
        page("b", null, "0", "1");
        onScreen(list::noteNews);
        assertThat(ask(() -> list.newsProperty().get())).isEqualTo(1);
        assertThat(rows()).isEqualTo(1);

        onScreen(list::refresh);
        await("two rows", () -> list.rows().size() == 2);
        assertThat(ask(() -> list.newsProperty().get())).isZero();
    }

    @Test
    void rowsStayWithTheirSelectionWhenNewerOnesCannotBeHad() throws Exception {
        page("a", "cursor-2", "1", "2");
        open();
        onScreen(() -> list.select("2"));
        server.breaks(ROUTE);
        onScreen(list::refresh);
        await("trouble", () -> list.troubleProperty().get() != null);
        onScreen(list::turnOn);
        await("nothing is on its way", () -> !list.busyProperty().get());

        assertThat(rows()).isEqualTo(2);
        assertThat(ask(() -> list.pageProperty().get())).isZero();
        assertThat(ask(() -> list.selectedProperty().get())).isEqualTo(new Thing("2", "a"));

        page("b", null, "1", "2");
        onScreen(list::refresh);
        await("no trouble", () -> list.troubleProperty().get() == null);
        assertThat(ask(() -> list.selectedProperty().get())).isEqualTo(new Thing("2", "b"));
    }

    @Test
    void rowsThatDoNotFitWhatIsAskedForDoNotStay() throws Exception {
        page("a", null, "1", "2");
        open();
        server.breaks(ROUTE);
        onScreen(() -> list.filter("state", "OPEN"));
        await("a failure", () -> list.stateProperty().get() instanceof ListModel.State.Failed);

        assertThat(rows()).isZero();
    }

    @Test
    void newsBringTheRowsOfAListThatFailed() throws Exception {
        server.breaks(ROUTE);
        onScreen(list::open);
        await("a failure", () -> list.stateProperty().get() instanceof ListModel.State.Failed);
        page("a", null, "1");
        onScreen(list::noteNews);
        await("rows", () -> list.rows().size() == 1);
    }

    @Test
    void whatCannotBeHadSaysWhy() throws Exception {
        server.breaks(ROUTE);
        onScreen(list::open);
        await("a failure", () -> list.stateProperty().get() instanceof ListModel.State.Failed);

        server.refuses(ROUTE);
        onScreen(list::refresh);
        await("no right", () -> list.stateProperty().get() instanceof ListModel.State.NoRight);

        server.empty(ROUTE);
        onScreen(list::refresh);
        await("nothing", () -> list.stateProperty().get() instanceof ListModel.State.Empty);
    }

    private void page(String name, @Nullable String next, String... ids) {
        StringBuilder items = new StringBuilder();
        for (String id : ids) {
            items.append(items.isEmpty() ? "" : ",").append("{\"id\":\"%s\",\"name\":\"%s\"}".formatted(id, name));
        }
        server.answer(
                ROUTE,
                Answer.json(
                        200,
                        "{\"items\":[" + items + "],\"next\":" + (next == null ? "null" : "\"" + next + "\"") + "}"));
    }

    private void open() throws Exception {
        onScreen(list::open);
        await("rows", () -> list.stateProperty().get() instanceof ListModel.State.Ready);
    }

    private int rows() throws Exception {
        return ask(() -> list.rows().size());
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, () -> ask(condition));
    }

    private void onScreen(Runnable action) throws Exception {
        screen.submit(action).get();
    }

    private <T> T ask(Callable<T> question) throws Exception {
        return screen.submit(question).get();
    }

    @Test
    void marksStayWhilePagesAreTurnedAndGoWithAnotherFilter() throws Exception {
        server.answer(ROUTE, Answer.json(200, "{\"items\":[{\"id\":\"1\",\"name\":\"one\"}],\"next\":\"2\"}"));
        onScreen(list::open);
        await("there is one", () -> list.rows().size() == 1);
        onScreen(() -> list.mark(list.rows().getFirst()));
        server.answer(ROUTE, Answer.json(200, "{\"items\":[{\"id\":\"2\",\"name\":\"two\"}],\"next\":null}"));
        onScreen(list::turnOn);
        await("there is another", () -> list.rows().getFirst().id().equals("2"));
        assertThat(list.marked()).containsOnlyKeys("1");

        onScreen(() -> list.replace(new Thing("1", "changed")));
        assertThat(list.marked()).as("it is sent as it was seen last").containsEntry("1", new Thing("1", "changed"));

        onScreen(() -> list.filter("name", "two"));
        assertThat(list.marked()).isEmpty();
    }
}
