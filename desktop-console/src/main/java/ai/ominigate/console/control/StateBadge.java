package ai.ominigate.console.control;

import javafx.scene.control.Label;
import org.kordamp.ikonli.javafx.FontIcon;

/** A state: sign, word and colour together. */
public final class StateBadge extends Label {

    private final FontIcon icon = new FontIcon(Meaning.QUIET.icon());

    public StateBadge() {
        getStyleClass().add("badge");
        setGraphic(icon);
        setMinWidth(USE_PREF_SIZE);
    }

    public StateBadge(Badge badge) {
        this();
        show(badge);
    }

    /** Shows another state. */
    public void show(Badge badge) {
        for (Meaning each : Meaning.values()) {
            getStyleClass().remove(each.styleClass());
        }
        getStyleClass().add(badge.meaning().styleClass());
        icon.setIconLiteral(badge.meaning().icon());
        setText(badge.words());
    }
}
