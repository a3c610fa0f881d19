package ai.ominigate.console.control;

import java.util.List;
import java.util.function.Function;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextArea;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** What people type into and choose from, alike in every dialog. */
public final class Fields {

    private Fields() {}

    /** Several lines, as high as so many and never lower. */
    public static TextArea area(String id, int rows) {
        TextArea area = new TextArea();
        area.setId(id);
        area.setWrapText(true);
        area.setPrefRowCount(rows);
        area.setMinHeight(TextArea.USE_PREF_SIZE);
        return area;
    }

    /** One of a few, as wide as what is around it. Nothing is chosen yet. */
    public static <T> ComboBox<T> choice(String id, List<? extends T> values, Function<? super T, String> words) {
        ComboBox<T> choice = new ComboBox<>();
        choice.setId(id);
        fill(choice, values, words);
        return choice;
    }

    /** The same for one that is there already. */
    public static <T> void fill(ComboBox<T> choice, List<? extends T> values, Function<? super T, String> words) {
        choice.setMaxWidth(Double.MAX_VALUE);
        choice.getItems().setAll(values);
        choice.setConverter(new Words<>(value -> value == null ? "" : words.apply(value)));
    }

    /** The same, and null to choose from before the others, with words of its own. */
    public static <T> void fillOrNothing(
            ComboBox<@Nullable T> choice, List<? extends T> values, Function<? super T, String> words, String nothing) {
        choice.setMaxWidth(Double.MAX_VALUE);
        choice.getItems().add(null);
        choice.getItems().addAll(values);
        choice.setConverter(new Words<>(value -> value == null ? nothing : words.apply(value)));
    }

    private static final class Words<T extends @Nullable Object> extends StringConverter<T> {
        private final Function<@Nullable T, String> words;

        Words(Function<@Nullable T, String> words) {
            this.words = words;
        }

        @Override
        public String toString(@Nullable T value) {
            return words.apply(value);
        }

        @Override
        public T fromString(String typed) {
            throw new UnsupportedOperationException("It is chosen, not typed");
        }
    }
}
