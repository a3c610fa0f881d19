package ai.ominigate.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.Await;
import ai.ominigate.console.PreferencesInMemory;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.session.SignInViewModel.Trouble;
import ai.ominigate.console.view.Remembered;
import ai.ominigate.console.view.Tasks;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.prefs.Preferences;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way in, without a toolkit. */
class SignInViewModelTest {

    private static final String SESSION = "POST /admin/v1/session";
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final StaffServer server = new StaffServer();
    private final ExecutorService screen = Executors.newSingleThreadExecutor();
    private final Preferences preferences = new PreferencesInMemory();
    private final List<Session> entered = new CopyOnWriteArrayList<>();
    private final SignInViewModel model = model();

    private SignInViewModel model() {
        preferences.put("server.address", server.address());
        return new SignInViewModel(
                new Tasks(screen), () -> NOON, new Remembered(() -> preferences), "test", _ -> {}, entered::add);
    }

    @BeforeEach
    void typed() {
        ask(() -> {
            model.emailProperty().set(" ada@ominigate.example ");
            model.passwordProperty().set("correct horse");
            model.codeProperty().set("123 456");
            return true;
        });
    }

    @AfterEach
    void leaveNothingBehind() {
        entered.forEach(each -> ask(() -> {
            each.signOut();
            return true;
        }));
        server.close();
        screen.shutdown();
    }

    private <T> T ask(Callable<T> question) {
        try {
            return screen.submit(question).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Trouble tried() throws Exception {
        ask(() -> {
            model.signIn();
            return true;
        });
        Await.until("it is answered", () -> ask(() -> !model.busyProperty().get()));
        return ask(() -> model.troubleProperty().get());
    }

    @Test
    void nobodyTriesBeforeEverythingIsTyped() throws Exception {
        ask(() -> {
            model.codeProperty().set("12345");
            return true;
        });

        assertThat(ask(() -> model.completeProperty().get())).isFalse();
        tried();
        assertThat(server.asked(SESSION)).isEmpty();
    }

    @Test
    void whoeverComesInIsRememberedByTheirAddressAndNothingSecretStays() throws Exception {
        assertThat(tried()).isInstanceOf(Trouble.None.class);

        assertThat(entered).hasSize(1);
        assertThat(server.asked(SESSION).getFirst().body())
                .contains("\"email\":\"ada@ominigate.example\"", "\"totp\":\"123456\"");
        assertThat(preferences.get("sign-in.email", "")).isEqualTo("ada@ominigate.example");
        assertThat(ask(() -> model.passwordProperty().get())).isEmpty();
        assertThat(ask(() -> model.codeProperty().get())).isEmpty();
        for (String key : preferences.keys()) {
            assertThat(preferences.get(key, "")).as(key).doesNotContain("correct horse", StaffServer.TOKEN);
        }
    }

    @Test
    void aRefusalKeepsThePasswordAndTakesTheCodeWhichIsGoodOnce() throws Exception {
        server.answer(SESSION, Answer.problem(401, "sign_in_failed", "Wrong."));

        assertThat(tried()).isInstanceOf(Trouble.Refused.class);

        assertThat(ask(() -> model.passwordProperty().get())).isEqualTo("correct horse");
        assertThat(ask(() -> model.codeProperty().get())).isEmpty();
        assertThat(entered).isEmpty();
    }

    @Test
    void whoIsBarredKnowsUntilWhen() throws Exception {
        server.answer(
                SESSION, Answer.problem(429, "too_many_tries", "Too many.").with("retry-after", "900"));

        assertThat(tried())
                .isInstanceOfSatisfying(
                        Trouble.Refused.class,
                        refused -> assertThat(refused.failure()).isInstanceOf(Failure.TooMany.class));

        assertThat(ask(() -> model.barredUntilProperty().get())).isEqualTo(NOON.plusSeconds(900));
    }

    @Test
    void whatIsNoAddressIsAskedForNothing() throws Exception {
        ask(() -> {
            model.serverProperty().set("not an address");
            return true;
        });

        assertThat(tried()).isInstanceOf(Trouble.NoAddress.class);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void theTroubleIsGoneOnceAnotherServerIsTyped() throws Exception {
        server.answer(SESSION, Answer.problem(403, "role_missing", "No role."));
        tried();

        ask(() -> {
            model.serverProperty().set("http://localhost:1");
            return true;
        });

        assertThat(ask(() -> model.troubleProperty().get())).isInstanceOf(Trouble.None.class);
    }

    @Test
    void aLongerCodeIsARecoveryCode() {
        assertThat(SignInViewModel.wish("a@b.example", "x", "ABCD-efgh-ijkl").recoveryCode())
                .isEqualTo("abcd-efgh-ijkl");
        assertThat(SignInViewModel.wish("a@b.example", "x", "123 456").totp()).isEqualTo("123456");
    }
}
