package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.layout.Pane;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real backend with the demo's data: each role signs in by the form and opens every screen that it may see. */
class EveryRoleIT {

    private final RealGateway gateway = RealGateway.running();

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyRoleOpensEveryScreenThatItMaySee(Role role) {
        try (OpenConsole console = gateway.signIn(role)) {
            for (String place : places(console)) {
                console.go(place);
                assertThat(console.shows("retry"))
                        .as("%s at %s is told of a failure", role, place)
                        .isFalse();
                assertThat(console.hasWords("Your roles do not let you see this."))
                        .as("%s may see %s, as the rail says", role, place)
                        .isFalse();
                Snapshots.keep("real-" + role.name().toLowerCase(Locale.ROOT) + "-" + place, console);
            }
        }
    }

    private static List<String> places(OpenConsole console) {
        return Screen.ask(() -> ((Pane) console.scene().getRoot().lookup(".rail-entries"))
                .getChildren().stream()
                        .map(Node::getId)
                        .map(id -> id.substring("go-".length()))
                        .toList());
    }
}
