package ai.ominigate.console.control;

import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The one door to dialogs and short messages. Both lie over the window's content, so they are hidden with it. */
public final class Dialogs {

    private static final Duration TOAST_STAYS = Duration.ofSeconds(10);
    private static final int LONGEST_REASON = 500;

    private final Text text;
    private final Moments moments;
    private final Tasks tasks;
    private final StackPane layer = new StackPane();
    private final VBox toasts = new VBox();
    private final StackPane root;
    private final Node content;
    private final Deque<Open> open = new ArrayDeque<>();

    private record Open(
            Dialog dialog, StackPane shade, @Nullable Node focused) {}

    /** @param content what dialogs lie over */
    public Dialogs(Node content, Text text, Moments moments, Tasks tasks) {
        this.content = content;
        this.text = text;
        this.moments = moments;
        this.tasks = tasks;
        layer.setPickOnBounds(false);
        toasts.getStyleClass().add("toasts");
        toasts.setPickOnBounds(false);
        toasts.setMaxSize(StackPane.USE_PREF_SIZE, StackPane.USE_PREF_SIZE);
        StackPane.setAlignment(toasts, Pos.BOTTOM_CENTER);
        root = new StackPane(content, layer, toasts);
    }

    /** The content with everything over it. */
    public StackPane root() {
        return root;
    }

    /** A question with a content of its own. */
    public Dialog dialog(String title, Node of) {
        return new Dialog(title, of, text, moments);
    }

    /** Shows a dialog over everything else. */
    public void show(Dialog dialog) {
        Node focused = content.getScene() == null ? null : content.getScene().getFocusOwner();
        StackPane shade = new StackPane(dialog);
        shade.getStyleClass().add("shade");
        // Keys belong to the one on top.
        open.forEach(each -> each.shade().setDisable(true));
        open.push(new Open(dialog, shade, focused));
        layer.getChildren().add(shade);
        content.setDisable(true);
        dialog.opened(() -> close(dialog));
    }

    private void close(Dialog dialog) {
        open.stream().filter(each -> each.dialog() == dialog).findAny().ifPresent(closing -> {
            open.remove(closing);
            layer.getChildren().remove(closing.shade());
            content.setDisable(!open.isEmpty());
            if (!open.isEmpty()) {
                open.peek().shade().setDisable(false);
            }
            if (closing.focused() != null) {
                closing.focused().requestFocus();
            }
            dialog.closed();
        });
    }

    /** Whether one is open, so that keys belong to it. */
    public boolean isOpen() {
        return !open.isEmpty();
    }

    /** Closes whatever is open. */
    public void closeAll() {
        List.copyOf(open).forEach(each -> each.dialog().close());
    }

    /** Says something that was done. */
    public void toast(String words) {
        toast(words, null, null);
    }

    /** The same with a way to take it back. */
    public void toast(String words, @Nullable String undo, @Nullable Runnable undoing) {
        HBox toast = new HBox();
        toast.getStyleClass().add("toast");
        Label label = new Label(words);
        label.setGraphic(new FontIcon(Meaning.GOOD.icon()));
        label.setWrapText(true);
        toast.getChildren().add(label);
        if (undo != null && undoing != null) {
            Button button = new Button(undo);
            button.setId("undo");
            button.setMinWidth(Button.USE_PREF_SIZE);
            button.setOnAction(_ -> {
                toasts.getChildren().remove(toast);
                undoing.run();
            });
            toast.getChildren().add(button);
        }
        toasts.getChildren().add(toast);
        tasks.later(TOAST_STAYS, () -> toasts.getChildren().remove(toast));
    }

    /** Says why something was not done that had no dialog of its own. */
    public void failed(Failure failure) {
        Text own = text.beside(Dialogs.class);
        Dialog dialog = dialog(own.get("control.failed"), new ErrorPane(failure, text, moments, null));
        show(dialog.leave(own.get("control.close")));
    }

