package ai.ominigate.console.policy;

import ai.ominigate.console.control.Dialogs;
import java.util.regex.Pattern;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** A text of the policy as the page shows it: the first line is its title, numbered lines are headings, hyphens make lists. */
final class PolicyPreview extends VBox {

    private static final Pattern HEADING = Pattern.compile("\\d+\\..*");

    PolicyPreview() {
        getStyleClass().addAll("words", "policy-preview");
    }

    void show(String text) {
        getChildren().clear();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(this::add);
    }

    private void add(String line) {
        boolean item = line.startsWith("-");
        Label label = Dialogs.wrapped(item ? "•  " + line.substring(1).strip() : line);
        if (getChildren().isEmpty()) {
            label.getStyleClass().add("title");
        } else if (HEADING.matcher(line).matches()) {
            label.getStyleClass().add("heading");
        }
        getChildren().add(label);
    }
}
