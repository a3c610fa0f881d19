package ai.ominigate.console.control;

import ai.ominigate.console.remote.FailureWords;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import java.util.function.Function;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether something is to be done to the rows that are marked: shows before to which it can be done, then how far it is,
 * and lets whoever asked stop it, and in the end what became of each.
 */
public final class Bulk<T> {

    private final Dialogs dialogs;
    private final Text text;
    private final Moments moments;
    private final BulkModel<T> model;
    private final Function<? super T, String> name;
    private final ListView<BulkModel.Item<T>> list = new ListView<>();
    private final Label summary = Dialogs.wrapped("");
    private final ProgressBar progress = new ProgressBar(0);

    /** @param name what people call a row */
    public Bulk(Dialogs dialogs, Text reader, Moments moments, BulkModel<T> model, Function<? super T, String> name) {
        this.dialogs = dialogs;
        this.text = reader.beside(Bulk.class);
        this.moments = moments;
        this.model = model;
        this.name = name;
        list.setId("bulk");
        list.setAccessibleText(text.get("control.bulk.rows"));
        list.getItems().setAll(model.items());
        list.setCellFactory(_ -> new ItemCell());
        list.getStyleClass().add("bulk");
        progress.setMaxWidth(Double.MAX_VALUE);
        progress.setAccessibleText(text.get("control.bulk.progress"));
        progress.setVisible(false);
        progress.managedProperty().bind(progress.visibleProperty());
        summary.setId("bulk-summary");
        summary.setText(
                text.get("control.bulk.before", model.possible(), model.items().size()));
    }

    /**
     * Asks.
     *
     * @param form what has to be said for it; null for nothing
     * @param complete whether that is said
     * @param ended told when it is over
     */
    public void ask(
            String title,
            String verb,
            @Nullable Node form,
            ObservableBooleanValue complete,
            BulkModel.Deed<T> deed,
            Runnable ended) {
        VBox content = Dialogs.form(summary);
        if (form != null) {
            content.getChildren().add(form);
        }
        content.getChildren().addAll(progress, list);
        Dialog dialog = dialogs.dialog(title, content);
        dialog.onClosed(model::stop);
        model.settledProperty().subscribe(_ -> tellProgress());
        model.runningProperty().subscribe(running -> {
            if (!running && model.isOver()) {
                tellEnd();
                dialog.leave(text.get("control.close"));
                ended.run();
            }
        });
        dialogs.show(dialog.verb(verb, complete, () -> {
            dialog.busyProperty().set(true);
            dialog.leave(text.get("control.bulk.stop"));
            progress.setVisible(true);
            model.run(deed);
            list.refresh();
        }));
    }

    private void tellProgress() {
        int possible = model.possible();
        if (progress.isVisible() && possible > 0) {
            progress.setProgress((double) model.settledProperty().get() / possible);
            summary.setText(text.get("control.bulk.far", model.settledProperty().get(), possible));
            list.refresh();
        }
    }

    private void tellEnd() {
        summary.setText(text.get(
                "control.bulk.end",
                model.count(BulkModel.Fate.Done.class),
                model.count(BulkModel.Fate.Failed.class) + model.count(BulkModel.Fate.Refused.class),
                model.count(BulkModel.Fate.Left.class)));
        list.refresh();
    }

    private Badge badge(BulkModel.Fate fate) {
        return switch (fate) {
            case BulkModel.Fate.Waits() -> new Badge(Meaning.QUIET, text.get("control.bulk.waits"));
            case BulkModel.Fate.Refused(String why) -> new Badge(Meaning.WAITING, why);
            case BulkModel.Fate.OnItsWay() -> new Badge(Meaning.INFORMATION, text.get("control.bulk.on-its-way"));
            case BulkModel.Fate.Done() -> new Badge(Meaning.GOOD, text.get("control.bulk.done"));
            case BulkModel.Fate.Failed(var why) ->
                new Badge(Meaning.BAD, FailureWords.of(why, text, moments).sentence());
            case BulkModel.Fate.Left() -> new Badge(Meaning.QUIET, text.get("control.bulk.left"));
        };
    }

    private final class ItemCell extends ListCell<BulkModel.Item<T>> {
        @Override
        protected void updateItem(BulkModel.@Nullable Item<T> item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            Label what = new Label(name.apply(item.row()));
            what.setMinWidth(Region.USE_PREF_SIZE);
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            Badge badge = badge(item.fate());
            StateBadge state = new StateBadge(badge);
            state.setMinWidth(0);
            HBox row = new HBox(what, space, state);
            row.getStyleClass().add("row");
            row.setAlignment(Pos.CENTER_LEFT);
            row.setMinWidth(0);
            row.setPrefWidth(0);
            setGraphic(row);
            setAccessibleText(what.getText() + ": " + badge.words());
        }
    }
}
