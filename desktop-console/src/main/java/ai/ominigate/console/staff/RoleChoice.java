package ai.ominigate.console.staff;

import ai.ominigate.console.view.Text;
import ai.ominigate.model.staff.Role;
import java.util.Collection;
import java.util.List;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.scene.control.CheckBox;
import javafx.scene.layout.VBox;

/** Roles to tick, in the order that the server has them in. */
final class RoleChoice extends VBox {

    private final List<CheckBox> boxes;

    RoleChoice(Text text, Collection<Role> ticked) {
        this(text, List.of(Role.values()), ticked);
    }

    /** Only some to choose from. */
    RoleChoice(Text text, Collection<Role> offered, Collection<Role> ticked) {
        getStyleClass().add("field");
        boxes = offered.stream()
                .map(role -> {
                    CheckBox box = new CheckBox(text.get("role." + role));
                    box.setId("role-" + role);
                    box.setUserData(role);
                    box.setSelected(ticked.contains(role));
                    return box;
                })
                .toList();
        getChildren().setAll(boxes);
    }

    List<Role> roles() {
        return boxes.stream()
                .filter(CheckBox::isSelected)
                .map(box -> (Role) box.getUserData())
                .toList();
    }

    BooleanBinding anyProperty() {
        return Bindings.createBooleanBinding(
                () -> !roles().isEmpty(),
                boxes.stream().map(CheckBox::selectedProperty).toArray(Observable[]::new));
    }
}
