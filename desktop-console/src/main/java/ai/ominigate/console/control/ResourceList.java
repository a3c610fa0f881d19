package ai.ominigate.console.control;

import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.FailureWords;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.MapChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * A list of the server's: filters above, a virtual table, where one is and how to turn the pages below. It has four designed
 * states, moves no row by itself, and is worked by keyboard: J and K or the arrows move, Enter opens, Esc comes back, R or F5
 * asks anew, Ctrl+Page Down and Ctrl+Page Up turn, / goes to the filters, and the space bar marks a row where that is of use.
 */
public final class ResourceList<T> extends VBox {

    private static final PseudoClass BAD = PseudoClass.getPseudoClass("bad");

    /** Kinds of columns that still say something when they are narrower; the rest of it is in the tooltip or beside the list. */
    private static final Set<String> SHRINKS = Set.of("words", "id", "time", "money", "node");

    private static final double SMALL = 13;
    private static final double LEAST_WIDTH = 96;
    private static final double MARK_WIDTH = 56;

    /** What rows may lose to the bar beside them. */
    private static final double SCROLL_BAR = 16;

    private final FilterBar filters = new FilterBar();
    private final Button news = new Button();
    private final StackPane centre = new StackPane();
    private final TableView<T> table = new TableView<>();
    private final Label where = new Label();
    private final Label trouble = new Label();
    private final Button back = new Button();
    private final Button on = new Button();
    private final HBox foot = new HBox();

    /** Columns and filters of a list that nobody has opened: a screen of many lists would take too long to come. */
    private final List<Runnable> parts = new ArrayList<>();

    private boolean built;
    private boolean wide;
    private boolean canMark;
    private final Label marks = new Label();
    private final Button unmark = new Button();
    private @Nullable ListModel<T> model;
    private @Nullable Text text;
    private @Nullable Moments moments;
    private Predicate<? super T> bad = _ -> false;
    private Function<? super T, @Nullable String> hint = _ -> null;
    private Runnable onOpen = () -> {};
    private String emptyWords = "";
    private boolean selecting;

    public ResourceList() {
        getStyleClass().add("resource-list");
        table.getStyleClass().add("rows");
        table.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        table.widthProperty().subscribe(this::fit);
        table.setPlaceholder(new Region());
        table.setId("rows");
        foot.getStyleClass().add("foot");
        foot.setAlignment(Pos.CENTER_LEFT);
        VBox.setVgrow(centre, Priority.ALWAYS);
        centre.getChildren().add(table);
        getChildren().addAll(filters, centre, foot);
    }

    /**
     * Shows {@code shown}. Columns and filters are added after this.
     *
     * @param name what the list is called, for people who hear it
     * @param whenEmpty says what will be here, and how the first one gets here
     */
    public ResourceList<T> show(ListModel<T> shown, Text words, Moments times, String name, String whenEmpty) {
        model = shown;
        moments = times;
        Text own = words.beside(ResourceList.class);
        text = own;
        emptyWords = whenEmpty;
        table.setAccessibleText(name);
        table.setItems(shown.rows());
        icon(back, "fth-chevron-left", own.get("control.page.back"));
        icon(on, "fth-chevron-right", own.get("control.page.on"));
        back.setOnAction(_ -> shown.turnBack());
        on.setOnAction(_ -> shown.turnOn());
        back.disableProperty().bind(shown.pageProperty().isEqualTo(0));
        on.disableProperty().bind(shown.moreProperty().not());
        news.setId("news");
        news.getStyleClass().add("news");
        news.setGraphic(new FontIcon("fth-arrow-up"));
        news.setMinWidth(USE_PREF_SIZE);
        news.setOnAction(_ -> shown.refresh());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        trouble.setId("trouble");
        trouble.setGraphic(new FontIcon(Meaning.BAD.icon()));
        trouble.getStyleClass().addAll("badge", Meaning.BAD.styleClass());
        trouble.managedProperty().bind(trouble.visibleProperty());
        foot.getChildren().setAll(where, trouble, space, news, back, on);
        filters.words(own.get("control.more-filters"), own.get("control.fewer-filters"));
        filters.setManaged(false);
        // One that is set from elsewhere shows, too.
        shown.filters().addListener((MapChangeListener<String, String>) _ -> filters.requestLayout());

        shown.newsProperty().subscribe(count -> {
            news.setVisible(count.intValue() > 0);
            news.setManaged(count.intValue() > 0);
            news.setText(own.get("control.news", count.intValue()));
        });
        shown.stateProperty().subscribe(this::show);
        shown.pageProperty().subscribe(_ -> tellWhere());
        shown.busyProperty().subscribe(_ -> tellWhere());
        shown.troubleProperty().subscribe(this::tellTrouble);
        shown.selectedProperty().subscribe(this::select);
        table.getSelectionModel().selectedItemProperty().subscribe(row -> {
            if (!selecting && row != null) {
                shown.selectedProperty().set(row);
            }
        });
        table.setSortPolicy(_ -> sort(shown));
        table.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        table.setRowFactory(_ -> row());
        return this;
    }

