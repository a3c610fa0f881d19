package ai.ominigate.console.abuse;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.view.Moments;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** A few rows that are all there: a part of something, as the flags of a case. As high as its rows. */
final class Sheet<T> extends TableView<T> {

    private static final double ROW = 2.286;
    private static final double SMALL = 13;
    private static final double BAR = 16;

    private final Label size = new Label();

    private interface Fill<R> {
        void fill(TableCell<R, R> cell, R row);
    }

    /**
     * @param name what it is called, for people who hear it
     * @param whenEmpty says that there is nothing
     */
    Sheet(String name, String whenEmpty) {
        getStyleClass().addAll("rows", "sheet");
        setAccessibleText(name);
        Label nothing = new Label(whenEmpty);
        nothing.getStyleClass().add("quiet");
        setPlaceholder(nothing);
        setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        setMinHeight(Region.USE_PREF_SIZE);
        // Only its font is of interest: it says how large text is.
        size.setManaged(false);
        size.setVisible(false);
        getChildren().add(size);
        size.fontProperty().subscribe(_ -> resize());
    }

    Sheet<T> rows(List<T> rows) {
        getItems().setAll(rows);
        resize();
        return this;
    }

    private void resize() {
        double line = ROW * size.getFont().getSize();
        // A line for the head, one for a bar to scroll with.
        setPrefHeight(line * (Math.max(getItems().size(), 1) + 2) + BAR);
    }

    Sheet<T> words(String title, double width, Function<? super T, @Nullable String> value) {
        return column(title, width, "words", (cell, row) -> {
            String words = value.apply(row);
            cell.setText(words);
            cell.setTooltip(words == null ? null : new Tooltip(words));
        });
    }

    /** Something that people compare, on the right. */
    Sheet<T> number(String title, double width, Function<? super T, @Nullable String> value) {
        return column(title, width, "money", (cell, row) -> cell.setText(value.apply(row)));
    }

    Sheet<T> time(String title, double width, Moments moments, Function<? super T, @Nullable Instant> value) {
        return column(title, width, "time", (cell, row) -> {
            Instant moment = value.apply(row);
            cell.setText(moment == null ? null : moments.relative(moment));
            cell.setTooltip(moment == null ? null : new Tooltip(moments.absolute(moment)));
        });
    }

    Sheet<T> state(String title, double width, Function<? super T, @Nullable Badge> value) {
        return column(title, width, "state", (cell, row) -> {
            Badge badge = value.apply(row);
            cell.setGraphic(badge == null ? null : new StateBadge(badge));
            cell.setAccessibleText(badge == null ? null : badge.words());
        });
    }

    private Sheet<T> column(String title, double width, String kind, Fill<T> fill) {
        TableColumn<T, T> column = new TableColumn<>(title);
        column.getStyleClass().add(kind);
        column.setSortable(false);
        column.setReorderable(false);
        size.fontProperty().subscribe(font -> column.setPrefWidth(width * font.getSize() / SMALL));
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(_ -> new TableCell<>() {
            {
                getStyleClass().add(kind);
            }

            @Override
            protected void updateItem(@Nullable T row, boolean empty) {
                super.updateItem(row, empty);
                setText(null);
                setGraphic(null);
                setTooltip(null);
                if (!empty && row != null) {
                    fill.fill(this, row);
                }
            }
        });
        getColumns().add(column);
        return this;
    }
}
