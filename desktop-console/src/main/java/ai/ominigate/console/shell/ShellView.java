package ai.ominigate.console.shell;

import ai.ominigate.console.remote.Connection;
import ai.ominigate.console.session.Session;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.Theme;
import ai.ominigate.console.view.View;
import ai.ominigate.model.staff.ConsoleVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.event.Event;
import javafx.event.EventHandler;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The window around the screens: rail, top bar, banner, status bar, and the keys that work everywhere. */
public final class ShellView {

    private static final String FOLDED = "folded";
    private static final double COMPACT_FROM = 1.5;
    private static final Duration SECOND_KEY_WITHIN = Duration.ofSeconds(2);

    private final Session session;
    private final Navigator navigator;
    private final Tools tools;
    private final Theme theme;
    private final Text text;
    private final String version;
    private final ObservableValue<@Nullable ConsoleVersion> newer;
    private final List<Jump> jumps;
    private final List<Aside> asides;
    private final List<Command> everywhere = new ArrayList<>();
    private final Map<String, ToggleButton> entries = new HashMap<>();
    private final Timeline ticking;

    private final Deque<KeyEvent> held = new ArrayDeque<>();

    private @Nullable Instant gPressedAt;
    private boolean compact;
    private final EventHandler<KeyEvent> pressedNowhere = this::pressedNowhere;

    @FXML
    private BorderPane root;

    @FXML
    private VBox rail;

    @FXML
    private VBox places;

    @FXML
    private Button fold;

    @FXML
    private Button search;

    @FXML
    private Button back;

    @FXML
    private Button forward;

    @FXML
    private Label environment;

    @FXML
    private Label connection;

    @FXML
    private MenuButton actions;

    @FXML
    private MenuButton person;

    @FXML
    private HBox topBar;

    @FXML
    private HBox banner;

    @FXML
    private Label bannerWords;

    @FXML
    private StackPane centre;

    @FXML
    private Button time;

    @FXML
    private Label heard;

    @FXML
    private Label versionWords;

    private ShellView(
            Session session,
            Navigator navigator,
            Tools tools,
            Theme theme,
            List<Jump> jumps,
            List<Aside> asides,
            String version,
            ObservableValue<@Nullable ConsoleVersion> newer) {
        this.session = session;
        this.navigator = navigator;
        this.tools = tools;
        this.theme = theme;
        this.text = tools.text().beside(ShellView.class);
        this.jumps = List.copyOf(jumps);
        this.asides = List.copyOf(asides);
        this.version = version;
        this.newer = newer;
        this.ticking = new Timeline(new KeyFrame(javafx.util.Duration.seconds(1), _ -> tick()));
        ticking.setCycleCount(Animation.INDEFINITE);
    }

    /**
     * The window's content, put into what the dialogs of {@code tools} lie over.
     *
     * @param newer a console that is newer than this one, of {@code version}; null while none is known
     */
    public static void show(
            StackPane into,
            Session session,
            Navigator navigator,
            Tools tools,
            Theme theme,
            List<Jump> jumps,
            List<Aside> asides,
            String version,
            ObservableValue<@Nullable ConsoleVersion> newer) {
        Parent shell = View.load(
                        ShellView.class,
                        tools.text().beside(ShellView.class),
                        () -> new ShellView(session, navigator, tools, theme, jumps, asides, version, newer))
                .root();
        into.getChildren().setAll(shell);
    }

