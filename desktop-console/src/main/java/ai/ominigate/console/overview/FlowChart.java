package ai.ominigate.console.overview;

import ai.ominigate.console.shell.Link;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.privacy.PrivacyOverview;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import javafx.scene.chart.BarChart;
import javafx.scene.chart.CategoryAxis;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Tooltip;

/** Privacy requests that came in and that ended each day; a bar leads to those that are open, or over. */
final class FlowChart extends BarChart<String, Number> {

    private final Text text;
    private final Consumer<Link> go;

    FlowChart(List<PrivacyOverview.Day> days, Text text, Consumer<Link> go) {
        super(new CategoryAxis(), new NumberAxis());
        this.text = text;
        this.go = go;
        setAnimated(false);
        getXAxis().setAnimated(false);
        getYAxis().setAnimated(false);
        getXAxis().setLabel(text.get("overview.axis.days"));
        getYAxis().setLabel(text.get("overview.axis.requests"));
        setCategoryGap(4);
        setBarGap(0);
        getStyleClass().add("deciders");
        setAccessibleText(text.get("overview.flow"));
        getData().add(series(days, "overview.flow.received", PrivacyOverview.Day::received, Link.to("requests")));
        getData()
                .add(series(
                        days,
                        "overview.flow.ended",
                        PrivacyOverview.Day::ended,
                        new Link("requests", Map.of("ended", "true"))));
    }

    private XYChart.Series<String, Number> series(
            List<PrivacyOverview.Day> days, String name, ToLongFunction<PrivacyOverview.Day> count, Link to) {
        DateTimeFormatter format =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(text.locale());
        XYChart.Series<String, Number> series = new XYChart.Series<>();
        series.setName(text.get(name));
        for (PrivacyOverview.Day each : days) {
            String day = format.format(each.day());
            long requests = count.applyAsLong(each);
            XYChart.Data<String, Number> bar = new XYChart.Data<>(day, requests);
            series.getData().add(bar);
            bar.nodeProperty().subscribe(node -> {
                if (node != null) {
                    Tooltip.install(
                            node,
                            new Tooltip(text.get(
                                    "overview.flag-bar",
                                    day,
                                    Amounts.words(requests, text.locale()),
                                    series.getName())));
                    node.setOnMouseClicked(_ -> go.accept(to));
                }
            });
        }
        return series;
    }
}
