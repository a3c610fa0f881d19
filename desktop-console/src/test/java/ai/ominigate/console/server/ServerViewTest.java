package ai.ominigate.console.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.Screen;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.Theme;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.prefs.BackingStoreException;
import java.util.prefs.Preferences;
import javafx.application.ColorScheme;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.robot.Robot;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real screen in a real window, drawn without a display, asking a real server. */
class ServerViewTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
    private static final ObjectProperty<ColorScheme> SCHEME = new SimpleObjectProperty<>(ColorScheme.LIGHT);

    private static Theme theme;

    private final HealthServer server = new HealthServer();
    private final Preferences preferences = Preferences.userRoot().node("test-" + UUID.randomUUID());
    private final Stage window = Screen.ask(Stage::new);

    @BeforeAll
    static void installTheme() {
        theme = Screen.ask(() -> new Theme(SCHEME));
    }

    @AfterEach
    void leaveNothingBehind() throws BackingStoreException {
        Screen.act(window::close);
        server.close();
        preferences.removeNode();
    }

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void aServerThatServesIsReady(ColorScheme scheme) throws Exception {
        Scene scene = open(scheme, Locale.ENGLISH);
        awaitWord(scene, "Ready");

        assertThat(rows(scene)).isEqualTo(3);
        assertThat(label(scene, "sentence")).isEqualTo("OminiGate answers and serves calls.");
        assertThat(label(scene, "next")).isEqualTo("Asks again in 15 seconds.");
        keep("server-ready", scheme, scene);
    }

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void aServerThatIsNotReadySaysWhy(ColorScheme scheme) throws Exception {
        server.answers(503, HealthServer.DOWN);
        Scene scene = open(scheme, Locale.ENGLISH);
        awaitWord(scene, "Not ready");

        assertThat(label(scene, "sentence"))
                .isEqualTo("OminiGate answers, and says that it cannot serve calls: “Database” is not up. "
                        + "The database does not answer.");
        keep("server-not-ready", scheme, scene);
    }

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void aServerThatIsNotThereIsUnreachable(ColorScheme scheme) throws Exception {
        server.close();
        Scene scene = open(scheme, Locale.ENGLISH);
        awaitWord(scene, "Unreachable");

        assertThat(label(scene, "sentence"))
                .isEqualTo(
                        "Nothing listens at this address on localhost. Start OminiGate there, or correct the address.");
        keep("server-unreachable", scheme, scene);
    }

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void theScreenSpeaksChinese(ColorScheme scheme) throws Exception {
        server.answers(503, HealthServer.DOWN);
        Scene scene = open(scheme, Locale.SIMPLIFIED_CHINESE);
        awaitWord(scene, "未就绪");

        assertThat(label(scene, "sentence")).contains("“数据库”不可用");
        keep("server-not-ready-zh", scheme, scene);
    }

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void whatIsNoAddressIsSaidBelowTheField(ColorScheme scheme) throws Exception {
        Scene scene = open(scheme, Locale.ENGLISH);
        awaitWord(scene, "Ready");
        press(KeyCode.CONTROL, KeyCode.L);
        Screen.act(() -> field(scene).setText("htp:/localhost"));
        press(KeyCode.ENTER);

        assertThat(Screen.ask(() -> scene.lookup("#addressWrong").isVisible())).isTrue();
        keep("server-wrong-address", scheme, scene);

        press(KeyCode.ESCAPE);
        assertThat(Screen.ask(() -> field(scene).getText())).isEqualTo(server.address());
        assertThat(Screen.ask(() -> scene.lookup("#addressWrong").isVisible())).isFalse();
    }

    @Test
    void theKeyboardReachesEverything() throws Exception {
        Scene scene = open(ColorScheme.LIGHT, Locale.ENGLISH);
        awaitWord(scene, "Ready");
        assertThat(Screen.ask(scene::getFocusOwner)).isInstanceOf(Button.class);

        press(KeyCode.CONTROL, KeyCode.L);
        assertThat(Screen.ask(scene::getFocusOwner)).isSameAs(field(scene));

        server.answers(503, HealthServer.DOWN);
        press(KeyCode.F5);
        awaitWord(scene, "Not ready");

        server.answers(200, HealthServer.UP);
        press(KeyCode.TAB);
        keep("server-focus", ColorScheme.LIGHT, scene);
        press(KeyCode.SPACE);
        awaitWord(scene, "Ready");
    }

    @Test
    void theColoursFollowTheSystemWhileTheWindowIsOpen() throws Exception {
        Scene scene = open(ColorScheme.LIGHT, Locale.ENGLISH);
        assertThat(isDark(scene)).isFalse();

        Screen.act(() -> SCHEME.set(ColorScheme.DARK));
        assertThat(isDark(scene)).isTrue();
    }

    @Test
    void aClosedWindowAsksNoMore() throws Exception {
        server.answers(503, HealthServer.DOWN);
        Scene scene = open(ColorScheme.LIGHT, Locale.ENGLISH);
        awaitWord(scene, "Not ready");
        Screen.act(window::close);

        assertThat(label(scene, "next")).isEmpty();
    }

    private Scene open(ColorScheme scheme, Locale locale) {
        preferences.put("server.address", server.address());
        return Screen.ask(() -> {
            SCHEME.set(scheme);
            ServerViewModel model = new ServerViewModel(Tasks.onScreen(), CLOCK, preferences);
            Scene scene = new Scene(ServerView.of(model, Text.of(locale), CLOCK), 800, 640);
            theme.dress(scene);
            window.setScene(scene);
            window.show();
            return scene;
        });
    }

    private static void keep(String name, ColorScheme scheme, Scene scene) throws Exception {
        Path picture = Screen.picture(name + "-" + scheme.name().toLowerCase(Locale.ROOT), scene);
        assertThat(picture).isNotEmptyFile();
        assertThat(Screen.cssWarnings())
                .as("what JavaFX could not make sense of in the stylesheets")
                .isEmpty();
    }

    private static void awaitWord(Scene scene, String word) throws Exception {
        Await.until(
                word,
                () -> label(scene, "word").equals(word) && !label(scene, "next").endsWith("…"));
    }

    private static String label(Scene scene, String id) {
        return Screen.ask(() -> ((Label) scene.lookup("#" + id)).getText());
    }

    private static int rows(Scene scene) {
        return Screen.ask(
                () -> ((TableView<?>) scene.lookup("#components")).getItems().size());
    }

    private static TextField field(Scene scene) {
        return (TextField) scene.lookup("#address");
    }

    private static boolean isDark(Scene scene) {
        return Screen.ask(() -> scene.getRoot().getPseudoClassStates().stream()
                .anyMatch(state -> state.getPseudoClassName().equals("dark")));
    }

    /** Presses all keys in order and lets go of them in reverse, like a hand. */
    private static void press(KeyCode... keys) {
        Screen.act(() -> {
            Robot robot = new Robot();
            for (KeyCode key : keys) {
                robot.keyPress(key);
            }
            for (KeyCode key : List.of(keys).reversed()) {
                robot.keyRelease(key);
            }
        });
    }
}
