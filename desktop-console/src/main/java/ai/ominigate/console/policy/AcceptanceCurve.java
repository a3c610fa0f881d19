package ai.ominigate.console.policy;

import ai.ominigate.console.view.Text;
import ai.ominigate.model.policy.PolicyAcceptance;
import java.util.List;
import javafx.scene.chart.CategoryAxis;
import javafx.scene.chart.LineChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Tooltip;

/** How many accounts have accepted a version by the end of each day. */
final class AcceptanceCurve extends LineChart<String, Number> {

    AcceptanceCurve(List<PolicyAcceptance.Day> days, Text text) {
        super(new CategoryAxis(), new NumberAxis());
        setAnimated(false);
        getXAxis().setAnimated(false);
        getYAxis().setAnimated(false);
        setLegendVisible(false);
        getStyleClass().add("small-chart");
        getXAxis().setLabel(text.get("policy.curve.day"));
        getYAxis().setLabel(text.get("policy.curve.accounts"));
        setAccessibleText(text.get("policy.curve"));
        XYChart.Series<String, Number> series = new XYChart.Series<>();
        long sum = 0;
        for (PolicyAcceptance.Day each : days) {
            sum += each.accounts();
            XYChart.Data<String, Number> point = new XYChart.Data<>(each.day().toString(), sum);
            String told = text.get("policy.curve.point", each.day(), sum, each.accounts());
            point.nodeProperty().subscribe(node -> {
                if (node != null) {
                    Tooltip.install(node, new Tooltip(told));
                }
            });
            series.getData().add(point);
        }
        getData().add(series);
    }
}
