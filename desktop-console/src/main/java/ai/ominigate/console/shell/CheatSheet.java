package ai.ominigate.console.shell;

import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.view.Text;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;

/** Every shortcut that works where one is, from the commands' own definitions, and those of lists. */
final class CheatSheet {

    private CheatSheet() {}

    static void open(Dialogs dialogs, Text text, List<Command> commands) {
        GridPane sheet = new GridPane();
        sheet.getStyleClass().add("facts");
        ColumnConstraints words = new ColumnConstraints();
        words.setHgrow(Priority.ALWAYS);
        ColumnConstraints keys = new ColumnConstraints();
        keys.setHalignment(HPos.RIGHT);
        keys.setMinWidth(GridPane.USE_PREF_SIZE);
        sheet.getColumnConstraints().addAll(words, keys);
        commands.stream().filter(each -> !each.keys().isEmpty()).forEach(each -> add(sheet, each.words(), each.keys()));
        add(sheet, text.get("shell.keys.rows"), "J  K  ↓  ↑");
        add(sheet, text.get("shell.keys.open"), "Enter");
        add(sheet, text.get("shell.keys.back"), "Esc");
        add(sheet, text.get("shell.keys.refresh"), "R  F5");
        add(sheet, text.get("shell.keys.filter"), "/");
        add(sheet, text.get("shell.keys.page"), "Ctrl+Page Up  Ctrl+Page Down");
        add(sheet, text.get("shell.keys.copy"), "Ctrl+C");
        add(sheet, text.get("shell.keys.mark"), text.get("shell.keys.space"));
        dialogs.show(dialogs.dialog(text.get("shell.keys"), sheet).leave(text.get("shell.close")));
    }

    private static void add(GridPane sheet, String words, String keys) {
        Label shown = new Label(keys);
        shown.getStyleClass().add("keys");
        sheet.addRow(sheet.getRowCount(), Dialogs.wrapped(words), shown);
    }
}
