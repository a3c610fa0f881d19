package ai.ominigate.console.control;

import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javafx.css.PseudoClass;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * What is known of one thing: names on the left, values on the right, or below where there is no room beside. A value that is
 * null has no row.
 */
public final class Facts extends GridPane {

    private static final PseudoClass BELOW = PseudoClass.getPseudoClass("below");
    private static final Pattern ID = Pattern.compile("([a-z]+:)?[0-9a-fA-F-]{25,}");
    private static final int BEGINNING = 8;
    private static final int END = 4;

    /** Values are readable from so many letters a line on. */
    private static final double LETTERS = 18;

    /** How wide a letter is, by its size. */
    private static final double OF_SIZE = 0.55;

    private final Text text;
    private final Moments moments;
    private final List<Label> names = new ArrayList<>();
    private boolean below;

    public Facts(Text text, Moments moments) {
        this.text = text;
        this.moments = moments;
        getStyleClass().add("facts");
        ColumnConstraints left = new ColumnConstraints();
        left.setMinWidth(USE_PREF_SIZE);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        values.setFillWidth(true);
        getColumnConstraints().addAll(left, values);
        widthProperty().subscribe(this::arrange);
    }

    /** Puts values beside or below their names. */
    private void arrange() {
        if (names.isEmpty() || getWidth() == 0) {
            return;
        }
        double widest =
                names.stream().mapToDouble(each -> each.prefWidth(-1)).max().orElse(0);
        double least = names.getFirst().getFont().getSize() * OF_SIZE * LETTERS;
        boolean narrow = widest + getHgap() + least > getWidth();
        if (narrow == below) {
            return;
        }
        below = narrow;
        pseudoClassStateChanged(BELOW, below);
        for (int i = 0; i < names.size(); i++) {
            place(i);
        }
    }

    private void place(int row) {
        Label name = names.get(row);
        Node value = name.getLabelFor();
        GridPane.setConstraints(name, 0, below ? 2 * row : row, below ? 2 : 1, 1);
        GridPane.setConstraints(value, below ? 0 : 1, below ? 2 * row + 1 : row, below ? 2 : 1, 1);
    }

    /** Some words. */
    public Facts words(String name, @Nullable String value) {
        return value == null || value.isBlank() ? this : node(name, Dialogs.wrapped(value));
    }

    /** Something that people copy: shortened in the middle where it is long, whole in the tooltip and in the copy. */
    public Facts copied(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        FontIcon icon = new FontIcon("fth-copy");
        Button copy = new Button(shortened(value), icon);
        copy.getStyleClass().add("copied-fact");
        // What it is called may have a _ in it.
        copy.setMnemonicParsing(false);
        copy.setContentDisplay(ContentDisplay.RIGHT);
        copy.setWrapText(true);
        copy.setMinHeight(USE_PREF_SIZE);
        copy.setAccessibleText(text.beside(Facts.class).get("control.copy", name, value));
        copy.setTooltip(new Tooltip(value));
        copy.setOnAction(_ -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(value);
            Clipboard.getSystemClipboard().setContent(content);
            icon.setIconLiteral("fth-check");
        });
        return node(name, copy);
    }

    /** Ids and digests are told apart by how they begin and end; what people read, as an address, stays whole. */
    public static String shortened(String value) {
        return !ID.matcher(value).matches()
                ? value
                : value.substring(0, BEGINNING) + "…" + value.substring(value.length() - END);
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

    public Facts state(String name, @Nullable Badge value) {
        if (value == null) {
            return this;
        }
        StateBadge badge = new StateBadge(value);
        badge.setWrapText(true);
        badge.setMinWidth(0);
        badge.setMinHeight(USE_PREF_SIZE);
        return node(name, badge);
    }

    /** Anything else. */
    public Facts node(String name, Node value) {
        Label label = new Label(name);
        label.getStyleClass().add("fact-name");
        label.setLabelFor(value);
        GridPane.setValignment(label, value instanceof HBox ? VPos.CENTER : VPos.TOP);
        names.add(label);
        getChildren().addAll(label, value);
        place(names.size() - 1);
        return this;
    }
}
