package ai.ominigate.console.control;

import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.approval.ProposedChange;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** What would be different: what, as it is, and as it would be. */
public final class ChangeTable extends VBox {

    private static final double WHAT = 28;
    private static final double VALUE = 36;

    public ChangeTable(List<ProposedChange> changes, Text reader, Moments moments) {
        Text text = reader.beside(ChangeTable.class);
        ChangeWords words = new ChangeWords(text, moments);
        Label heading = new Label(text.get("control.change.heading"));
        heading.getStyleClass().add("heading");
        GridPane table = new GridPane();
        table.getStyleClass().addAll("facts", "changes");
        for (double width : new double[] {WHAT, VALUE, VALUE}) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(width);
            table.getColumnConstraints().add(column);
        }
        table.addRow(
                0,
                head(text.get("control.change.what")),
                head(text.get("control.change.now")),
                head(text.get("control.change.then")));
        for (ProposedChange each : changes) {
            table.addRow(
                    table.getRowCount(),
                    head(words.field(each.field())),
                    value(words.value(each.before()), "was", text),
                    value(words.value(each.after()), "will-be", text));
        }
        getChildren().addAll(heading, table);
        getStyleClass().add("section");
        setId("changes");
    }

    private static Label head(String words) {
        Label label = Dialogs.wrapped(words);
        label.getStyleClass().add("fact-name");
        return label;
    }

    private static Label value(@Nullable String words, String style, Text text) {
        Label label = Dialogs.wrapped(words == null ? text.get("control.change.nothing") : words);
        label.getStyleClass().add(words == null ? "quiet" : style);
        return label;
    }
}
