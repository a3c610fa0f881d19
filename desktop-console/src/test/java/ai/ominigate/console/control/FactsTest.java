package ai.ominigate.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.Screen;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.StackPane;
import org.junit.jupiter.api.Test;

class FactsTest {

    private static final double HEIGHT = 400;

    /** Where the name and the value of the second fact are, in so much room. */
    private record Places(Bounds name, Bounds value) {}

    private static Places in(double width) {
        return Screen.ask(() -> {
            Text text = Text.of(Locale.ENGLISH);
            Facts facts = new Facts(text, new Moments(text, InstantSource.system(), ZoneOffset.UTC))
                    .words("State", "Draft")
                    .words("Used the service since", "Legitimate interest: security and abuse detection");
            StackPane root = new StackPane(facts);
            Scene scene = new Scene(root, width, HEIGHT);
            scene.getRoot().applyCss();
            // The width is known after the first time, and what goes by it after the second.
            root.layout();
            root.layout();
            Node name = facts.getChildren().get(2);
            return new Places(
                    name.getBoundsInParent(), facts.getChildren().get(3).getBoundsInParent());
        });
    }

    @Test
    void valuesAreBesideTheirNamesWhereThereIsRoom() {
        Places places = in(600);
        assertThat(places.value().getMinX())
                .isGreaterThanOrEqualTo(places.name().getMaxX());
        assertThat(places.value().getMinY()).isLessThan(places.name().getMaxY());
    }

    @Test
    void valuesAreBelowTheirNamesWhereWordsWouldBreakBesideThem() {
        Places places = in(220);
        assertThat(places.value().getMinY())
                .isGreaterThanOrEqualTo(places.name().getMaxY());
        assertThat(places.value().getMinX()).isEqualTo(places.name().getMinX());
    }
}
