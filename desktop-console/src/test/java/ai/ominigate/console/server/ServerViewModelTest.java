package ai.ominigate.console.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.server.Standing.NotReady;
import ai.ominigate.console.server.Standing.Unknown;
import ai.ominigate.console.server.Standing.Unreachable;
import ai.ominigate.console.server.Standing.Up;
import ai.ominigate.console.view.Tasks;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.prefs.Preferences;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No toolkit runs here: a thread of the test's own stands where JavaFX's would. */
class ServerViewModelTest {

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private final ExecutorService screen = Executors.newSingleThreadExecutor();
    private final Preferences preferences = Preferences.userRoot().node("test-" + UUID.randomUUID());
    private final HealthServer server = new HealthServer();
    private final List<ServerViewModel> models = new CopyOnWriteArrayList<>();
    private volatile Instant now = START;

    @AfterEach
    void leaveNothingBehind() throws Exception {
        doOnScreen(() -> models.forEach(ServerViewModel::stop));
        screen.shutdown();
        server.close();
        preferences.removeNode();
    }

    @Test
    void aConsoleThatWasNeverUsedLooksOnThisMachine() throws Exception {
        ServerViewModel model = model();

        assertThat(onScreen(() -> model.typedProperty().get())).isEqualTo("http://localhost:8080");
        assertThat(onScreen(() -> model.standingProperty().get())).isInstanceOf(Unknown.class);
    }

    @Test
    void theAddressIsRememberedForTheNextStart() throws Exception {
        ServerViewModel model = model();
        use(model, server.address());

        assertThat(onScreen(() -> model().addressProperty().get())).hasToString(server.address());
    }

    @Test
    void aRememberedAddressThatCannotBeReadIsForgotten() throws Exception {
        preferences.put("server.address", "no address at all");

        assertThat(onScreen(() -> model().addressProperty().get())).isEqualTo(ServerAddress.DEFAULT);
    }

    @Test
    void whatIsNoAddressChangesNothingAndIsMarked() throws Exception {
        ServerViewModel model = model();
        use(model, "no address");

        assertThat(onScreen(() -> model.typedWrongProperty().get())).isTrue();
        assertThat(onScreen(() -> model.addressProperty().get())).isEqualTo(ServerAddress.DEFAULT);

        doOnScreen(() -> model.typedProperty().set("no addres"));
        assertThat(onScreen(() -> model.typedWrongProperty().get()))
                .as("while it is being corrected")
                .isFalse();
    }

    @Test
    void escapeBringsTheAddressInUseBack() throws Exception {
        ServerViewModel model = model();
        doOnScreen(() -> model.typedProperty().set("http://else"));
        doOnScreen(model::forgetTyped);

        assertThat(onScreen(() -> model.typedProperty().get())).isEqualTo("http://localhost:8080");
    }

    @Test
    void theStandingFollowsTheServer() throws Exception {
        ServerViewModel model = model();
        use(model, server.address());
        awaitStanding(model, Up.class);

        server.answers(503, HealthServer.DOWN);
        doOnScreen(model::checkNow);
        awaitStanding(model, NotReady.class);

        server.close();
        doOnScreen(model::checkNow);
        awaitStanding(model, Unreachable.class);
    }

    @Test
    void theTimeSinceWhenStaysUntilSomethingElseIsTheCase() throws Exception {
        ServerViewModel model = model();
        use(model, server.address());
        awaitStanding(model, Up.class);
        int asked = server.timesAsked();

        now = START.plusSeconds(60);
        doOnScreen(model::checkNow);
        Await.until("it was asked again", () -> server.timesAsked() > asked && onScreen(() -> !checking(model)));
        assertThat(onScreen(() -> model.sinceProperty().get())).isEqualTo(START);

        server.answers(503, HealthServer.DOWN);
        doOnScreen(model::checkNow);
        awaitStanding(model, NotReady.class);
        assertThat(onScreen(() -> model.sinceProperty().get())).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void aServerThatIsNotReadyIsAskedAgainByItselfUntilItIs() throws Exception {
        server.answers(503, HealthServer.DOWN);
        ServerViewModel model = model();
        use(model, server.address());
        awaitStanding(model, NotReady.class);
        assertThat(onScreen(() -> model.nextCheckProperty().get())).isEqualTo(START.plusSeconds(1));

        server.answers(200, HealthServer.UP);
        awaitStanding(model, Up.class);
        assertThat(onScreen(() -> model.nextCheckProperty().get())).isEqualTo(START.plus(Backoff.WHEN_UP));
    }

    @Test
    void anAnswerFromTheAddressBeforeIsDropped() throws Exception {
        server.answers(503, HealthServer.DOWN);
        ServerViewModel model = model();
        try (HealthServer other = new HealthServer()) {
            doOnScreen(() -> {
                model.typedProperty().set(server.address());
                model.useTyped();
                model.typedProperty().set(other.address());
                model.useTyped();
            });
            awaitStanding(model, Up.class);
            assertThat(onScreen(() -> model.standingProperty().get().parts())).hasSize(3);
        }
    }

    @Test
    void aConsoleThatStoppedAsksNoMore() throws Exception {
        server.answers(503, HealthServer.DOWN);
        ServerViewModel model = model();
        use(model, server.address());
        awaitStanding(model, NotReady.class);
        doOnScreen(model::stop);

        assertThat(onScreen(() -> model.nextCheckProperty().get())).isNull();
        assertThat(onScreen(() -> checking(model))).isFalse();
    }

    private ServerViewModel model() {
        ServerViewModel model = new ServerViewModel(new Tasks(screen), () -> now, preferences);
        models.add(model);
        return model;
    }

    private void use(ServerViewModel model, String address) throws Exception {
        doOnScreen(() -> {
            model.typedProperty().set(address);
            model.useTyped();
        });
    }

    private void awaitStanding(ServerViewModel model, Class<? extends Standing> kind) throws Exception {
        Await.until(
                kind.getSimpleName(),
                () -> kind.isInstance(onScreen(() -> model.standingProperty().get()))
                        && onScreen(() -> !checking(model)));
    }

    private static boolean checking(ServerViewModel model) {
        return model.checkingProperty().get();
    }

    private void doOnScreen(Runnable action) throws Exception {
        screen.submit(action).get();
    }

    private <T> T onScreen(Callable<T> question) throws Exception {
        return screen.submit(question).get();
    }
}