    /** @param action what Enter and a double click do, with the row selected */
    public ResourceList<T> onOpen(Runnable action) {
        onOpen = action;
        return this;
    }

    /** What people read who rest on a row; null for nothing. */
    public ResourceList<T> hint(Function<? super T, @Nullable String> words) {
        hint = words;
        return this;
    }

    /** Rows that are bad news; their state says so in words. */
    public ResourceList<T> bad(Predicate<? super T> isBad) {
        bad = isBad;
        return this;
    }

    private TableRow<T> row() {
        TableRow<T> row = new TableRow<>();
        row.itemProperty().subscribe(item -> {
            row.pseudoClassStateChanged(BAD, item != null && bad.test(item));
            String words = item == null ? null : hint.apply(item);
            row.setTooltip(words == null ? null : new Tooltip(words));
        });
        row.setOnMouseClicked(click -> {
            if (click.getClickCount() == 2 && !row.isEmpty()) {
                onOpen.run();
            }
        });
        return row;
    }

    private static void icon(Button button, String icon, String name) {
        button.setGraphic(new FontIcon(icon));
        button.setAccessibleText(name);
        button.setTooltip(new Tooltip(name));
        button.getStyleClass().add("icon-button");
    }

    // Columns

    /** Words. */
    public ResourceList<T> words(String title, double width, Function<? super T, @Nullable String> value) {
        return column(title, width, null, "words", (cell, row) -> cell.setText(value.apply(row)));
    }

    /** A name that people copy; shortened in the middle, whole in the tooltip and in the copy. */
    public ResourceList<T> id(String title, double width, Function<? super T, @Nullable String> value) {
        return column(title, width, null, "id", (cell, row) -> {
            String id = value.apply(row);
            cell.setText(id == null ? null : shortened(id));
            cell.setTooltip(id == null ? null : new Tooltip(id));
        });
    }

    /** Money, on the right. */
    public ResourceList<T> money(String title, double width, Function<? super T, @Nullable Usd> value) {
        return column(title, width, null, "money", (cell, row) -> {
            Usd amount = value.apply(row);
            cell.setText(
                    amount == null
                            ? null
                            : Amounts.words(amount, Objects.requireNonNull(text).locale()));
        });
    }

    /** A number, on the right. */
    public ResourceList<T> count(String title, double width, Function<? super T, @Nullable Long> value) {
        return column(title, width, null, "money", (cell, row) -> {
            Long count = value.apply(row);
            cell.setText(
                    count == null
                            ? null
                            : Amounts.words(count, Objects.requireNonNull(text).locale()));
        });
    }

    /**
     * A time, relative, with the absolute one in the tooltip.
     *
     * @param sort what the API calls sorting by it; null if it cannot
     */
    public ResourceList<T> time(
            String title, double width, @Nullable String sort, Function<? super T, @Nullable Instant> value) {
        return column(title, width, sort, "time", (cell, row) -> {
            Instant moment = value.apply(row);
            Moments words = Objects.requireNonNull(moments);
            cell.setText(moment == null ? null : words.relative(moment));
            cell.setTooltip(moment == null ? null : new Tooltip(words.absolute(moment)));
        });
    }

    /** A state. */
    public ResourceList<T> state(String title, double width, Function<? super T, @Nullable Badge> value) {
        return column(title, width, null, "state", (cell, row) -> {
            Badge badge = value.apply(row);
            cell.setGraphic(badge == null ? null : within(new StateBadge(badge)));
            cell.setAccessibleText(badge == null ? null : badge.words());
            cell.setTooltip(badge == null ? null : new Tooltip(badge.words()));
        });
    }

