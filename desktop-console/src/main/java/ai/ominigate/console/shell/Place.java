package ai.ominigate.console.shell;

import java.util.List;
import java.util.function.Function;
import javafx.scene.input.KeyCode;

/**
 * Somewhere to go: one entry of the rail.
 *
 * @param id its name in links, in lower case
 * @param icon what stands for it, by Ikonli's name
 * @param title what it is called, in the reader's language
 * @param letter the key that leads there after G
 * @param rights whoever has one of these may go there; everybody if it is empty
 * @param open makes the screen, when somebody first goes there
 */
public record Place(
        String id, String icon, String title, KeyCode letter, List<String> rights, Function<Navigator, Desk> open) {
    public Place {
        rights = List.copyOf(rights);
    }
}
