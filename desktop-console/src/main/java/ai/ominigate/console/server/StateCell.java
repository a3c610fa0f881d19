package ai.ominigate.console.server;

import ai.ominigate.console.view.Text;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The state of a part, always as colour, sign and word together. */
final class StateCell extends TableCell<Component, Component.State> {

    private final Text text;
    private final FontIcon icon = new FontIcon("fth-check-circle");

    StateCell(Text text) {
        this.text = text;
    }

    @Override
    protected void updateItem(Component.@Nullable State state, boolean empty) {
        super.updateItem(state, empty);
        getStyleClass().removeAll("good", "waiting", "bad");
        if (empty || state == null) {
            setText(null);
            setGraphic(null);
            return;
        }
        setText(text.get("server.state." + state));
        icon.setIconLiteral(
                switch (state) {
                    case UP -> "fth-check-circle";
                    case DOWN -> "fth-x-circle";
                    case UNKNOWN -> "fth-help-circle";
                });
        getStyleClass()
                .add(
                        switch (state) {
                            case UP -> "good";
                            case DOWN -> "bad";
                            case UNKNOWN -> "waiting";
                        });
        setGraphic(icon);
    }
}