    /**
     * Asks for a reason, which is for whoever reads the books later.
     *
     * @param sentence what is going to happen
     * @param verb what the button says: a verb with its object
     * @param action gets the reason, and the dialog, which it closes when all is done or tells why not
     */
    public void reason(String title, String sentence, String verb, BiConsumer<String, Dialog> action) {
        TextArea reason = Fields.area("reason", 3);
        Text own = text.beside(Dialogs.class);
        VBox form = form(wrapped(sentence), field(own.get("control.reason"), reason));
        Dialog dialog = dialog(title, form).startAt(reason);
        show(dialog.verb(
                verb,
                Bindings.createBooleanBinding(
                        () -> !reason.getText().isBlank() && reason.getText().length() <= LONGEST_REASON,
                        reason.textProperty()),
                () -> {
                    dialog.busyProperty().set(true);
                    action.accept(reason.getText().strip(), dialog);
                }));
    }

    /** Asks once more before something that can be undone. */
    public void confirm(String title, String sentence, String verb, Consumer<Dialog> action) {
        Dialog dialog = dialog(title, form(wrapped(sentence)));
        show(dialog.verb(verb, new SimpleBooleanProperty(true), () -> {
            dialog.busyProperty().set(true);
            action.accept(dialog);
        }));
    }

    /**
     * Asks before something that cannot be undone: whoever wants it types the name of what it happens to.
     *
     * @param sentence says what cannot be undone
     * @param name what is to be typed
     */
    public void confirmTyped(String title, String sentence, String name, String verb, Consumer<Dialog> action) {
        TextField typed = new TextField();
        typed.setId("typed");
        typed.getStyleClass().add("copied");
        Text own = text.beside(Dialogs.class);
        Dialog dialog = dialog(title, form(wrapped(sentence), field(own.get("control.type", name), typed)))
                .startAt(typed);
        show(dialog.dangerousVerb(verb, typed.textProperty().isEqualTo(name), () -> {
            dialog.busyProperty().set(true);
            action.accept(dialog);
        }));
    }

    /**
     * Shows what somebody else changed meanwhile beside what was going to be changed, field by field.
     *
     * @param rows what differs
     * @param verb what the button says that writes the last column over theirs
     */
    public void conflict(List<ConflictRow> rows, String verb, Runnable overwrite) {
        Text own = text.beside(Dialogs.class);
        ConflictTable table = new ConflictTable(rows, own);
        Dialog dialog = dialog(own.get("control.conflict"), form(wrapped(own.get("control.conflict.sentence")), table));
        show(dialog.leave(own.get("control.conflict.leave")).verb(verb, new SimpleBooleanProperty(true), () -> {
            dialog.close();
            overwrite.run();
        }));
    }

    /** One below the other, with the space that forms have. */
    public static VBox form(Node... parts) {
        VBox form = new VBox(parts);
        form.getStyleClass().add("form");
        return form;
    }

    /** A field with its name above it, for people who see it and those who hear it. */
    public static VBox field(String name, Node input) {
        Label label = new Label(name);
        label.getStyleClass().add("field-name");
        label.setLabelFor(input);
        label.setWrapText(true);
        label.setMinHeight(Label.USE_PREF_SIZE);
        input.setAccessibleText(name);
        VBox field = new VBox(label, input);
        field.getStyleClass().add("field");
        return field;
    }

    /** A sentence that takes the lines it needs. */
    public static Label wrapped(String words) {
        Label label = new Label(Objects.requireNonNull(words));
        label.setWrapText(true);
        label.setMinHeight(Label.USE_PREF_SIZE);
        return label;
    }

    /** The dialogs that are open, the last on top. */
    List<Dialog> openDialogs() {
        List<Dialog> dialogs = new ArrayList<>();
        open.forEach(each -> dialogs.addFirst(each.dialog()));
        return dialogs;
    }
}
