package ai.ominigate.console.overview;

import ai.ominigate.console.shell.Link;
import java.util.List;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.scene.chart.CategoryAxis;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.StackedBarChart;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** A bar for each time, of parts above each other. Who rests on a part reads how much it is, and a click leads to it. */
final class PartsChart extends StackedBarChart<String, Number> {

    private static final double GAP = 2;

    private final Consumer<Link> go;

    /**
     * One part of one bar.
     *
     * @param at the bar's time, in words
     * @param words what people read who rest on it
     * @param link where a click leads; null for nowhere
     */
    record Part(
            String at, long count, String words, @Nullable Link link) {}

    /**
     * @param shows what it shows, for people who hear it
     * @param across what the times are
     * @param up what is counted
     */
    PartsChart(String shows, String across, String up, Consumer<Link> go) {
        super(new CategoryAxis(), new NumberAxis());
        this.go = go;
        setAccessibleText(shows);
        getXAxis().setLabel(across);
        getYAxis().setLabel(up);
        setAnimated(false);
        getXAxis().setAnimated(false);
        getYAxis().setAnimated(false);
        setCategoryGap(GAP);
    }

    /** Adds what every bar has one part of. */
    PartsChart with(String name, List<Part> parts) {
        // With categories of its own an axis leaves out words for which there is no room, instead of turning them all.
        if (getData().isEmpty()) {
            ((CategoryAxis) getXAxis())
                    .setCategories(FXCollections.observableArrayList(
                            parts.stream().map(Part::at).toList()));
        }
        XYChart.Series<String, Number> series = new XYChart.Series<>();
        series.setName(name);
        for (Part part : parts) {
            XYChart.Data<String, Number> bar = new XYChart.Data<>(part.at(), part.count());
            bar.nodeProperty().subscribe(node -> {
                if (node != null) {
                    Tooltip.install(node, new Tooltip(part.words()));
                    if (part.link() != null) {
                        node.setOnMouseClicked(_ -> go.accept(part.link()));
                    }
                }
            });
            series.getData().add(bar);
        }
        getData().add(series);
        return this;
    }
}
