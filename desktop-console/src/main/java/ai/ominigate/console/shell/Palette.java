package ai.ominigate.console.shell;

import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.view.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Every command by its words, and where a pasted name leads. Typing narrows, the arrows choose, Enter does it. */
final class Palette {

    private static final int ROWS = 10;

    private final Dialogs dialogs;
    private final Text text;
    private final Supplier<List<Command>> commands;
    private final List<Jump> jumps;
    private final Navigator navigator;

    Palette(Dialogs dialogs, Text text, Supplier<List<Command>> commands, List<Jump> jumps, Navigator navigator) {
        this.dialogs = dialogs;
        this.text = text;
        this.commands = commands;
        this.jumps = jumps;
        this.navigator = navigator;
    }

    private record Hit(String words, String keys, Runnable action) {}

    void open() {
        TextField typed = new TextField();
        typed.setId("paletteField");
        typed.setPromptText(text.get("shell.palette.prompt"));
        ListView<Hit> hits = new ListView<>();
        hits.setId("paletteHits");
        hits.setAccessibleText(text.get("shell.palette.hits"));
        hits.setCellFactory(_ -> new HitCell());
        hits.setPlaceholder(new Label(text.get("shell.palette.none")));
        hits.setPrefHeight(ROWS * 32 + 2);
        hits.setFocusTraversable(false);
        VBox form = Dialogs.form(Dialogs.field(text.get("shell.palette.field"), typed), hits);
        Dialog dialog = dialogs.dialog(text.get("shell.palette"), form).startAt(typed);
        typed.textProperty().subscribe(now -> {
            hits.getItems().setAll(find(now));
            hits.getSelectionModel().selectFirst();
        });
        typed.addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ENTER) {
                key.consume();
                choose(dialog, hits.getSelectionModel().getSelectedItem());
            }
            if (key.getCode() == KeyCode.DOWN || key.getCode() == KeyCode.UP) {
                int by = key.getCode() == KeyCode.DOWN ? 1 : -1;
                int then = Math.clamp(
                        hits.getSelectionModel().getSelectedIndex() + (long) by,
                        0,
                        Math.max(0, hits.getItems().size() - 1));
                hits.getSelectionModel().clearAndSelect(then);
                hits.scrollTo(Math.max(0, then - ROWS / 2));
                key.consume();
            }
        });
        hits.setOnMouseClicked(_ -> choose(dialog, hits.getSelectionModel().getSelectedItem()));
        dialogs.show(dialog.verb(
                text.get("shell.palette.verb"),
                new SimpleBooleanProperty(true),
                () -> choose(dialog, hits.getSelectionModel().getSelectedItem())));
    }

    private static void choose(Dialog dialog, @Nullable Hit hit) {
        if (hit != null) {
            dialog.close();
            hit.action().run();
        }
    }

    private List<Hit> find(String typed) {
        String wanted = typed.strip();
        List<Hit> hits = new ArrayList<>();
        Link.parse(wanted).ifPresent(link -> hits.add(hit(text.get("shell.palette.link", wanted), link)));
        for (Jump jump : jumps) {
            jump.to()
                    .apply(wanted)
                    .filter(navigator::leads)
                    .ifPresent(link -> hits.add(hit(text.get("shell.palette.jump", jump.words(), wanted), link)));
        }
        String lower = wanted.toLowerCase(Locale.ROOT);
        commands.get().stream()
                .filter(command -> command.enabled().get())
                .filter(command -> command.words().toLowerCase(Locale.ROOT).contains(lower))
                .forEach(command -> hits.add(new Hit(command.words(), command.keys(), command::run)));
        return hits;
    }

    private Hit hit(String words, Link link) {
        return new Hit(words, "", () -> navigator.go(link));
    }

    private static final class HitCell extends ListCell<Hit> {
        private final Label words = new Label();
        private final Label keys = new Label();
        private final HBox row;

        HitCell() {
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            keys.getStyleClass().add("keys");
            keys.setMinWidth(Region.USE_PREF_SIZE);
            row = new HBox(words, space, keys);
            row.getStyleClass().add("row");
            row.setAlignment(Pos.CENTER_LEFT);
        }

        @Override
        protected void updateItem(@Nullable Hit hit, boolean empty) {
            super.updateItem(hit, empty);
            if (empty || hit == null) {
                setGraphic(null);
            } else {
                words.setText(hit.words());
                keys.setText(hit.keys());
                setGraphic(row);
            }
        }
    }
}
