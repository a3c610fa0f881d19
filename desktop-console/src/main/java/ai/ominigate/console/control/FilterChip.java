package ai.ominigate.console.control;

import ai.ominigate.console.view.Text;
import java.util.List;
import java.util.Map;
import javafx.collections.MapChangeListener;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;
import org.jspecify.annotations.Nullable;

/** A filter with a few values, which says the one in use and offers the others and none. */
final class FilterChip extends MenuButton implements FilterBar.Filter {

    private static final String IN_USE = "in-use";

    private final Text text;
    private final String title;
    private final Map<String, String> values;

    FilterChip(ListModel<?> model, Text text, String name, String title, Map<String, String> values) {
        this.text = text;
        this.title = title;
        this.values = values;
        setId("filter-" + name);
        getStyleClass().add("chip");
        ToggleGroup group = new ToggleGroup();
        add(group, text.get("control.any"), () -> model.filter(name, null)).setSelected(true);
        values.forEach((value, words) -> add(group, words, () -> model.filter(name, value)));
        model.filters().addListener((MapChangeListener<String, String>) change -> {
            if (change.getKey().equals(name)) {
                show(group, model.filters().get(name));
            }
        });
        show(group, model.filters().get(name));
    }

    private RadioMenuItem add(ToggleGroup group, String words, Runnable action) {
        RadioMenuItem item = new RadioMenuItem(words);
        item.setToggleGroup(group);
        item.setOnAction(_ -> action.run());
        getItems().add(item);
        return item;
    }

    private void show(ToggleGroup group, @Nullable String value) {
        String words = value == null ? text.get("control.any") : values.getOrDefault(value, value);
        setText(text.get("control.filter", title, words));
        getStyleClass().remove(IN_USE);
        if (value != null) {
            getStyleClass().add(IN_USE);
        }
        int index = value == null ? 0 : 1 + List.copyOf(values.keySet()).indexOf(value);
        if (index < group.getToggles().size()) {
            group.selectToggle(group.getToggles().get(Math.max(index, 0)));
        }
    }

    @Override
    public boolean isInUse() {
        return getStyleClass().contains(IN_USE);
    }
}
