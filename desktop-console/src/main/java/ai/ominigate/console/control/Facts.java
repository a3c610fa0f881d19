package ai.ominigate.console.control;

import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.Usd;
import java.time.Instant;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;

/** What is known of one thing: names on the left, values on the right. A value that is null has no row. */
public final class Facts extends GridPane {

    private final Text text;
    private final Moments moments;

    public Facts(Text text, Moments moments) {
        this.text = text;
        this.moments = moments;
        getStyleClass().add("facts");
        ColumnConstraints names = new ColumnConstraints();
        names.setMinWidth(USE_PREF_SIZE);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        values.setFillWidth(true);
        getColumnConstraints().addAll(names, values);
    }

    /** Some words. */
    public Facts words(String name, @Nullable String value) {
        return value == null || value.isBlank() ? this : node(name, Dialogs.wrapped(value));
    }

    /** Something that people copy: can be selected, whole. */
    public Facts copied(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        TextField field = new TextField(value);
        field.setEditable(false);
        field.getStyleClass().add("copied-fact");
        field.setAccessibleText(name);
        field.setTooltip(new Tooltip(value));
        return node(name, field);
    }

    public Facts money(String name, @Nullable Usd value) {
        return value == null ? this : node(name, Dialogs.wrapped(Amounts.words(value, text.locale())));
    }

    /** When, relative and absolute. */
    public Facts time(String name, @Nullable Instant value) {
        return value == null
                ? this
                : node(name, Dialogs.wrapped(moments.relative(value) + " · " + moments.absolute(value)));
    }

    public Facts state(String name, Badge value) {
        return node(name, new StateBadge(value));
    }

    /** Anything else. */
    public Facts node(String name, Node value) {
        Label label = new Label(name);
        label.getStyleClass().add("fact-name");
        label.setLabelFor(value);
        GridPane.setValignment(label, VPos.TOP);
        addRow(getRowCount(), label, value);
        return this;
    }
}
