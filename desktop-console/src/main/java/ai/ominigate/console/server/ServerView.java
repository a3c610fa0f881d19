package ai.ominigate.console.server;

import ai.ominigate.console.server.Standing.NotReady;
import ai.ominigate.console.server.Standing.Unknown;
import ai.ominigate.console.server.Standing.Unreachable;
import ai.ominigate.console.server.Standing.Up;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.View;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.controlsfx.control.textfield.CustomTextField;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The server screen: which server, whether it serves, and which of its parts do not. */
public final class ServerView {

    private static final PseudoClass DANGER = PseudoClass.getPseudoClass("danger");

    private final ServerViewModel model;
    private final Text text;
    private final InstantSource clock;

    /** Makes "three minutes" of a moment three minutes ago, while somebody looks. */
    private final Timeline ticking;

    @FXML
    private VBox root;

    @FXML
    private CustomTextField address;

    @FXML
    private Label addressWrong;

    @FXML
    private Button checkAgain;

    @FXML
    private HBox standing;

    @FXML
    private FontIcon icon;

    @FXML
    private Label word;

    @FXML
    private Label since;

    @FXML
    private Label sentence;

    @FXML
    private Label next;

    @FXML
    private TableView<Component> components;

    @FXML
    private TableColumn<Component, String> name;

    @FXML
    private TableColumn<Component, Component.State> state;

    @FXML
    private TableColumn<Component, String> note;

    private ServerView(ServerViewModel model, Text text, InstantSource clock) {
        this.model = model;
        this.text = text;
        this.clock = clock;
        this.ticking = new Timeline(new KeyFrame(javafx.util.Duration.seconds(1), tick -> tellTimes()));
        ticking.setCycleCount(Animation.INDEFINITE);
    }

    /** The screen, which asks the server for as long as it is in a window that shows. */
    public static Parent of(ServerViewModel model, Text text, InstantSource clock) {
        return View.load(ServerView.class, text, () -> new ServerView(model, text, clock))
                .root();
    }

    @FXML
    private void initialize() {
        bindAddress();
        bindTable();
        model.standingProperty().subscribe(this::show);
        model.nextCheckProperty().subscribe(this::tellTimes);
        model.checkingProperty().subscribe(this::tellTimes);
        root.sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(window -> window.showingProperty())
                .orElse(false)
                .subscribe(this::shown);
        root.sceneProperty().subscribe(this::listenToKeys);
    }

    private void bindAddress() {
        address.textProperty().bindBidirectional(model.typedProperty());
        address.setOnAction(enter -> model.useTyped());
        address.addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                model.forgetTyped();
                address.end();
                key.consume();
            }
        });
        addressWrong.visibleProperty().bind(model.typedWrongProperty());
        addressWrong.managedProperty().bind(model.typedWrongProperty());
        model.typedWrongProperty().subscribe(wrong -> address.pseudoClassStateChanged(DANGER, wrong));
        checkAgain.setOnAction(click -> model.useTyped());
    }

    private void bindTable() {
        name.setCellValueFactory(row -> new ReadOnlyStringWrapper(name(row.getValue())));
        state.setCellValueFactory(
                row -> new ReadOnlyObjectWrapper<>(row.getValue().state()));
        state.setCellFactory(column -> new StateCell(text));
        note.setCellValueFactory(row -> new ReadOnlyStringWrapper(row.getValue().note()));
        components.setPlaceholder(new Label());
    }

    private void listenToKeys(@Nullable Scene scene) {
        if (scene == null) {
            return;
        }
        scene.getAccelerators().put(new KeyCodeCombination(KeyCode.F5), model::useTyped);
        scene.getAccelerators().put(new KeyCodeCombination(KeyCode.L, KeyCombination.SHORTCUT_DOWN), () -> {
            address.requestFocus();
            address.selectAll();
        });
    }

    private void shown(boolean shown) {
        if (shown) {
            ticking.play();
            checkAgain.requestFocus();
            model.checkNow();
        } else {
            ticking.stop();
            model.stop();
        }
    }

    private void show(Standing now) {
        String kind = switch (now) {
            case Unknown _ -> "unknown";
            case Up _ -> "up";
            case NotReady _ -> "not-ready";
            case Unreachable _ -> "unreachable";
        };
        standing.getStyleClass().setAll("standing", meaning(now));
        icon.setIconLiteral(iconOf(now));
        word.setText(text.get("server." + kind));
        sentence.setText(sentence(now));
        components.getItems().setAll(now.parts());
        ((Label) components.getPlaceholder()).setText(text.get("server.components." + kind));
        tellTimes();
    }

    private static String meaning(Standing standing) {
        return switch (standing) {
            case Unknown _ -> "information";
            case Up _ -> "good";
            case NotReady _ -> "waiting";
            case Unreachable _ -> "bad";
        };
    }

    private static String iconOf(Standing standing) {
        return switch (standing) {
            case Unknown _ -> "fth-loader";
            case Up _ -> "fth-check-circle";
            case NotReady _ -> "fth-clock";
            case Unreachable _ -> "fth-x-circle";
        };
    }

    private String sentence(Standing standing) {
        return switch (standing) {
            case Unknown _ ->
                text.get("server.unknown.sentence", model.addressProperty().get());
            case Up _ -> text.get("server.up.sentence");
            case NotReady notReady -> sentence(notReady);
            case Unreachable(Standing.Reason reason, String detail) -> text.get("server.unreachable." + reason, detail);
        };
    }

    private String sentence(NotReady notReady) {
        Optional<Component> down = notReady.components().stream()
                .filter(part -> part.state() != Component.State.UP)
                .findFirst();
        return down.map(part -> text.get("server.not-ready.because", name(part), part.note())
                        .strip())
                .orElseGet(() -> text.get("server.not-ready.sentence"));
    }

    private String name(Component part) {
        return text.find("server.component." + part.name()).orElse(part.name());
    }

    private void tellTimes() {
        Instant from = model.sinceProperty().get();
        since.setText(text.get("server.since", words(Duration.between(from, clock.instant()))));
        since.setTooltip(new Tooltip(absolute(from)));
        next.setText(nextWords());
    }

    private String nextWords() {
        if (model.checkingProperty().get()) {
            return text.get("server.checking");
        }
        Instant at = model.nextCheckProperty().get();
        return at == null ? "" : text.get("server.next", words(Duration.between(clock.instant(), at)));
    }

    private String words(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return text.get("duration.seconds", seconds);
        }
        if (seconds < 3600) {
            return text.get("duration.minutes", seconds / 60);
        }
        return seconds < 86_400
                ? text.get("duration.hours", seconds / 3600)
                : text.get("duration.days", seconds / 86_400);
    }

    private String absolute(Instant moment) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.LONG)
                .withLocale(text.locale())
                .format(moment.atZone(ZoneId.systemDefault()));
    }
}
