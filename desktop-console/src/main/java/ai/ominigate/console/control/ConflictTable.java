package ai.ominigate.console.control;

import ai.ominigate.console.view.Text;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;

/** Three columns: yours, theirs, and what comes of both. */
final class ConflictTable extends GridPane {

    private static final int COLUMNS = 4;

    ConflictTable(List<ConflictRow> rows, Text text) {
        getStyleClass().add("facts");
        for (int i = 0; i < COLUMNS; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / COLUMNS);
            getColumnConstraints().add(column);
        }
        addRow(
                0,
                head(text.get("control.conflict.field")),
                head(text.get("control.conflict.yours")),
                head(text.get("control.conflict.theirs")),
                head(text.get("control.conflict.result")));
        for (ConflictRow row : rows) {
            addRow(
                    getRowCount(),
                    head(row.field()),
                    Dialogs.wrapped(row.yours()),
                    Dialogs.wrapped(row.theirs()),
                    Dialogs.wrapped(row.result()));
        }
    }

    private static Label head(String words) {
        Label label = Dialogs.wrapped(words);
        label.getStyleClass().add("field-name");
        return label;
    }
}
