package ai.ominigate.console.shell;

import java.util.List;
import javafx.scene.Parent;

/** A screen that was opened. It stays until whoever is signed in leaves, with its scroll, selection and drafts. */
public interface Desk {

    /** Its topmost node, always the same one. */
    Parent root();

    /** What can be done here; the same list every time. */
    default List<Command> commands() {
        return List.of();
    }

    /** Somebody came, by {@code link}. Also called while it shows, for a link to something else here. */
    void arrive(Link link);

    /** Somebody went, or the console was locked: nothing in clear stays, nothing goes on asking. */
    default void leave() {}

    /** Asks the server anew for what shows. */
    default void refresh() {}
}
