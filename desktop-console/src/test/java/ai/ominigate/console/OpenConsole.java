package ai.ominigate.console;

import ai.ominigate.console.release.ReleaseKey;
import ai.ominigate.console.view.Remembered;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.Theme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.prefs.Preferences;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.scene.robot.Robot;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** The whole console in a real window that no display shows, worked by keys and by what people see. */
public final class OpenConsole implements AutoCloseable {

    private static final ObjectProperty<Theme.Look> LOOK = new SimpleObjectProperty<>(Theme.Look.LIGHT);

    /** One for all windows of this JVM, made with the first of them on JavaFX's thread. */
    private static @Nullable Theme theme;

    private final Preferences preferences = new PreferencesInMemory();
    private final List<URI> pages = new CopyOnWriteArrayList<>();
    private final Path files = temporary();
    private final List<Path> saved = new CopyOnWriteArrayList<>();
    private final Stage window;
    private final Console console;
    private final Scene scene;

    private OpenConsole(
            String server,
            InstantSource clock,
            Locale locale,
            Theme.Look look,
            double scale,
            String version,
            Optional<ReleaseKey> releaseKey) {
        preferences.put("server.address", server);
        window = Screen.ask(Stage::new);
        console = Screen.ask(() -> {
            LOOK.set(look);
            Theme one = theme();
            one.scaleProperty().set(scale);
            return new Console(new Console.Settings(
                    one,
                    Text.of(locale),
                    clock,
                    ZoneId.of("UTC"),
                    new Remembered(() -> preferences),
                    pages::add,
                    this::save,
                    version,
                    ScreenGuard.watch(),
                    releaseKey));
        });
        scene = Screen.ask(() -> {
            Scene made = new Scene(console.root(), scale > 1 ? 1440 : 1280, scale > 1 ? 960 : 800);
            theme().dress(made);
            window.setScene(made);
            // The headless screen is 1000 × 1000: what lies below it cannot be drawn, what lies beside it can.
            window.setX(0);
            window.setY(0);
            window.show();
            return made;
        });
    }

    private static Theme theme() {
        Theme known = theme;
        if (known != null) {
            return known;
        }
        Theme made = new Theme(LOOK);
        theme = made;
        return made;
    }

