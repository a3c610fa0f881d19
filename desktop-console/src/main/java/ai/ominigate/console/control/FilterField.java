package ai.ominigate.console.control;

import javafx.collections.MapChangeListener;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** A filter that is typed. Enter applies it, Esc takes it away. */
final class FilterField extends TextField implements FilterBar.Filter {

    private static final int COLUMNS = 12;

    FilterField(ListModel<?> model, String name, String title) {
        setId("filter-" + name);
        getStyleClass().addAll("chip-field", "copied");
        setPromptText(title);
        setPrefColumnCount(Math.max(COLUMNS, columns(title)));
        setAccessibleText(title);
        setText(model.filters().getOrDefault(name, ""));
        setOnAction(_ -> model.filter(name, getText().strip()));
        addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE && !getText().isEmpty()) {
                clear();
                model.filter(name, null);
                key.consume();
            }
        });
        model.filters().addListener((MapChangeListener<String, String>) change -> {
            if (change.getKey().equals(name)) {
                String now = model.filters().get(name);
                setText(now == null ? "" : now);
            }
        });
    }

    /** As wide as so many letters; those of Chinese are twice as wide. */
    private static int columns(String words) {
        return words.codePoints()
                .map(each -> Character.isIdeographic(each) ? 2 : 1)
                .sum();
    }

    @Override
    public boolean isInUse() {
        return !getText().isEmpty() || isFocused();
    }
}
