package ai.ominigate.console.control;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What is beside a list: the selected row's facts, and what can be done about it. */
public final class DetailPane extends VBox {

    private final VBox content = new VBox();

    public DetailPane() {
        getStyleClass().add("detail");
        ScrollPane scrolled = new ScrollPane(content);
        scrolled.setFitToWidth(true);
        scrolled.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scrolled.getStyleClass().add("edge-to-edge");
        content.getStyleClass().add("detail-content");
        VBox.setVgrow(scrolled, Priority.ALWAYS);
        getChildren().add(scrolled);
    }

    /** Shows one thing. */
    public void show(String title, Node... parts) {
        Label heading = Dialogs.wrapped(title);
        heading.getStyleClass().add("heading");
        content.getChildren().setAll(heading);
        content.getChildren().addAll(parts);
    }

    /** Says what to do to see something here. */
    public void hint(String words) {
        Label label = Dialogs.wrapped(words);
        label.getStyleClass().add("quiet");
        content.getChildren().setAll(label);
    }

    /** Buttons beside each other, in as many lines as it takes. */
    public static FlowPane buttons(Button... buttons) {
        FlowPane pane = new FlowPane(buttons);
        pane.getStyleClass().add("buttons");
        return pane;
    }
}