    /** As wide as its column at most: where there is no room, its words end early, and its shape stays whole. */
    private static Node within(StateBadge badge) {
        badge.setMinWidth(0);
        HBox room = new HBox(badge);
        room.setAlignment(Pos.CENTER_LEFT);
        room.setMinWidth(0);
        return room;
    }

    /** A sign with its word beside it. */
    public ResourceList<T> sign(String title, double width, Function<? super T, Sign> value) {
        return column(title, width, null, "sign", (cell, row) -> {
            Sign sign = value.apply(row);
            cell.setGraphic(new FontIcon(sign.icon()));
            cell.setText(sign.words());
        });
    }

    /** Signs beside each other, whose words are in the tooltip and are heard. */
    public ResourceList<T> signs(String title, double width, Function<? super T, List<Sign>> values) {
        return column(title, width, null, "sign", (cell, row) -> {
            List<Sign> signs = values.apply(row);
            if (!signs.isEmpty()) {
                HBox icons = new HBox();
                icons.getStyleClass().add("signs");
                icons.setAlignment(Pos.CENTER_LEFT);
                signs.forEach(sign -> icons.getChildren().add(new FontIcon(sign.icon())));
                String words =
                        String.join(" · ", signs.stream().map(Sign::words).toList());
                cell.setGraphic(icons);
                cell.setTooltip(new Tooltip(words));
                cell.setAccessibleText(words);
            }
        });
    }

    /** @param sort what the API calls sorting by the column that was added last */
    public ResourceList<T> sorted(String sort) {
        return part(() -> {
            TableColumn<T, ?> last = table.getColumns().getLast();
            last.setSortable(true);
            last.setUserData(sort);
        });
    }

    /** Whatever else there is to see of a row, with what it says to people who hear it. */
    public ResourceList<T> node(
            String title, double width, Function<? super T, Node> value, Function<? super T, String> heard) {
        return column(title, width, null, "node", (cell, row) -> {
            cell.setGraphic(value.apply(row));
            cell.setAccessibleText(heard.apply(row));
        });
    }

    /** Keeps every column as wide as it is, and lets people scroll to those for which there is no room. */
    public ResourceList<T> wide() {
        wide = true;
        fit();
        return this;
    }

    /** Columns share the room that there is, as long as each has the least that it needs; else people scroll to the last. */
    private void fit() {
        double least = table.getColumns().stream()
                .mapToDouble(TableColumn::getMinWidth)
                .sum();
        boolean room = !wide && least + SCROLL_BAR <= table.getWidth();
        table.setColumnResizePolicy(
                room ? TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN : TableView.UNCONSTRAINED_RESIZE_POLICY);
    }

    /**
     * Lets people mark rows, to do something to several at once: by the space bar, or in the first column.
     *
     * @param deed does it
     */
    public ResourceList<T> markable(Button deed) {
        ListModel<T> shown = Objects.requireNonNull(model);
        Text own = Objects.requireNonNull(text);
        marks.setId("marked");
        unmark.setId("unmark");
        unmark.setText(own.get("control.unmark"));
        unmark.setMinWidth(USE_PREF_SIZE);
        unmark.setOnAction(_ -> shown.unmark());
        List<Labeled> shownWithMarks = List.of(marks, deed, unmark);
        shownWithMarks.forEach(each -> {
            each.setVisible(false);
            each.managedProperty().bind(each.visibleProperty());
        });
        foot.getChildren().addAll(1, shownWithMarks);
        shown.marked().addListener((MapChangeListener<String, T>) _ -> {
            int marked = shown.marked().size();
            marks.setText(own.get("control.marked", marked));
            shownWithMarks.forEach(each -> each.setVisible(marked > 0));
            table.refresh();
        });
        canMark = true;
        return column(own.get("control.mark"), MARK_WIDTH, null, "mark", (cell, row) -> {
            boolean marked = shown.marked().containsKey(shown.idOf(row));
            cell.setGraphic(new FontIcon(marked ? "fth-check-square" : "fth-square"));
            cell.setAccessibleText(own.get(marked ? "control.mark.yes" : "control.mark.no"));
            cell.setOnMouseClicked(click -> {
                click.consume();
                shown.mark(row);
            });
        });
    }

