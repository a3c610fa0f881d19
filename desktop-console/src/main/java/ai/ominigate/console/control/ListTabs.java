package ai.ominigate.console.control;

import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import org.jspecify.annotations.Nullable;

/** Lists in tabs: each is asked for when its tab is first looked at, and the one that shows is the one that is worked on. */
public final class ListTabs {

    private final TabPane tabs;
    private final Map<String, ListModel<?>> lists;
    private final Runnable onChange;

    /**
     * @param lists the list of each tab, by the tab's id
     * @param onChange is called when another tab or another row is looked at
     */
    public ListTabs(TabPane tabs, Map<String, ListModel<?>> lists, Runnable onChange) {
        this.tabs = tabs;
        this.lists = Map.copyOf(lists);
        this.onChange = onChange;
        LazyTabs.of(tabs);
        lists.values().forEach(list -> list.selectedProperty().subscribe(_ -> onChange.run()));
        tabs.getSelectionModel().selectedItemProperty().subscribe(this::open);
    }

    private void open(@Nullable Tab now) {
        if (now != null) {
            list().open();
            onChange.run();
        }
    }

    /** The id of the tab that shows. */
    public String shown() {
        return tabs.getSelectionModel().getSelectedItem().getId();
    }

    /** The list of the tab that shows. */
    public ListModel<?> list() {
        ListModel<?> list = lists.get(shown());
        if (list == null) {
            throw new IllegalStateException("There is no list for the tab '" + shown() + "'");
        }
        return list;
    }

    /** The row of the list that shows which somebody works on; null for none. */
    public @Nullable Object selected() {
        return list().selectedProperty().get();
    }

    /** Shows another tab. */
    public void show(String id) {
        tabs.getTabs().stream()
                .filter(each -> id.equals(each.getId()))
                .findFirst()
                .ifPresent(tabs.getSelectionModel()::select);
    }

    /** Shows what a link says: {@code tab}, {@code id} of a row, and filters of the tab's list. Keys are for its rows then. */
    public void arrive(Map<String, String> parameters) {
        Map<String, String> filters = new LinkedHashMap<>(parameters);
        String tab = filters.remove("tab");
        if (tab != null) {
            show(tab);
        }
        list().follow(filters);
        if (tabs.getSelectionModel().getSelectedItem().getContent() instanceof ResourceList<?> rows) {
            rows.takeKeys();
        }
    }
}
