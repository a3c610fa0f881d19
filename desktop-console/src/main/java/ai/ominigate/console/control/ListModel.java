package ai.ominigate.console.control;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.Page;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.ObservableMap;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/**
 * A list of the server's, one part of {@value ListQuery#ROWS} rows at a time, without its looks. The server filters and
 * sorts. However far somebody turns the pages, one part is in memory, and where the last {@value #REMEMBERED} before it
 * began. Rows stay where they are until whoever looks asks for new ones, and stay when those cannot be had.
 */
public final class ListModel<T> {

    /** So many rows can be marked. */
    public static final int MOST_MARKED = 200;

    /** From how far back one comes page by page; from further back one begins at the beginning. */
    private static final int REMEMBERED = 1_000;

    private final Calls calls;
    private final Function<Map<String, String>, Call<Page<T>>> source;
    private final Function<? super T, String> id;

    private final ObservableList<T> rows = FXCollections.observableArrayList();
    private final ObservableMap<String, String> filters = FXCollections.observableMap(new LinkedHashMap<>());
    private final ObservableMap<String, T> marked = FXCollections.observableMap(new LinkedHashMap<>());
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(this, "state", new State.Untouched());
    private final ReadOnlyIntegerWrapper news = new ReadOnlyIntegerWrapper(this, "news");
    private final ReadOnlyIntegerWrapper page = new ReadOnlyIntegerWrapper(this, "page");
    private final ReadOnlyBooleanWrapper more = new ReadOnlyBooleanWrapper(this, "more");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(this, "busy");
    private final ObjectProperty<@Nullable T> selected = new SimpleObjectProperty<>(this, "selected");
    private final ReadOnlyObjectWrapper<@Nullable Failure> trouble = new ReadOnlyObjectWrapper<>(this, "trouble");

    /** Where the parts began that were turned past, and the present one, by their numbers. The first has no beginning. */
    private final NavigableMap<Integer, String> begins = new TreeMap<>();

    private @Nullable String next;
    private @Nullable String sort;
    private @Nullable String wanted;
    private Calls.@Nullable Sent asked;

    /** What there is to see. */
    public sealed interface State {
        /** Nobody has asked yet. */
        record Untouched() implements State {}

        /** The first part is on its way; later ones come while the present rows stay. */
        record Loading() implements State {}

        record Ready() implements State {}

        /** There is nothing. */
        record Empty(boolean filtered) implements State {}

        record NoRight(Failure.Denied why) implements State {}

        record Failed(Failure failure) implements State {}
    }

    /**
     * @param source asks for a part
     * @param id what names a row for good
     */
    public ListModel(Calls calls, Function<Map<String, String>, Call<Page<T>>> source, Function<? super T, String> id) {
        this.calls = calls;
        this.source = source;
        this.id = id;
    }

    /** Asks for the first part, unless it was asked for before. */
    public void open() {
        if (state.get() instanceof State.Untouched) {
            ask(0, this::fail);
        }
    }

    /** Asks for the present part anew. The selection stays on its row if that is still there. */
    public void refresh() {
        news.set(0);
        ask(page.get(), this::failWithRows);
    }

    /** Turns to the next part. */
    public void turnOn() {
        if (next != null && !busy.get()) {
            begins.put(page.get() + 1, next);
            if (begins.size() > REMEMBERED) {
                begins.pollFirstEntry();
            }
            ask(page.get() + 1, this::failWithRows);
        }
    }

    /** Turns back; to the beginning, where nobody remembers any more where the part before began. */
    public void turnBack() {
        if (page.get() > 0 && !busy.get()) {
            ask(begins.containsKey(page.get() - 1) ? page.get() - 1 : 0, this::failWithRows);
        }
    }

    /** Shows only rows that fit; null for whichever. */
    public void filter(String name, @Nullable String value) {
        if (Objects.equals(filters.get(name), value)) {
            return;
        }
        if (value == null || value.isBlank()) {
            filters.remove(name);
        } else {
            filters.put(name, value);
        }
        marked.clear();
        again();
    }

    /** Shows only rows that fit all of these, instead of what was there. */
    public void filterBy(Map<String, String> all) {
        if (!filters.equals(all)) {
            filters.clear();
            filters.putAll(all);
            marked.clear();
            again();
        }
    }

    /** Shows what a link says: filters, and {@code id} for one row. Asks for the first part, unless it was asked for before. */
    public void follow(Map<String, String> parameters) {
        Map<String, String> wanted = new LinkedHashMap<>(parameters);
        String name = wanted.remove("id");
        if (!wanted.isEmpty()) {
            filterBy(wanted);
        }
        if (name != null) {
            select(name);
        }
        open();
    }