    /** Made before anybody asks, as the thread that draws is not to wait for it. */
    private static Path temporary() {
        try {
            return Files.createTempDirectory("console-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path save(String name) {
        Path file = files.resolve(name);
        saved.add(file);
        return file;
    }

    /** Where files went that somebody asked for. */
    public List<Path> saved() {
        return saved;
    }

    /** In English and light, at the sign-in. */
    public static OpenConsole at(String server) {
        return at(server, InstantSource.system());
    }

    public static OpenConsole at(String server, InstantSource clock) {
        return new OpenConsole(server, clock, Locale.ENGLISH, Theme.Look.LIGHT, 1, "test", Optional.empty());
    }

    public static OpenConsole at(String server, Locale locale, Theme.Look look, double scale) {
        return new OpenConsole(server, InstantSource.system(), locale, look, scale, "test", Optional.empty());
    }

    /** One of a version, which believes whose key it was built with. */
    public static OpenConsole at(String server, String version, Optional<ReleaseKey> releaseKey) {
        return new OpenConsole(
                server, InstantSource.system(), Locale.ENGLISH, Theme.Look.LIGHT, 1, version, releaseKey);
    }

    /** Signs in with what a {@link StaffServer} does not look at. */
    public OpenConsole signedIn() {
        return signIn("ada@ominigate.example", "correct horse", "123456");
    }

    public OpenConsole signIn(String email, String password, String code) {
        type("email", email);
        type("password", password);
        type("code", code);
        fire("enter");
        return atWork();
    }

    /** Waits for the first screen, which comes a step after the window around it. */
    private OpenConsole atWork() {
        await("search");
        until("a screen", () -> Screen.ask(() -> scene.getRoot().lookup(".screen") != null));
        return this;
    }

    /** Signs in without a mouse. */
    public OpenConsole signInByKeys(String email, String password, String code) {
        fill("email", email);
        fill("password", password);
        fill("code", code);
        press(KeyCode.ENTER);
        return atWork();
    }

    /** Goes to a screen by its entry in the rail, and waits until nothing is on its way. */
    public OpenConsole go(String place) {
        await("go-" + place);
        fire("go-" + place);
        settle();
        return this;
    }

    /** Waits until nothing has changed for a while that is visible: no skeleton, no pending layout. */
    public void settle() {
        String[] last = {""};
        int[] same = {0};
        until("the screen stands still", () -> {
            String now = Screen.ask(() -> Texts.all(scene.getRoot()).toString());
            same[0] = now.equals(last[0]) ? same[0] + 1 : 0;
            last[0] = now;
            return same[0] >= 25;
        });
    }

    public Scene scene() {
        return scene;
    }

    /** What the system's settings ask for from now on. */
    public void look(Theme.Look look) {
        Screen.act(() -> LOOK.set(look));
    }

    public Preferences preferences() {
        return preferences;
    }

    /** What the browser was asked to open. */
    public List<URI> pages() {
        return pages;
    }

    /** Waits for a node with this id that shows, and gives it. */
    public Node await(String id) {
        AtomicReference<@Nullable Node> found = new AtomicReference<>();
        // Looked up once: what shows now may be drawn anew a moment later.
        until("#" + id, () -> {
            found.set(Screen.ask(() -> visible(id)));
            return found.get() != null;
        });
        return Objects.requireNonNull(found.get());
    }

    public boolean shows(String id) {
        return Screen.ask(() -> visible(id) != null);
    }

    private @Nullable Node visible(String id) {
        return scene.getRoot().lookupAll("#" + id).stream()
                .filter(OpenConsole::isShown)
                .findFirst()
                .orElse(null);
    }

    private static boolean isShown(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return true;
    }

    /** Waits until these words are somewhere in the window. */
    public OpenConsole awaitWords(String words) {
        until(
                "“" + words + "”",
                () -> Screen.ask(() -> Texts.all(scene.getRoot()).stream().anyMatch(each -> each.contains(words))));
        return this;
    }

    public boolean hasWords(String words) {
        return Screen.ask(() -> Texts.all(scene.getRoot()).stream().anyMatch(each -> each.contains(words)));
    }

    public void type(String id, String text) {
        Node node = await(id);
        Screen.act(() -> ((TextInputControl) node).setText(text));
    }

    /** What pressing a button does. */
    public void fire(String id) {
        until(
                "#" + id + " can be pressed",
                () -> Screen.ask(() -> {
                    Node node = visible(id);
                    if (node == null || node.isDisabled()) {
                        return false;
                    }
                    ((ButtonBase) node).fire();
                    return true;
                }));
    }

    /** The same for the one on top, where several have this id. */
    public void fireLast(String id) {
        until("the last #" + id, () -> Screen.ask(() -> !last(id).isDisabled()));
        Screen.act(() -> ((ButtonBase) last(id)).fire());
    }

    private Node last(String id) {
        return scene.getRoot().lookupAll("#" + id).stream()
                .filter(OpenConsole::isShown)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    public boolean isDisabled(String id) {
        Node node = await(id);
        return Screen.ask(node::isDisabled);
    }

    public String text(String id) {
        Node node = await(id);
        return Screen.ask(() -> node instanceof Labeled labeled
                ? labeled.getText()
                : node instanceof TextInputControl input ? input.getText() : ((Label) node).getText());
    }

    /** How many rows the list that shows has. */
    public int rows() {
        return Screen.ask(() -> ((TableView<?>) Objects.requireNonNull(visible("rows")))
                .getItems()
                .size());
    }

    /** Waits until the list that shows has rows. */
    public void awaitRows() {
        until("rows", () -> shows("rows") && rows() > 0);
    }

    /** Selects the first row by keyboard. */
    public void selectFirst() {
        focus("rows");
        press(KeyCode.J);
        settle();
    }

    /** Types where the focus is, as somebody does who only has a keyboard. */
    public void typeHere(String text) {
        Screen.act(() -> {
            if (!(scene.getFocusOwner() instanceof TextInputControl input)) {
                throw new AssertionError("The focus is not where one can type: " + scene.getFocusOwner());
            }
            input.selectAll();
            input.replaceSelection(text);
        });
    }

    /** Does what the palette finds first for these words, or follows the link that they are. */
    public void palette(String typed) {
        press(KeyCode.CONTROL, KeyCode.K);
        await("paletteField");
        settle();
        typeHere(typed);
        settle();
        press(KeyCode.ENTER);
        settle();
    }

    /** Goes by the tabulator until the keyboard is at this node. */
    public void tabTo(String id) {
        for (int nodes = 0; nodes < 40 && !isFocused(id); nodes++) {
            // In text of several lines, a tab by itself is text.
            if (Screen.ask(() -> scene.getFocusOwner() instanceof TextArea)) {
                press(KeyCode.CONTROL, KeyCode.TAB);
            } else {
                press(KeyCode.TAB);
            }
        }
        if (!isFocused(id)) {
            throw new AssertionError("No tab leads to #" + id + " from " + scene.getFocusOwner());
        }
    }

    /** Fills a field of the dialog that is about to show, by keyboard. */
    public void fill(String id, String text) {
        await(id);
        settle();
        tabTo(id);
        typeHere(text);
    }

    /** Whether the keyboard is at this node. */
    public boolean isFocused(String id) {
        return Screen.ask(() ->
                scene.getFocusOwner() != null && id.equals(scene.getFocusOwner().getId()));
    }

    /** Goes down the rows by keyboard until one of which this is known is selected. */
    public void goToRow(String known) {
        awaitRows();
        for (int i = 0; i <= rows(); i++) {
            Object row = Screen.ask(() -> ((TableView<?>) Objects.requireNonNull(visible("rows")))
                    .getSelectionModel()
                    .getSelectedItem());
            if (row != null && row.toString().contains(known)) {
                return;
            }
            press(KeyCode.J);
        }
        throw new AssertionError("No row knows of " + known + ". What is there: " + words());
    }

    /** Chooses one of a box, by its place. */
    public void choose(String id, int index) {
        Node node = await(id);
        Screen.act(() -> ((ComboBox<?>) node).getSelectionModel().select(index));
    }

    /** Follows a link as it is handed on, through the palette. */
    public void follow(String link) {
        fire("search");
        type("paletteField", link);
        press(KeyCode.ENTER);
        settle();
    }

    public void focus(String id) {
        Node node = await(id);
        Screen.act(node::requestFocus);
    }

    /** Keys are for this window from now on, and others do not show: without a display, the one that was shown last has them. */
    public void front() {
        Screen.act(() -> {
            List.copyOf(Window.getWindows()).forEach(Window::hide);
            window.show();
        });
    }

    /** Presses all keys in order and lets go of them in reverse, like a hand. */
    public void press(KeyCode... keys) {
        Screen.act(() -> {
            Robot robot = new Robot();
            for (KeyCode key : keys) {
                robot.keyPress(key);
            }
            for (int i = keys.length - 1; i >= 0; i--) {
                robot.keyRelease(keys[i]);
            }
        });
    }

    /** All that can be read in the window. */
    public List<String> words() {
        return Screen.ask(() -> Texts.all(scene.getRoot()));
    }

    /** Waits until it is so, and says what is on the screen if it never is. */
    public void until(String what, Callable<Boolean> condition) {
        try {
            Await.until(what, condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ". What is there: " + words(), e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        Screen.act(() -> {
            window.close();
            console.close();
            scene.setRoot(new Region());
            // Without a display, JavaFX keeps the window that had the keys last, and that what had the focus in it.
            window.setScene(null);
        });
        removeFiles();
    }

    private void removeFiles() {
        try {
            for (Path file : saved) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