    private interface Fill<R> {
        void fill(TableCell<R, R> cell, R row);
    }

    private ResourceList<T> part(Runnable add) {
        if (built) {
            add.run();
        } else {
            parts.add(add);
        }
        return this;
    }

    private void build() {
        built = true;
        parts.forEach(Runnable::run);
        parts.clear();
        filters.setManaged(filters.first().isPresent());
        fit();
    }

    private ResourceList<T> column(String title, double width, @Nullable String sort, String kind, Fill<T> fill) {
        return part(() -> addColumn(title, width, sort, kind, fill));
    }

    private void addColumn(String title, double width, @Nullable String sort, String kind, Fill<T> fill) {
        TableColumn<T, T> column = new TableColumn<>(title);
        column.getStyleClass().add(kind);
        // As wide as text is large.
        where.fontProperty().subscribe(font -> {
            column.setPrefWidth(width * font.getSize() / SMALL);
            // Words shrink before states and signs do.
            double least = SHRINKS.contains(kind) ? Math.min(width, LEAST_WIDTH) : width;
            column.setMinWidth(least * font.getSize() / SMALL);
            fit();
        });
        column.setSortable(sort != null);
        column.setReorderable(false);
        column.setUserData(sort);
        // Only the server sorts.
        column.setComparator(Comparator.comparingInt(_ -> 0));
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(_ -> new Cell<>(kind, fill));
        table.getColumns().add(column);
    }

    private static final class Cell<R> extends TableCell<R, R> {
        private final Fill<R> fill;

        Cell(String kind, Fill<R> fill) {
            this.fill = fill;
            getStyleClass().add(kind);
        }

        @Override
        protected void updateItem(@Nullable R row, boolean empty) {
            super.updateItem(row, empty);
            setText(null);
            setGraphic(null);
            setTooltip(null);
            setOnMouseClicked(null);
            if (!empty && row != null) {
                fill.fill(this, row);
            }
        }
    }

    /** {@code 01a2b3…9f0e}. */
    static String shortened(String id) {
        return id.length() <= 14 ? id : id.substring(0, 6) + "…" + id.substring(id.length() - 4);
    }

    private boolean sort(ListModel<T> shown) {
        if (table.getSortOrder().isEmpty()) {
            shown.sort(null);
        } else {
            TableColumn<T, ?> by = table.getSortOrder().getFirst();
            shown.sort((by.getSortType() == TableColumn.SortType.DESCENDING ? "-" : "") + by.getUserData());
        }
        return true;
    }

    // Filters

    /**
     * A filter with a few values.
     *
     * @param name the API's
     * @param title what it is about
     * @param values the API's value → what it is called, in their order
     */
    public ResourceList<T> choose(String name, String title, Map<String, String> values) {
        return part(() -> filters.add(
                new FilterChip(Objects.requireNonNull(model), Objects.requireNonNull(text), name, title, values)));
    }

    /** A filter that is typed; Enter applies it. */
    public ResourceList<T> type(String name, String title) {
        return part(() -> filters.add(new FilterField(Objects.requireNonNull(model), name, title)));
    }

    // States

    private void show(ListModel.State state) {
        Text own = Objects.requireNonNull(text);
        if (!built && !(state instanceof ListModel.State.Untouched)) {
            build();
        }
        centre.getChildren().setAll(table);
        switch (state) {
            case ListModel.State.Untouched(), ListModel.State.Ready() -> {}
            case ListModel.State.Loading() -> cover(Covers.skeleton(own));
            case ListModel.State.Empty(boolean filtered) -> cover(empty(own, filtered));
            case ListModel.State.NoRight(var denied) -> cover(failed(own, denied));
            case ListModel.State.Failed(var failure) -> cover(failed(own, failure));
        }
        tellWhere();
    }

    private Region failed(Text own, Failure failure) {
        return Covers.failed(
                failure,
                own,
                Objects.requireNonNull(moments),
                () -> Objects.requireNonNull(model).refresh());
    }

    private void cover(Region cover) {
        centre.getChildren().add(Covers.over(cover));
    }

