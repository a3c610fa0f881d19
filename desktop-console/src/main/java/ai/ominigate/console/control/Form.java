package ai.ominigate.console.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** What a dialog asks for: fields one below the other, by their ids, and whether all that is needed is there. */
public final class Form {

    private final VBox node = Dialogs.form();
    private final Map<String, TextInputControl> texts = new LinkedHashMap<>();
    private final Map<String, ComboBox<?>> choices = new LinkedHashMap<>();
    private final List<ObservableBooleanValue> needs = new ArrayList<>();
    private @Nullable Node first;

    /** A sentence. */
    public Form say(String sentence) {
        node.getChildren().add(Dialogs.wrapped(sentence));
        return this;
    }

    /** A sentence that must not be overlooked. */
    public Form notice(Meaning meaning, String sentence) {
        Label label = Dialogs.wrapped(sentence);
        label.setGraphic(new FontIcon(meaning.icon()));
        label.getStyleClass().addAll("notice", meaning.styleClass());
        label.setMaxWidth(Double.MAX_VALUE);
        node.getChildren().add(label);
        return this;
    }

    /** Several lines. */
    public Form area(String id, String name, int rows, int longest, boolean needed) {
        return text(id, name, Fields.area(id, rows), longest, needed);
    }

    /** One line. */
    public Form line(String id, String name, int longest, boolean needed) {
        return text(id, name, new TextField(), longest, needed);
    }

    private Form text(String id, String name, TextInputControl input, int longest, boolean needed) {
        input.setId(id);
        texts.put(id, input);
        needs.add(Bindings.createBooleanBinding(
                () -> input.getText().length() <= longest
                        && (!needed || !input.getText().isBlank()),
                input.textProperty()));
        return field(name, input);
    }

    /** One of a few; the first is chosen unless {@code chosen} is another of them. */
    public <T> Form choose(
            String id, String name, List<T> values, Function<? super T, String> words, @Nullable T chosen) {
        ComboBox<T> choice = Fields.choice(id, values, words);
        choice.setValue(chosen == null ? values.getFirst() : chosen);
        choices.put(id, choice);
        return field(name, choice);
    }

    private Form field(String name, Node input) {
        node.getChildren().add(Dialogs.field(name, input));
        if (first == null) {
            first = input;
        }
        return this;
    }

    /** Anything else. */
    public Form node(Node part) {
        node.getChildren().add(part);
        return this;
    }

    /** Also needs this to be complete. */
    public Form needs(ObservableBooleanValue also) {
        needs.add(also);
        return this;
    }

    /** What a field begins with. */
    public Form with(String id, @Nullable String text) {
        if (text != null) {
            input(id).setText(text);
        }
        return this;
    }

    /** The field itself. */
    public TextInputControl input(String id) {
        return Objects.requireNonNull(texts.get(id));
    }

    /** What was typed, without space around it. */
    public String text(String id) {
        return input(id).getText().strip();
    }

    /** What was typed; null for nothing. */
    public @Nullable String textOrNull(String id) {
        return text(id).isEmpty() ? null : text(id);
    }

    /** What was chosen. */
    public <T> T chosen(String id, Class<T> type) {
        return type.cast(Objects.requireNonNull(choices.get(id)).getValue());
    }

    /** Calls {@code action} with what is chosen, whenever another is. */
    public <T> Form onChosen(String id, Class<T> type, Consumer<? super T> action) {
        Objects.requireNonNull(choices.get(id))
                .valueProperty()
                .addListener((_, _, now) -> action.accept(type.cast(now)));
        return this;
    }

    /** All of it. */
    public Node node() {
        return node;
    }

    /** Where typing begins; null if there is no field. */
    public @Nullable Node first() {
        return first;
    }

    /** Whether all that is needed is there, and nothing is too long. */
    public ObservableBooleanValue complete() {
        BooleanBinding all = Bindings.and(new SimpleBooleanProperty(true), new SimpleBooleanProperty(true));
        for (ObservableBooleanValue each : needs) {
            all = all.and(each);
        }
        return all;
    }
}
