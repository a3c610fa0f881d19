package ai.ominigate.console.retention;

import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import java.util.List;
import javafx.scene.chart.CategoryAxis;
import javafx.scene.chart.LineChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Tooltip;

/** How old the oldest was that each purge left, and the window that it is to stay below. */
final class AgeChart extends LineChart<String, Number> {

    /** @param window in days */
    AgeChart(List<RetentionViewModel.Age> ages, long window, Text text, Moments moments) {
        super(new CategoryAxis(), new NumberAxis());
        setAnimated(false);
        getXAxis().setAnimated(false);
        getYAxis().setAnimated(false);
        getXAxis().setLabel(text.get("retention.started"));
        getXAxis().setTickLabelsVisible(false);
        getYAxis().setLabel(text.get("retention.ages.days"));
        getStyleClass().addAll("small-chart", "ages");
        setAccessibleText(text.get("retention.ages"));
        XYChart.Series<String, Number> oldest = new XYChart.Series<>();
        oldest.setName(text.get("retention.ages.oldest"));
        XYChart.Series<String, Number> limit = new XYChart.Series<>();
        limit.setName(text.get("retention.ages.window", window));
        for (RetentionViewModel.Age age : ages) {
            String when = moments.absolute(age.at());
            XYChart.Data<String, Number> point = new XYChart.Data<>(when, age.days());
            oldest.getData().add(point);
            point.nodeProperty().subscribe(node -> {
                if (node != null) {
                    Tooltip.install(node, new Tooltip(text.get("retention.ages.bar", when, age.days())));
                }
            });
            limit.getData().add(new XYChart.Data<>(when, window));
        }
        getData().add(oldest);
        getData().add(limit);
    }
}
