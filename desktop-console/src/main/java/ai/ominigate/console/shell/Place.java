package ai.ominigate.console.shell;

import ai.ominigate.console.view.View;
import java.util.List;
import java.util.function.BiFunction;
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

    /** The beginning of one. */
    public static Entry of(String id, String icon, KeyCode letter, String... rights) {
        return new Entry(id, icon, letter, List.of(rights));
    }

    /** A place of which nobody has said yet what opens there; the parts are those of {@link Place}. */
    public record Entry(String id, String icon, KeyCode letter, List<String> rights) {

        /**
         * What opens is a screen with its FXML and its words beside it.
         *
         * @param title the key of what it is called, among those words
         * @param make makes the screen, with its own words among the tools
         */
        public <D extends Desk> Place opens(
                Class<D> screen, Tools tools, String title, BiFunction<Tools, Navigator, D> make) {
            Tools own = tools.beside(screen);
            return new Place(
                    id,
                    icon,
                    own.text().get(title),
                    letter,
                    rights,
                    navigator -> View.load(screen, own.text(), () -> make.apply(own, navigator))
                            .controller());
        }
    }
}
