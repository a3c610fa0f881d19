package ai.ominigate.console.control;

import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/**
 * A question over the window: title, content, and one button that answers it. Stays open with what was typed until what it
 * asked for is done; Esc closes it.
 */
public final class Dialog extends VBox {

    /** As wide as the body is padded on the right. */
    private static final double BAR = 16;

    private final Text text;
    private final Moments moments;
    private final VBox trouble = new VBox();
    private final HBox buttons = new HBox();
    private final BooleanProperty busy = new SimpleBooleanProperty(this, "busy");
    private final Button cancel;
    private Runnable onClosed = () -> {};
    private @Nullable Node first;
    private Runnable close = () -> {};

    Dialog(String title, Node content, Text text, Moments moments) {
        this.text = text;
        this.moments = moments;
        getStyleClass().add("dialog");
        setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        Label heading = new Label(title);
        heading.getStyleClass().add("heading");
        heading.setWrapText(true);
        heading.setMinHeight(USE_PREF_SIZE);
        content.getStyleClass().add("dialog-body");
        ScrollPane scrolled = new ScrollPane(content);
        scrolled.setFitToWidth(true);
        scrolled.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scrolled.getStyleClass().add("edge-to-edge");
        VBox.setVgrow(scrolled, Priority.ALWAYS);
        // Its bar stands in the margin, so that what is in it ends where the buttons do.
        VBox.setMargin(scrolled, new Insets(0, -BAR, 0, 0));
        // As high as its content is at this width; a scroll pane by itself does not ask for that.
        if (content instanceof Region region) {
            region.heightProperty().subscribe(height -> scrolled.setPrefViewportHeight(height.doubleValue()));
        }
        trouble.setManaged(false);
        cancel = new Button(text.beside(Dialog.class).get("control.cancel"));
        cancel.setId("cancel");
        cancel.setCancelButton(true);
        cancel.setMinWidth(USE_PREF_SIZE);
        cancel.setOnAction(_ -> close());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        buttons.getStyleClass().add("row");
        buttons.getChildren().addAll(space, cancel);
        getChildren().addAll(heading, scrolled, trouble, buttons);
    }

    /** What {@code words}, a verb with its object, does. */
    public Dialog verb(String words, ObservableBooleanValue possible, Runnable action) {
        return verb(words, "accent", possible, action);
    }

    /** The same for what cannot be undone. */
    public Dialog dangerousVerb(String words, ObservableBooleanValue possible, Runnable action) {
        return verb(words, "danger", possible, action);
    }

    private Dialog verb(String words, String styleClass, ObservableBooleanValue possible, Runnable action) {
        Button button = new Button(words);
        button.setId("submit");
        button.getStyleClass().add(styleClass);
        button.setDefaultButton(true);
        button.setMinWidth(USE_PREF_SIZE);
        button.disableProperty().bind(busy.or(Bindings.not(possible)));
        button.setOnAction(_ -> {
            fail(null);
            action.run();
        });
        buttons.getChildren().add(button);
        // Enter belongs to text of several lines.
        addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ENTER && key.isShortcutDown()) {
                key.consume();
                button.fire();
            }
        });
        return this;
    }

    /** Names the button that leaves everything as it is; "Cancel" unless this says otherwise. */
    public Dialog leave(String words) {
        cancel.setText(words);
        return this;
    }

    /** Where typing begins. */
    public Dialog startAt(Node node) {
        first = node;
        return this;
    }

    /** Is called when it is closed, whichever way. */
    public Dialog onClosed(Runnable action) {
        onClosed = action;
        return this;
    }

    /** Whether what was asked for is on its way. */
    public BooleanProperty busyProperty() {
        return busy;
    }

    /** Says why it was not done, and lets whoever asked correct it; null takes that back. */
    public void fail(@Nullable Failure failure) {
        busy.set(false);
        trouble.getChildren().clear();
        trouble.setManaged(failure != null);
        if (failure != null) {
            trouble.getChildren().add(new ErrorPane(failure, text, moments, null));
        }
    }

    /** Closes it. */
    public void close() {
        close.run();
    }

    void opened(Runnable closing) {
        close = closing;
        Platform.runLater(() -> {
            // What a scroll pane holds is not in the scene, and cannot have the focus, before the pane has its skin.
            applyCss();
            layout();
            (first == null ? cancel : first).requestFocus();
        });
    }

    void closed() {
        onClosed.run();
    }
}
