package ai.ominigate.console.reveal;

import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.model.reveal.RevealedField;
import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * Personal data, masked. The eye asks what for and shows it for a minute; a copy is written down, too. It is masked again when
 * the window loses the focus, when the console is locked, and when somebody goes elsewhere.
 */
public final class MaskedValue extends HBox {

    private final Tools tools;
    private final Text text;
    private final Reveal reveal;
    private final String masked;
    private final Purpose first;
    private final Label value = new Label();
    private final Button eye = new Button();
    private final Button copy = new Button();

    /**
     * @param masked as the server shows it
     * @param subject whose, as {@code account:019a…} or {@code case:019a…}
     * @param first the purpose that is offered first
     * @param caseName the case that it is looked at in, as {@code case:019a…}; null outside of cases
     */
    public MaskedValue(
            Tools tools, String masked, String subject, PersonalField field, Purpose first, @Nullable String caseName) {
        this.tools = tools;
        this.text = tools.text().beside(MaskedValue.class);
        this.reveal = new Reveal(tools.calls(), tools.moments()::now, subject, field, caseName);
        this.masked = masked;
        this.first = first;
        getStyleClass().addAll("masked-value");
        setAlignment(Pos.CENTER_LEFT);
        value.setWrapText(true);
        icon(eye, "eye");
        icon(copy, "copy");
        copy.setGraphic(new FontIcon("fth-copy"));
        name(copy, text.get("reveal.copy"));
        copy.setOnAction(_ -> reveal.copy(this::toClipboard, tools.dialogs()::failed));
        getChildren().addAll(value, eye, copy);
        reveal.shownProperty().subscribe(this::show);
        sceneProperty().subscribe(scene -> {
            if (scene == null) {
                reveal.hide();
            }
        });
        sceneProperty()
                .flatMap(scene -> scene.windowProperty())
                .flatMap(window -> window.focusedProperty())
                .orElse(false)
                .subscribe(focused -> {
                    if (!focused) {
                        reveal.hide();
                    }
                });
    }

    private static void icon(Button button, String id) {
        button.setId(id);
        button.getStyleClass().add("icon-button");
    }

    private static void name(Button button, String name) {
        button.setAccessibleText(name);
        button.setTooltip(new Tooltip(name));
    }

    private void show(@Nullable RevealedField revealed) {
        boolean clear = revealed != null;
        value.setText(revealed == null ? masked : revealed.value());
        copy.setVisible(clear);
        copy.setManaged(clear);
        eye.setGraphic(new FontIcon(clear ? "fth-eye-off" : "fth-eye"));
        name(eye, text.get(clear ? "reveal.hide" : "reveal.show"));
        eye.setOnAction(_ -> {
            if (clear) {
                reveal.hide();
            } else {
                ask();
            }
        });
    }

    private void ask() {
        ComboBox<Purpose> purpose =
                Fields.choice("purpose", List.of(Purpose.values()), each -> text.get("reveal.purpose." + each));
        purpose.setValue(first);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("reveal.ask"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("reveal.sentence")),
                                Dialogs.field(text.get("reveal.what-for"), purpose)))
                .startAt(purpose);
        tools.dialogs().show(dialog.verb(text.get("reveal.show"), new SimpleBooleanProperty(true), () -> {
            dialog.busyProperty().set(true);
            reveal.reveal(purpose.getValue(), dialog::close, dialog::fail);
        }));
    }

    private void toClipboard(String clear) {
        ClipboardContent content = new ClipboardContent();
        content.putString(clear);
        Clipboard.getSystemClipboard().setContent(content);
        tools.dialogs().toast(text.get("reveal.copied"));
    }
}