    @FXML
    private void initialize() {
        defineCommands();
        navigator.places().forEach(this::addToRail);
        icon(fold, "shell.fold");
        fold.setOnAction(_ -> run("shell.fold"));
        icon(back, "shell.back");
        back.disableProperty().bind(navigator.canGoBackProperty().not());
        back.setOnAction(_ -> navigator.back());
        icon(forward, "shell.forward");
        forward.disableProperty().bind(navigator.canGoForwardProperty().not());
        forward.setOnAction(_ -> navigator.forward());
        search.setOnAction(_ -> run("shell.palette"));
        asides.forEach(each -> topBar.getChildren().add(topBar.getChildren().indexOf(actions), each.shown()));
        environment.setText(session.remote().address().base().host());
        environment.setTooltip(new Tooltip(session.remote().address().toString()));
        person.setAccessibleText(session.me().staff().name());
        person.getItems().setAll(item(command("shell.lock")), item(command("shell.sign-out")));
        newer.subscribe(this::tellVersion);
        time.setOnAction(_ -> run("shell.utc"));
        bindConnection(tools.calls().connection());
        navigator.deskProperty().subscribe(this::show);
        // At this size the words of the rail would take the room of what they lead to.
        // The theme outlives whoever is signed in.
        theme.scaleProperty().when(root.sceneProperty().isNotNull()).subscribe(scale -> {
            compact = scale.doubleValue() >= COMPACT_FROM;
            foldRail(compact);
            person.setText(compact ? "" : session.me().staff().name());
            tellConnection();
        });
        actions.setOnShowing(_ -> fillActions());
        root.addEventFilter(KeyEvent.ANY, this::hold);
        navigator.openingProperty().subscribe(opening -> {
            if (!opening) {
                tools.calls().tasks().land(this::letGo);
            }
        });
        root.addEventHandler(KeyEvent.KEY_PRESSED, this::pressed);
        root.addEventHandler(KeyEvent.KEY_TYPED, this::typed);
        root.sceneProperty().addListener((_, before, now) -> {
            if (before != null) {
                before.removeEventHandler(KeyEvent.KEY_PRESSED, pressedNowhere);
            }
            if (now != null) {
                now.addEventHandler(KeyEvent.KEY_PRESSED, pressedNowhere);
            }
        });
        root.addEventFilter(KeyEvent.ANY, _ -> session.used());
        root.addEventFilter(MouseEvent.ANY, _ -> session.used());
        root.sceneProperty().subscribe(scene -> {
            if (scene == null) {
                ticking.stop();
            } else {
                ticking.play();
                tick();
            }
        });
    }

    private void defineCommands() {
        everywhere.add(Command.always("shell.palette", text.get("shell.palette"), "Shortcut+K", this::openPalette));
        asides.forEach(each -> everywhere.add(each.command()));
        for (Place each : navigator.places()) {
            Command go = Command.always(
                    "shell.go." + each.id(),
                    text.get("shell.go", each.title()),
                    null,
                    () -> navigator.go(Link.to(each.id())));
            everywhere.add(
                    new Command(go.id(), go.words(), null, "G  " + each.letter().getName(), go.enabled(), go.action()));
        }
        everywhere.add(Command.of(
                "shell.back", text.get("shell.back"), "Alt+Left", navigator.canGoBackProperty(), navigator::back));
        everywhere.add(Command.of(
                "shell.forward",
                text.get("shell.forward"),
                "Alt+Right",
                navigator.canGoForwardProperty(),
                navigator::forward));
        everywhere.add(Command.always(
                "shell.refresh", text.get("shell.refresh"), "F5", () -> desk().ifPresent(Desk::refresh)));
        everywhere.add(Command.always("shell.link", text.get("shell.link"), "Shortcut+Shift+C", this::copyLink));
        everywhere.add(Command.always("shell.fold", text.get("shell.fold"), "Shortcut+B", this::fold));
        everywhere.add(Command.always("shell.utc", text.get("shell.utc"), null, this::toggleZone));
        everywhere.add(Command.always("shell.larger", text.get("shell.larger"), "Shortcut+Equals", theme::larger));
        everywhere.add(Command.always("shell.smaller", text.get("shell.smaller"), "Shortcut+Minus", theme::smaller));
        everywhere.add(Command.always("shell.keys", text.get("shell.keys"), null, this::openCheatSheet));
        everywhere.add(Command.always(
                "shell.lock", text.get("shell.lock"), "Shortcut+L", () -> session.lock(Session.Why.ASKED)));
        everywhere.add(Command.always("shell.sign-out", text.get("shell.sign-out"), null, session::signOut));
    }

