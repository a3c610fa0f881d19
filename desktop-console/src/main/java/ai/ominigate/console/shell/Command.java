package ai.ominigate.console.shell;

import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.Button;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody can do. Menu, palette, shortcut and cheat sheet all come from this one definition.
 *
 * @param id its name, {@code feature.verb}
 * @param words what it is called: a verb with its object
 * @param shortcut what does it by keyboard; null if only menu and palette do, or the shell has a way of its own
 * @param keys the keys as people read them; empty for none
 * @param enabled whether it can be done now
 * @param action does it
 */
public record Command(
        String id,
        String words,
        @Nullable KeyCombination shortcut,
        String keys,
        ObservableBooleanValue enabled,
        Runnable action) {

    /** @param shortcut as JavaFX writes it: {@code "Shortcut+K"}, {@code "A"}; null for none */
    public static Command of(
            String id, String words, @Nullable String shortcut, ObservableBooleanValue enabled, Runnable action) {
        KeyCombination combination = shortcut == null ? null : KeyCombination.valueOf(shortcut);
        return new Command(
                id, words, combination, combination == null ? "" : combination.getDisplayText(), enabled, action);
    }

    /** One that can always be done. */
    public static Command always(String id, String words, @Nullable String shortcut, Runnable action) {
        return of(id, words, shortcut, new SimpleBooleanProperty(true), action);
    }

    /** The same, but not while {@code unless}. */
    public Command unless(ObservableBooleanValue unless) {
        return new Command(id, words, shortcut, keys, Bindings.and(enabled, Bindings.not(unless)), action);
    }

    /** A button that does it. Its id is the command's, with dashes. */
    public Button button() {
        Button button = new Button(words);
        button.setId(id.replace('.', '-'));
        button.setMinWidth(Button.USE_PREF_SIZE);
        button.disableProperty().bind(Bindings.not(enabled));
        button.setOnAction(_ -> run());
        return button;
    }

    /** The same among others in a menu. */
    public MenuItem item() {
        MenuItem item = new MenuItem(words);
        item.setId(id.replace('.', '-'));
        item.disableProperty().bind(Bindings.not(enabled));
        item.setOnAction(_ -> run());
        return item;
    }

    /** Does it, if it can be done now. */
    public void run() {
        if (enabled.get()) {
            action.run();
        }
    }
}
