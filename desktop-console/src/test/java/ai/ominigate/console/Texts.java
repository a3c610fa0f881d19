package ai.ominigate.console;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.text.Text;
import org.kordamp.ikonli.javafx.FontIcon;

/** What somebody can read in a window. */
final class Texts {

    private Texts() {}

    /** All words that show, in the order of the scene graph. */
    static List<String> all(Node root) {
        return nodes(root).stream().map(Text::getText).toList();
    }

    static List<Text> nodes(Node root) {
        List<Text> found = new ArrayList<>();
        collect(root, found);
        return found;
    }

    private static void collect(Node node, List<Text> found) {
        if (!node.isVisible() || node.getOpacity() == 0) {
            return;
        }
        if (node instanceof Text text
                && !(node instanceof FontIcon)
                && !text.getText().isBlank()) {
            found.add(text);
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, found));
        }
    }
}
