package ai.ominigate.console.shell;

import javafx.scene.Node;

/**
 * Something beside the screens, in the top bar.
 *
 * @param command what opens it
 * @param shown what shows of it all the time
 */
public record Aside(Command command, Node shown) {}