    private Command command(String id) {
        return everywhere.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void run(String id) {
        command(id).run();
    }

    private Optional<Desk> desk() {
        return Optional.ofNullable(navigator.deskProperty().get());
    }

    private List<Command> commands() {
        List<Command> all = new ArrayList<>();
        desk().ifPresent(desk -> all.addAll(desk.commands()));
        all.addAll(everywhere);
        return all;
    }

    private void addToRail(Place place) {
        ToggleButton entry = new ToggleButton(place.title(), new FontIcon(place.icon()));
        entry.setId("go-" + place.id());
        entry.getStyleClass().add("rail-entry");
        entry.setMaxWidth(Double.MAX_VALUE);
        entry.setAccessibleText(place.title());
        entry.setTooltip(new Tooltip(place.title() + "  (G " + place.letter().getName() + ")"));
        entry.setOnAction(_ -> {
            entry.setSelected(true);
            navigator.go(Link.to(place.id()));
        });
        entries.put(place.id(), entry);
        places.getChildren().add(entry);
    }

    private void icon(Button button, String command) {
        Command named = command(command);
        button.setAccessibleText(named.words());
        button.setTooltip(new Tooltip(named.words() + (named.keys().isEmpty() ? "" : "  (" + named.keys() + ")")));
    }

    private void fold() {
        foldRail(!rail.getStyleClass().contains(FOLDED));
    }

    private void foldRail(boolean folded) {
        rail.getStyleClass().remove(FOLDED);
        if (folded) {
            rail.getStyleClass().add(FOLDED);
        }
        entries.values().forEach(entry -> entry.setText(folded ? "" : entry.getAccessibleText()));
    }

    private void tellVersion(@Nullable ConsoleVersion there) {
        versionWords.setText(
                there == null ? text.get("shell.version", version) : text.get("shell.version.newer", version, there));
        versionWords.setGraphic(there == null ? null : new FontIcon("fth-arrow-up-circle"));
        versionWords
                .getStyleClass()
                .setAll(there == null ? List.of("label", "quiet") : List.of("label", "badge", "information"));
    }

    private void bindConnection(Connection to) {
        banner.managedProperty().bind(banner.visibleProperty());
        to.lostSinceProperty().subscribe(_ -> tellConnection());
    }

    private void tellConnection() {
        Instant since = tools.calls().connection().lostSinceProperty().get();
        String words = text.get(since == null ? "shell.online" : "shell.offline");
        banner.setVisible(since != null);
        connection.getStyleClass().removeAll("good", "bad");
        connection.getStyleClass().add(since == null ? "good" : "bad");
        ((FontIcon) connection.getGraphic()).setIconLiteral(since == null ? "fth-check-circle" : "fth-wifi-off");
        connection.setText(compact ? "" : words);
        connection.setAccessibleText(words);
        connection.setTooltip(new Tooltip(words));
        if (since != null) {
            bannerWords.setText(text.get("shell.offline.since", tools.moments().clockTime(since)));
        }
    }

    private void show(@Nullable Desk desk) {
        if (desk == null) {
            return;
        }
        centre.getChildren().setAll(desk.root());
        // What panes hold is not in the scene, and cannot have the focus, before they have their skins.
        desk.root().applyCss();
        Place place = Objects.requireNonNull(navigator.placeProperty().get());
        entries.forEach((id, entry) -> entry.setSelected(id.equals(place.id())));
    }

    /** When somebody opens them: few do, and there are many. */
    private void fillActions() {
        actions.getItems().clear();
        desk().ifPresent(desk ->
                desk.commands().forEach(each -> actions.getItems().add(item(each))));
        if (!actions.getItems().isEmpty()) {
            actions.getItems().add(new SeparatorMenuItem());
        }
        everywhere.forEach(each -> actions.getItems().add(item(each)));
    }

    /** What is typed while a screen opens is for that screen. */
    private void hold(KeyEvent key) {
        if (navigator.openingProperty().get() && !tools.dialogs().isOpen()) {
            key.consume();
            held.add(key);
        }
    }

    private void letGo() {
        while (!held.isEmpty() && !navigator.openingProperty().get() && root.getScene() != null) {
            KeyEvent key = held.removeFirst();
            Node focused = root.getScene().getFocusOwner();
            Event.fireEvent(focused == null ? root : focused, key.copyFor(key.getSource(), key.getTarget()));
        }
    }

    private static MenuItem item(Command command) {
        // No accelerator of the menu's own: the keys are the shell's, which knows who is typing.
        MenuItem item = new MenuItem(
                command.keys().isEmpty() ? command.words() : command.words() + "  (" + command.keys() + ")");
        item.setId(command.id());
        item.disableProperty().bind(Bindings.not(command.enabled()));
        item.setOnAction(_ -> command.run());
        return item;
    }

    private void tick() {
        session.look();
        Instant there = tools.moments().now().plus(session.remote().skew());
        time.setText(tools.moments().clockTime(there));
        Instant last = tools.calls().connection().heardAtProperty().get();
        heard.setText(
                last == null ? "" : text.get("shell.heard", tools.moments().relative(last)));
    }

    private void toggleZone() {
        tools.moments().utcProperty().set(!tools.moments().utcProperty().get());
        tick();
    }

    private void openPalette() {
        new Palette(tools.dialogs(), text, this::commands, jumps, navigator).open();
    }

    private void openCheatSheet() {
        CheatSheet.open(tools.dialogs(), text, commands());
    }

    private void copyLink() {
        Link here = navigator.here();
        if (here != null) {
            ClipboardContent content = new ClipboardContent();
            content.putString(here.toString());
            Clipboard.getSystemClipboard().setContent(content);
            tools.dialogs().toast(text.get("shell.link.copied"));
        }
    }

    /** Where what had the focus is gone, as when a screen was drawn anew, keys reach the window alone. */
    private void pressedNowhere(KeyEvent key) {
        if (key.getTarget() instanceof Scene) {
            pressed(key);
        }
    }

    private void pressed(KeyEvent key) {
        if (tools.dialogs().isOpen()) {
            return;
        }
        boolean typing = key.getTarget() instanceof TextInputControl;
        if (!typing && goBy(key)) {
            key.consume();
            return;
        }
        for (Command each : commands()) {
            if (each.shortcut() != null && each.shortcut().match(key) && !(typing && isBare(key))) {
                key.consume();
                each.run();
                return;
            }
        }
    }

    /** Whether a text field would take the key as something typed. */
    private static boolean isBare(KeyEvent key) {
        return !key.isShortcutDown() && !key.isAltDown() && !key.getCode().isFunctionKey();
    }

    private boolean goBy(KeyEvent key) {
        if (key.isShortcutDown() || key.isAltDown() || key.isShiftDown()) {
            return false;
        }
        Instant now = tools.moments().now();
        Instant pressedAt = gPressedAt;
        gPressedAt = null;
        if (pressedAt != null && now.isBefore(pressedAt.plus(SECOND_KEY_WITHIN))) {
            Optional<Place> target = navigator.places().stream()
                    .filter(each -> each.letter() == key.getCode())
                    .findFirst();
            target.ifPresent(each -> navigator.go(Link.to(each.id())));
            return target.isPresent();
        }
        if (key.getCode() == KeyCode.G) {
            gPressedAt = now;
            return true;
        }
        return false;
    }

    private void typed(KeyEvent key) {
        if (key.getCharacter().equals("?")
                && !(key.getTarget() instanceof TextInputControl)
                && !tools.dialogs().isOpen()) {
            key.consume();
            openCheatSheet();
        }
    }
}