    private Region empty(Text own, boolean filtered) {
        if (!filtered) {
            return Covers.said("fth-inbox", emptyWords, "");
        }
        VBox box = Covers.said("fth-filter", own.get("control.none-fit"), "");
        Button clear = new Button(own.get("control.clear-filters"));
        clear.setId("clearFilters");
        clear.setOnAction(_ -> Objects.requireNonNull(model).filterBy(Map.of()));
        box.getChildren().add(clear);
        return box;
    }

    private void tellWhere() {
        ListModel<T> shown = model;
        Text own = text;
        if (shown == null || own == null) {
            return;
        }
        boolean ready = shown.stateProperty().get() instanceof ListModel.State.Ready;
        foot.setVisible(ready);
        long first = (long) shown.pageProperty().get() * ListQuery.ROWS + 1;
        where.setText(
                !ready
                        ? ""
                        : shown.busyProperty().get()
                                ? own.get("control.loading")
                                : own.get(
                                        "control.where",
                                        first,
                                        first + shown.rows().size() - 1));
    }

    private void tellTrouble(@Nullable Failure failure) {
        Text own = Objects.requireNonNull(text);
        trouble.setVisible(failure != null);
        if (failure != null) {
            FailureWords words = FailureWords.of(failure, own, Objects.requireNonNull(moments));
            trouble.setText(own.get("control.not-refreshed"));
            trouble.setTooltip(new Tooltip(words.sentence() + "\n" + words.next()));
            trouble.setAccessibleText(trouble.getText() + " " + words.sentence());
        }
    }

    private void select(@Nullable T row) {
        selecting = true;
        if (row == null) {
            table.getSelectionModel().clearSelection();
        } else if (!row.equals(table.getSelectionModel().getSelectedItem())) {
            table.getSelectionModel().select(row);
        }
        selecting = false;
    }

    // Keys

    private void pressed(KeyEvent key) {
        ListModel<T> shown = Objects.requireNonNull(model);
        if (key.isShortcutDown()) {
            switch (key.getCode()) {
                case PAGE_DOWN -> take(key, shown::turnOn);
                case PAGE_UP -> take(key, shown::turnBack);
                case C -> take(key, this::copy);
                default -> {}
            }
            return;
        }
        if (key.isAltDown() || key.isShiftDown()) {
            return;
        }
        switch (key.getCode()) {
            case J -> take(key, () -> move(1));
            case K -> take(key, () -> move(-1));
            case R, F5 -> take(key, shown::refresh);
            case ENTER -> take(key, onOpen);
            case SLASH -> take(key, this::toFilters);
            case SPACE -> mark(key, shown);
            default -> {}
        }
    }

    private static void take(KeyEvent key, Runnable action) {
        key.consume();
        action.run();
    }

    private void mark(KeyEvent key, ListModel<T> shown) {
        T row = table.getSelectionModel().getSelectedItem();
        if (canMark && row != null) {
            take(key, () -> shown.mark(row));
        }
    }

    /** Selects the row so many further down, and shows it. */
    public void move(int by) {
        if (table.getItems().isEmpty()) {
            return;
        }
        int now = table.getSelectionModel().getSelectedIndex();
        int then = Math.clamp(now + (long) by, 0, table.getItems().size() - 1);
        table.getSelectionModel().clearAndSelect(then);
        table.scrollTo(Math.max(0, then - 3));
    }

    private void copy() {
        T row = table.getSelectionModel().getSelectedItem();
        if (row != null) {
            ClipboardContent content = new ClipboardContent();
            content.putString(Objects.requireNonNull(model).idOf(row));
            Clipboard.getSystemClipboard().setContent(content);
        }
    }

    /** Puts the focus on the first filter. */
    public void toFilters() {
        filters.first().ifPresent(Node::requestFocus);
    }

    /** Keys are for the rows from now on. */
    public void takeKeys() {
        table.requestFocus();
    }

    /** Puts the focus on the rows, the first of which is selected if none is. */
    public void toRows() {
        takeKeys();
        if (table.getSelectionModel().isEmpty() && !table.getItems().isEmpty()) {
            table.getSelectionModel().clearAndSelect(0);
        }
    }

    /** Draws every row anew: after times are told in another zone. */
    public void redraw() {
        table.refresh();
    }

    /** Whether it has the keyboard's focus. */
    public ObservableValue<Boolean> focusedRows() {
        return table.focusedProperty();
    }
}