    /** @param by the API's name, after a minus sign for the largest first; null for the list's own order */
    public void sort(@Nullable String by) {
        if (!Objects.equals(sort, by)) {
            sort = by;
            again();
        }
    }

    private void again() {
        if (state.get() instanceof State.Untouched) {
            return;
        }
        begins.clear();
        ask(0, this::fail);
    }

    private void ask(int number, Consumer<Failure> onFailure) {
        if (asked != null) {
            asked.cancel();
        }
        busy.set(true);
        if (rows.isEmpty()) {
            state.set(new State.Loading());
        }
        asked = calls.read(
                source.apply(new ListQuery(filters, sort, begins.get(number)).parameters()),
                part -> show(number, part),
                onFailure);
    }

    private void show(int number, Page<T> part) {
        busy.set(false);
        trouble.set(null);
        page.set(number);
        next = part.next();
        more.set(next != null);
        String kept = wanted != null ? wanted : selected.get() == null ? null : id.apply(selected.get());
        wanted = null;
        rows.setAll(part.items());
        rows.forEach(row -> marked.replace(id.apply(row), row));
        news.set(0);
        selected.set(kept == null ? null : row(kept));
        state.set(rows.isEmpty() ? new State.Empty(!filters.isEmpty()) : new State.Ready());
    }

    /** The rows that show are what was asked for, only older: they stay, with what somebody writes about one of them. */
    private void failWithRows(Failure failure) {
        if (rows.isEmpty() || failure instanceof Failure.Denied) {
            fail(failure);
        } else {
            busy.set(false);
            trouble.set(failure);
        }
    }

    private void fail(Failure failure) {
        busy.set(false);
        trouble.set(null);
        rows.clear();
        selected.set(null);
        state.set(failure instanceof Failure.Denied denied ? new State.NoRight(denied) : new State.Failed(failure));
    }

    /** Selects the row with this name, now or as soon as it is there. */
    public void select(String name) {
        T row = row(name);
        if (row == null) {
            wanted = name;
        } else {
            selected.set(row);
        }
    }

    private @Nullable T row(String name) {
        return rows.stream()
                .filter(row -> id.apply(row).equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Puts what a row has become in its place. */
    public void replace(T changed) {
        marked.replace(id.apply(changed), changed);
        for (int i = 0; i < rows.size(); i++) {
            if (id.apply(rows.get(i)).equals(id.apply(changed))) {
                boolean wasSelected = rows.get(i).equals(selected.get());
                rows.set(i, changed);
                if (wasSelected) {
                    selected.set(changed);
                }
            }
        }
    }

    /**
     * Marks a row, so that something is done to it and to others at once, or takes its mark away. Marks stay while somebody
     * turns the pages, and go when another filter is chosen; more than {@value #MOST_MARKED} there are not.
     */
    public void mark(T row) {
        String name = id.apply(row);
        if (marked.remove(name) == null && marked.size() < MOST_MARKED) {
            marked.put(name, row);
        }
    }

    /** Takes all marks away. */
    public void unmark() {
        marked.clear();
    }

    /** Rows that are marked as they were seen last, by their names and in the order in which they were marked. */
    public ObservableMap<String, T> marked() {
        return marked;
    }

    /** Something was added or changed at the server: says so, and moves no row. Where there are no rows, it asks for them. */
    public void noteNews() {
        switch (state.get()) {
            case State.Untouched _, State.Loading _ -> {}
            case State.Failed _ -> refresh();
            case State.Ready _, State.Empty _, State.NoRight _ -> news.set(news.get() + 1);
        }
    }

    public ObservableList<T> rows() {
        return rows;
    }

    /** What is asked for, without the part that shows: for a file of all of it. */
    public ListQuery query() {
        return new ListQuery(filters, sort, null);
    }

    public ObservableMap<String, String> filters() {
        return filters;
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** How much was added or changed since the rows were asked for. */
    public ReadOnlyIntegerProperty newsProperty() {
        return news.getReadOnlyProperty();
    }

    /** Which part it is, from 0. */
    public ReadOnlyIntegerProperty pageProperty() {
        return page.getReadOnlyProperty();
    }

    /** Whether there is a part after this one. */
    public ReadOnlyBooleanProperty moreProperty() {
        return more.getReadOnlyProperty();
    }

    /** Whether rows are on their way. */
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** Why there are no newer rows than those that show; null if nothing is wrong. */
    public ReadOnlyObjectProperty<@Nullable Failure> troubleProperty() {
        return trouble.getReadOnlyProperty();
    }

    /** The row that somebody works on; null for none. */
    public ObjectProperty<@Nullable T> selectedProperty() {
        return selected;
    }

    String idOf(T row) {
        return id.apply(row);
    }
}
